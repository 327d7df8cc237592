export * from './http-gateway';
export * from './http-gateway-props';
export * from './http-gateway-stage';
export * from './http-gateway-stage-options';
export * from './http-open-api-props';
export * from './http-route-options';
