export * from './function-release';
export * from './function-release-props';
export * from './provisioned-concurrency-options';
export * from './rollback-alarm-set';
export * from './rollback-alarms-options';
export * from './staged-function';
