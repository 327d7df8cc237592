import { App } from 'aws-cdk-lib/core';
import { DomainStack } from './domain-stack';

const app = new App();
new DomainStack(app, 'Domain');
