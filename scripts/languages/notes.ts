/** A gateway in TypeScript; the same as in Java and in Go beside it. */
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { mixins, RestGateway, RouteAuthorizer } from '../../lib';

const app = new App({ outdir: process.env.CDK_OUTDIR });
const stack = new Stack(app, 'Notes');
const handler = new Function(stack, 'Handler', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({});') });
const gateway = new RestGateway(stack, 'Api', { alertEmails: ['oncall@example.com'], variables: { table: 'notes' } });
gateway.addRoutes({ path: '/notes/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], handler, authorizer: RouteAuthorizer.iam() });
gateway.stage.with(new mixins.StageThrottling({ rateLimit: 5, burstLimit: 10 }));
app.synth();
