export * from './gateway-props';
