export * from './alarm-set';
export * from './rest-api-alarms';
export * from './rest-api-alarms-options';
