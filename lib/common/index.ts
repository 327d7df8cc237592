export * from './gateway-props';
export * from './gateway-stage-options';
