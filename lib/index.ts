export * from './access';
export * from './alarms';
export * from './edge';
export * from './logs';
export * from './openapi';
export * from './rest';
export * as mixins from './mixins';
