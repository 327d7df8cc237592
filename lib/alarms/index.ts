export * from './alarm-set';
export * from './rest-api-alarms';
