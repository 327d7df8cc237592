export * from './canary-release-options';
export * from './function-release';
export * from './function-release-props';
export * from './provisioned-concurrency-options';
export * from './release';
export * from './rollback-alarm-set';
export * from './rollback-alarms-options';
export * from './staged-function';
