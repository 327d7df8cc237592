export * from './open-api-comparison';
export * from './open-api-document';
