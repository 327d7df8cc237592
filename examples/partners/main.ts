import { App } from 'aws-cdk-lib/core';
import { PartnersStack } from './partners-stack';

const app = new App();
new PartnersStack(app, 'Partners');
