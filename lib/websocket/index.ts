export * from './web-socket-connections-options';
export * from './web-socket-gateway';
export * from './web-socket-gateway-props';
export * from './web-socket-gateway-stage';
export * from './web-socket-gateway-stage-options';
export * from './web-socket-model';
export * from './web-socket-route-options';
