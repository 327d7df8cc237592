export * from './http-route-authorizer';
export * from './jwt-algorithm';
export * from './jwt-authorizer';
export * from './jwt-authorizer-props';
export * from './route-authorizer';
export * from './web-socket-route-authorizer';
