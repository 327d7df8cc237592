import { App } from 'aws-cdk-lib/core';
import { StoreStack } from './store-stack';

const app = new App();
new StoreStack(app, 'Store');
