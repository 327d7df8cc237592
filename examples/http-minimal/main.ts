import { App } from 'aws-cdk-lib/core';
import { NotesStack } from './notes-stack';

const app = new App();
new NotesStack(app, 'Notes');
