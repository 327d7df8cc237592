export * from './api-audit';
export * from './api-audit-props';
export * from './audit-trail-options';
