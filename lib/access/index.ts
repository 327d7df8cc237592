export * from './http-route-authorizer';
export * from './route-authorizer';
export * from './web-socket-route-authorizer';
