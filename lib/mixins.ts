export * from './edge/rest-api-tls';
export * from './logs/stage-access-logs';
export * from './logs/stage-execution-logs';
export * from './openapi/rest-api-as-openapi';
export * from './stages/stage-explicit-settings';
export * from './stages/stage-throttling';
export * from './stages/stage-tracing';
