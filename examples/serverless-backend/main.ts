import { App } from 'aws-cdk-lib/core';
import { ParcelsStack } from './parcels-stack';

const app = new App();
new ParcelsStack(app, 'Parcels');
