export * from './cache-cluster-size';
export * from './stage-cache-options';
