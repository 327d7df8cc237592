export { RestEndpoint } from './rest-endpoint';
export * from './vpc-only-endpoint-options';
