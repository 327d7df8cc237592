export * from './rest-gateway';
export * from './rest-gateway-props';
export * from './rest-gateway-stage';
export * from './rest-gateway-stage-options';
export * from './rest-layout';
export * from './rest-open-api-props';
export * from './rest-route-options';
export * from './route-cache';
