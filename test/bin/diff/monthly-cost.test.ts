import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { App, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Assembly } from '../../../bin/diff/assembly';
import { describeApis } from '../../../bin/diff/describe-apis';
import { monthlyCost } from '../../../bin/diff/monthly-cost';
import { AlarmSet, CacheClusterSize, CostEstimate, HttpGateway, RestGateway, RestLayout, WebSocketGateway } from '../../../lib';
import { testFunction } from '../../helpers';

/** What a gateway costs for a million requests: as the library says, and as the command reads it from the template. */
function both(define: (stack: Stack) => CostEstimate): [library: string, command: string | undefined] {
  const app = new App({ treeMetadata: false });
  const stack = new Stack(app, 'Shop', { env: { account: '111111111111', region: 'us-east-1' } });
  const estimate = define(stack);
  const { apis } = describeApis(Assembly.read(app.synth().directory));
  expect(apis).toHaveLength(1);
  return [estimate.total.toFixed(2), monthlyCost(apis[0], { requests: 1_000_000 }).usd?.toFixed(2)];
}

const restOf = (props: object, more: (gateway: RestGateway) => void = () => {}) => (stack: Stack) => {
  const gateway = new RestGateway(stack, 'Api', props);
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.POST], handler: testFunction(stack) });
  more(gateway);
  return gateway.estimateMonthlyCost({ requests: 1_000_000 });
};

test.each<[string, (stack: Stack) => CostEstimate]>([
  ['a REST API', restOf({})],
  ['a REST API of resources', restOf({ layout: RestLayout.RESOURCES })],
  ['a cache, in two stages', restOf({ cache: { clusterSize: CacheClusterSize.GB_6_1 } }, (gateway) => void gateway.addStage('beta'))],
  ['no logs, alarms and traces', restOf({ alarms: AlarmSet.none(), tracing: false, accessLogs: undefined })],
  ['a dashboard and metrics of routes', restOf({ detailedMetrics: true, cors: { allowOrigins: ['*'] } }, (gateway) => void gateway.addDashboard())],
  ['a HTTP API', (stack) => {
    const gateway = new HttpGateway(stack, 'Web', { detailedMetrics: true });
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack) });
    return gateway.estimateMonthlyCost({ requests: 1_000_000 });
  }],
  ['a WebSocket API', (stack) => {
    const gateway = new WebSocketGateway(stack, 'Chat');
    gateway.addRoute('$connect', { handler: testFunction(stack) });
    return gateway.estimateMonthlyCost({ messages: 1_000_000 });
  }],
  ['an API of the CDK in a nested stack', (stack) => {
    const api = new RestApi(new NestedStack(stack, 'Inner'), 'Legacy', { deployOptions: { cacheClusterEnabled: true, tracingEnabled: true } });
    api.root.addMethod('GET', new MockIntegration());
    new Alarm(api, 'Errors', { metric: api.metricServerError(), threshold: 1, evaluationPeriods: 1 });
    return CostEstimate.forRestApi(api, { requests: 1_000_000 });
  }],
])('%s costs what the library says', (_, define) => {
  const [library, command] = both(define);
  expect(command).toBe(library);
});

describe('where prices are not known', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '111111111111', region: 'ap-southeast-2' } });
  new RestApi(stack, 'Legacy', { deployOptions: { cacheClusterEnabled: true, cacheClusterSize: '1.6' } }).root.addMethod('GET', new MockIntegration());
  const { apis: [api] } = describeApis(Assembly.read(app.synth().directory));

  test('what they are of is named', () => {
    expect(monthlyCost(api, { requests: 5 })).toEqual({ region: 'ap-southeast-2', missing: ['requests', 'cache of 1.6 GB'] });
  });

  test('those of another Region may be taken', () => {
    expect(monthlyCost(api, { requests: 0, region: 'us-east-1' })).toEqual({ region: 'us-east-1', missing: [], usd: 27.74 }); // 730 × 0.038
  });
});
