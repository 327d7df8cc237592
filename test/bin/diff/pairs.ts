import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { AlarmSet, HttpGateway, HttpRouteAuthorizer, RequestSchema, ResourcePolicy, RestGateway, RestGatewayProps, RestLayout, RouteAuthorizer } from '../../../lib';
import { testFunction } from '../../helpers';

const { GET, POST, DELETE } = HttpMethod;

/** What a stack "Shop" defines before a change, and after it. */
export interface PreparedPair {
  readonly before: (stack: Stack) => void;
  readonly after: (stack: Stack) => void;
}

/** An API of orders, with what a case needs otherwise. */
function orders(stack: Stack, props: RestGatewayProps = {}): RestGateway {
  const gateway = new RestGateway(stack, 'OrdersApi', { cors: { allowOrigins: ['https://shop.example.com'] }, ...props });
  const handler = testFunction(stack, 'Orders');
  gateway.addRoutes({ path: '/orders', methods: [GET], handler });
  gateway.addRoutes({ path: '/orders/{id}', methods: [GET], handler });
  return gateway;
}

const withBody = (stack: Stack, count: object, required: string[]) => {
  const schema = { type: 'object', properties: { article: { type: 'string' }, count }, required };
  orders(stack).addRoutes({ path: '/orders', methods: [POST], handler: testFunction(stack, 'Take'), requestSchema: RequestSchema.fromInline(schema) });
};

const withFunction = (stack: Stack, id: string) => void orders(stack, { authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, id)) });

const web = (stack: Stack, authorizer?: HttpRouteAuthorizer) => {
  const gateway = new HttpGateway(stack, 'Web');
  const handler = testFunction(stack, 'Pages');
  gateway.addRoutes({ path: '/pages', methods: [GET], handler });
  gateway.addRoutes({ path: '/pages/{id}', methods: [GET, DELETE], handler, authorizer });
};

/** The prepared pairs, by the names of the files with what is to be said of them. */
export const PAIRS: Record<string, PreparedPair> = {
  'open-route': {
    before: (stack) => void orders(stack),
    after: (stack) => void orders(stack).addRoutes({ path: '/health', methods: [GET], handler: testFunction(stack, 'Health'), authorizer: RouteAuthorizer.none() }),
  },
  'removed-route': {
    before: (stack) => void orders(stack).addRoutes({ path: '/orders/{id}', methods: [DELETE], handler: testFunction(stack, 'Cancel') }),
    after: (stack) => void orders(stack),
  },
  'narrowed-type': {
    before: (stack) => withBody(stack, { type: 'number' }, ['article']),
    after: (stack) => withBody(stack, { type: 'integer', minimum: 1 }, ['article', 'count']),
  },
  'new-stage': {
    before: (stack) => void orders(stack),
    after: (stack) => void orders(stack).addStage('staging', { throttle: { rateLimit: 50, burstLimit: 50 }, variables: { table: 'staging-orders' } }),
  },
  'throttle-raised': {
    before: (stack) => void orders(stack, { throttle: { rateLimit: 100, burstLimit: 200 }, routes: { 'GET /orders': { throttle: { rateLimit: 10, burstLimit: 20 } } } }),
    after: (stack) => void orders(stack, { throttle: { rateLimit: 5000, burstLimit: 2000 }, routes: { 'GET /orders': { throttle: { rateLimit: 10, burstLimit: 15 } } } }),
  },
  'policy-widened': {
    before: (stack) => void orders(stack, { resourcePolicy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24']) }),
    after: (stack) => void orders(stack, { resourcePolicy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24', '198.51.100.0/24']) }),
  },
  'authorizer-swapped': {
    before: (stack) => withFunction(stack, 'CheckSession'),
    after: (stack) => withFunction(stack, 'CheckToken'),
  },
  'alarm-removed': {
    before: (stack) => void orders(stack, { alarms: AlarmSet.standard({ clientErrorRate: {} }) }),
    after: (stack) => void orders(stack, { alarms: AlarmSet.standard({ serverErrorRate: { threshold: 20 } }) }),
  },
  'layout-changed': {
    before: (stack) => void orders(stack, { layout: RestLayout.RESOURCES }),
    after: (stack) => void orders(stack),
  },
  'nothing-changed': {
    before: (stack) => void orders(stack),
    after: (stack) => {
      orders(stack);
      testFunction(stack, 'Nightly');
    },
  },
  'http-route-opened': {
    before: (stack) => web(stack),
    after: (stack) => web(stack, HttpRouteAuthorizer.none()),
  },
};
