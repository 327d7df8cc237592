import { App } from 'aws-cdk-lib/core';
import { ProtectedOrdersStack } from './protected-orders-stack';

const app = new App();
new ProtectedOrdersStack(app, 'ProtectedOrders');
