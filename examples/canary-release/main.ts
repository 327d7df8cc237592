import { App } from 'aws-cdk-lib/core';
import { ReleasedOrdersStack } from './released-orders-stack';

const app = new App();
new ReleasedOrdersStack(app, 'ReleasedOrders');
