import { App } from 'aws-cdk-lib/core';
import { CatalogStack } from './catalog-stack';

const app = new App();
new CatalogStack(app, 'Catalog', { env: { account: '111122223333', region: 'us-east-1' } }); // where web ACLs of CloudFront have to be
