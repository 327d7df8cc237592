export * from './staged-function';
