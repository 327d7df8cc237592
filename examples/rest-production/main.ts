import { App } from 'aws-cdk-lib/core';
import { OrdersStack } from './orders-stack';

const app = new App();
new OrdersStack(app, 'Orders');
