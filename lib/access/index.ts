export * from './access-request';
export * from './http-route-authorizer';
export * from './resource-policy';
export * from './route-authorizer';
export * from './web-socket-route-authorizer';
