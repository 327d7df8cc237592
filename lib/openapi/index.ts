export * from './open-api-document';
