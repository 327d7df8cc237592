export * from './cognito-authorizer-options';
export * from './http-jwt-options';
export * from './http-route-authorizer';
export * from './lambda-authorizer-options';
export * from './route-authorizer';
export * from './web-socket-lambda-request-options';
export * from './web-socket-route-authorizer';
