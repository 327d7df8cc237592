import { App } from 'aws-cdk-lib/core';
import { EchoStack } from './echo-stack';

const app = new App();
new EchoStack(app, 'Echo');
