import { App } from 'aws-cdk-lib/core';
import { LegacyStack } from './legacy-stack';

const app = new App();
new LegacyStack(app, 'Legacy');
