export * from './alarm-set';
export * from './alert-options';
export * from './http-api-alarms';
export * from './rest-api-alarms';
export * from './standard-alarms-options';
export * from './web-socket-alarm-set';
export * from './web-socket-alarms-options';
export * from './web-socket-api-alarms';
