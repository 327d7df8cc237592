import { App } from 'aws-cdk-lib/core';
import { VersionsStack } from './versions-stack';

const app = new App();
new VersionsStack(app, 'Versions');
