export * from './item-value';
export * from './mapping-list';
export * from './mapping-template';
export { MappingValue } from './mapping-value';
export * from './request-value';
export * from './response-value';
export * from './web-socket-integrations';
