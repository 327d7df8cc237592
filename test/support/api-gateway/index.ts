export * from './api-error';
export * from './api-gateway-server';
export * from './control-plane';
export * from './faults';
export * from './in-memory-client';
export type { Input, Operation, Operations, Output } from './operations';
export * from './permissions';
export { DEFAULT_UNKNOWNS, everyUnknown } from './world';
export type { Definition, Unknowns } from './world';
