export * from './route-authorizer';
