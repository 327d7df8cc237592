export * from './grant-manage-options';
export * from './http-route-authorizer';
export * from './management-verb';
export * from './route-authorizer';
export * from './web-socket-route-authorizer';
