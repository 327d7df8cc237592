export * from './access-logs';
export * from './account-logging';
export * from './execution-logs-options';
