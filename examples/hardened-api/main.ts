import { App } from 'aws-cdk-lib/core';
import { PaymentsStack } from './payments-stack';

const app = new App();
new PaymentsStack(app, 'Payments');
