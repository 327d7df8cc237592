import { MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Release, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** An API that is released by canaries, for scripts/deploy/releases.mjs: each version answers with its name. */
const version = process.env.RELEASED_VERSION ?? 'one';
const app = new App();
const stack = new Stack(app, 'Released');
const gateway = new RestGateway(stack, 'ReleasedApi', { variables: { table: 'a' }, release: Release.canary({ percentTraffic: 10 }) });
gateway.addRoutes({
  path: '/version',
  methods: [HttpMethod.GET],
  authorizer: RouteAuthorizer.none(),
  integration: new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': '{ "statusCode": 200 }' },
    integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': `{ "version": "${version}" }` } }],
  }),
});
new CfnOutput(stack, 'ApiId', { value: gateway.api.restApiId });
