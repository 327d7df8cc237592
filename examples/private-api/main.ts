import { App } from 'aws-cdk-lib/core';
import { PrivateOrdersStack } from './private-orders-stack';

const app = new App();
new PrivateOrdersStack(app, 'PrivateOrders');
