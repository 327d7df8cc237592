export * from './web-socket-integrations';
