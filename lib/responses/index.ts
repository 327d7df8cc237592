export * from './cors-settings';
export * from './gateway-response-options';
export * from './gateway-responses';
