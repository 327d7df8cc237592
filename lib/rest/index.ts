export * from './rest-gateway';
export * from './rest-gateway-props';
export * from './rest-layout';
export * from './rest-route-options';
