import { App } from 'aws-cdk-lib/core';
import { ChatStack } from './chat-stack';

const app = new App();
new ChatStack(app, 'Chat');
