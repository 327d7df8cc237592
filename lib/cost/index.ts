export * from './cost-estimate';
export * from './cost-line';
export * from './free-tier';
export * from './monthly-load';
export * from './request-monthly-load';
export * from './rest-monthly-load';
export * from './web-socket-monthly-load';
