import { RestApi, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, NestedStack, Stack } from 'aws-cdk-lib/core';
import { RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** Writes what "cdk synth" does: stack Shop with an API, and if it is to be large stacks with more of them. */
export function cloudAssembly(outdir: string, large = false): { template: any; apiLogicalId: string; stageLogicalId: string } {
  const app = new App({ outdir });
  const shop = new Stack(app, 'Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
  const gateway = new RestGateway(shop, 'OrdersApi');
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new MockIntegration() });
  if (large) {
    const legacy = new Stack(app, 'Legacy', { stackName: 'shop-legacy' });
    const api = new RestApi(legacy, 'Api', { deployOptions: { stageName: 'v1' }, cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    new CfnApi(legacy, 'Http', { name: 'Http', protocolType: 'HTTP' });
    const nested = new NestedStack(legacy, 'Part');
    new RestApi(nested, 'InnerApi', { cloudWatchRole: false }).root.addMethod('GET', new MockIntegration());
  }
  const { template } = app.synth().getStackByName('Shop');
  const idOf = (type: string) => Object.entries<any>(template.Resources).find(([, { Type }]) => Type === type)![0];
  return { template, apiLogicalId: idOf('AWS::ApiGateway::RestApi'), stageLogicalId: idOf('AWS::ApiGateway::Stage') };
}

/** Writes the two that a review compares: in the second one a route is open, and the API has a cache. */
export function reviewPair(base: string, head: string): void {
  for (const outdir of [base, head]) {
    const app = new App({ outdir });
    const shop = new Stack(app, 'Shop', { env: { account: '111111111111', region: 'us-east-1' } });
    const gateway = new RestGateway(shop, 'OrdersApi', outdir === head ? { cache: {} } : {});
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new MockIntegration() });
    if (outdir === head) gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: new MockIntegration(), authorizer: RouteAuthorizer.none() });
    app.synth();
  }
}
