export * from './http-gateway';
export * from './http-gateway-props';
export * from './http-route-options';
