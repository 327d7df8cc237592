export * from './cache-cluster-size';
export * from './client-certificate';
export * from './effective-throttle';
export * from './stage-cache-options';
