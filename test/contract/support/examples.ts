import { App, Stack } from 'aws-cdk-lib/core';
import { LegacyStack } from '../../../examples/adopt-existing-api/legacy-stack';
import { OrdersStack } from '../../../examples/rest-production/orders-stack';

/** Every example in TypeScript, as its main.ts defines it. */
export const EXAMPLES: Record<string, (app: App) => Stack> = {
  'adopt-existing-api': (app) => new LegacyStack(app, 'Legacy'),
  'rest-production': (app) => new OrdersStack(app, 'Orders'),
};
