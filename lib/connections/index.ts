export * from './broadcast-rule-options';
export * from './broadcast-target';
export * from './broadcaster';
export * from './broadcaster-props';
export * from './connection-store';
export * from './connection-store-props';
