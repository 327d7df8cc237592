export * from './api-documentation';
export * from './deprecation-options';
export * from './described-route-options';
export * from './gateway-props';
export * from './gateway-stage-options';
