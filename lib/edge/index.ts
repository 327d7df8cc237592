export * from './rest-endpoint';
