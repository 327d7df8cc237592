import { App, Stack } from 'aws-cdk-lib/core';
import { LegacyStack } from '../../../examples/adopt-existing-api/legacy-stack';
import { ReleasedOrdersStack } from '../../../examples/canary-release/released-orders-stack';
import { CatalogStack } from '../../../examples/cloudfront/catalog-stack';
import { DomainStack } from '../../../examples/custom-domain/domain-stack';
import { PaymentsStack } from '../../../examples/hardened-api/payments-stack';
import { NotesStack } from '../../../examples/http-minimal/notes-stack';
import { ProtectedOrdersStack } from '../../../examples/oauth2/protected-orders-stack';
import { PartnersStack } from '../../../examples/partners/partners-stack';
import { PrivateOrdersStack } from '../../../examples/private-api/private-orders-stack';
import { OrdersStack } from '../../../examples/rest-production/orders-stack';
import { VersionsStack } from '../../../examples/routing-rules/versions-stack';
import { ParcelsStack } from '../../../examples/serverless-backend/parcels-stack';
import { StoreStack } from '../../../examples/staged-functions/store-stack';
import { VpcBackendStack } from '../../../examples/vpc-link/vpc-backend-stack';
import { ChatStack } from '../../../examples/websocket-chat/chat-stack';
import { EchoStack } from '../../../examples/websocket-minimal/echo-stack';

/** Every example in TypeScript, as its main.ts defines it. */
export const EXAMPLES: Record<string, (app: App) => Stack> = {
  'adopt-existing-api': (app) => new LegacyStack(app, 'Legacy'),
  'canary-release': (app) => new ReleasedOrdersStack(app, 'ReleasedOrders'),
  'cloudfront': (app) => new CatalogStack(app, 'Catalog', { env: { account: '111122223333', region: 'us-east-1' } }),
  'custom-domain': (app) => new DomainStack(app, 'Domain'),
  'hardened-api': (app) => new PaymentsStack(app, 'Payments'),
  'http-minimal': (app) => new NotesStack(app, 'Notes'),
  'oauth2': (app) => new ProtectedOrdersStack(app, 'ProtectedOrders'),
  'partners': (app) => new PartnersStack(app, 'Partners'),
  'private-api': (app) => new PrivateOrdersStack(app, 'PrivateOrders'),
  'rest-production': (app) => new OrdersStack(app, 'Orders'),
  'routing-rules': (app) => new VersionsStack(app, 'Versions'),
  'serverless-backend': (app) => new ParcelsStack(app, 'Parcels'),
  'staged-functions': (app) => new StoreStack(app, 'Store'),
  'vpc-link': (app) => new VpcBackendStack(app, 'VpcBackend'),
  'websocket-chat': (app) => new ChatStack(app, 'Chat'),
  'websocket-minimal': (app) => new EchoStack(app, 'Echo'),
};
