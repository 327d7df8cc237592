import { ApiDefinition, LambdaIntegration, RestApi, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { RestGateway, RestLayout } from 'cdk-gatehouse';

/** A route: one method of one path, in front of a Lambda function. */
interface Route {
  readonly path: string;
  readonly method: HttpMethod;
}

/** How routes spread over paths. */
export const SHAPES: Record<string, (routes: number) => Route[]> = {
  /** Each on a path of its own: the most preflights. */
  own: (routes) => Array.from({ length: routes }, (_, i) => ({ path: `/route${i}`, method: HttpMethod.GET })),
  /** Five to two paths, as APIs of things have them. */
  crud: (routes) => Array.from({ length: routes }, (_, i) => {
    const collection = `/things${Math.floor(i / 5)}`;
    const method = [HttpMethod.GET, HttpMethod.POST, HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE][i % 5];
    return { path: i % 5 < 2 ? collection : `${collection}/{id}`, method };
  }),
};

type Define = (stack: Stack, handler: lambda.Function, routes: Route[]) => void;

const cors = { allowOrigins: ['*'] };

/** Ways to define the same API, with CORS, closed by IAM. */
export const VARIANTS: Record<string, Define> = {
  'RestApi': (stack, handler, routes) => {
    const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: cors });
    for (const { path, method } of routes) api.root.resourceForPath(path).addMethod(method, new LambdaIntegration(handler));
  },
  'SpecRestApi': (stack, handler, routes) => {
    const api = new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromInline(handWritten(stack, handler, routes)) });
    handler.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi() });
  },
  'RestGateway': (stack, handler, routes) => {
    const gateway = new RestGateway(stack, 'Api', { cors });
    for (const { path, method } of routes) gateway.addRoutes({ path, methods: [method], handler });
  },
  'RestGateway, layout RESOURCES': (stack, handler, routes) => {
    const gateway = new RestGateway(stack, 'Api', { cors, layout: RestLayout.RESOURCES });
    for (const { path, method } of routes) gateway.addRoutes({ path, methods: [method], handler });
  },
};

/** The document that somebody writes who knows what the gateway's says. */
function handWritten(stack: Stack, handler: lambda.Function, routes: Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method } of routes) {
    const parameters = path.includes('{id}') ? { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] } : {};
    paths[path] ??= { options: { ...parameters, ...preflight() } };
    paths[path][method.toLowerCase()] = {
      ...parameters,
      'responses': { 200: { description: 'OK' } },
      'security': [{ sigv4: [] }],
      'x-amazon-apigateway-integration': {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
      },
    };
  }
  const sigv4 = { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' };
  return { openapi: '3.0.1', info: { title: 'Api', version: '1.0' }, paths: { '/': { options: preflight() }, ...paths }, components: { securitySchemes: { sigv4 } } };
}

function preflight(): object {
  const values = {
    'Access-Control-Allow-Headers': "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent'",
    'Access-Control-Allow-Origin': "'*'",
    'Access-Control-Allow-Methods': "'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD'",
  };
  const headers = Object.fromEntries(Object.keys(values).map((name) => [name, { schema: { type: 'string' } }]));
  const responseParameters = Object.fromEntries(Object.entries(values).map(([name, value]) => [`method.response.header.${name}`, value]));
  return {
    'responses': { 204: { description: 'No Content', headers } },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{ statusCode: 200 }' },
      responses: { default: { statusCode: '204', responseParameters } },
    },
  };
}

/** Defines an app and synthesizes it. */
export function synthesize(variant: string, shape: string, routes: number): { template: any; indented: number } {
  const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0, '@aws-cdk/core:suppressTemplateIndentation': true } }); // to see how far above the limits it is
  const stack = new Stack(app, 'Bench');
  const handler = new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
  VARIANTS[variant](stack, handler, SHAPES[shape](routes));
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  return { template, indented: JSON.stringify(template, undefined, 1).length };
}
