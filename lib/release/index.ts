export * from './canary-release-options';
export * from './release';
export * from './staged-function';
