import { App } from 'aws-cdk-lib/core';
import { VpcBackendStack } from './vpc-backend-stack';

const app = new App();
new VpcBackendStack(app, 'VpcBackend');
