/**
 * The RESOURCES layout beside the plain L2: N GET routes on N paths with CORS, one function.
 * Prints resources, minified template bytes, and the median of five builds and syntheses in milliseconds.
 */
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { RestGateway } from 'cdk-gatehouse';

process.env.CDK_VALIDATION = 'false';

const RUNS = 5;
const SIZES = [10, 98, 300];
const cors = { allowOrigins: ['https://shop.example.com'] };

type Define = (stack: Stack, handler: lambda.Function, paths: string[]) => void;

const VARIANTS: Record<string, Define> = {
  'RestApi (L2)': (stack, handler, paths) => {
    const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: cors });
    for (const path of paths) api.root.resourceForPath(path).addMethod('GET', new LambdaIntegration(handler));
  },
  'RestGateway': (stack, handler, paths) => {
    const gateway = new RestGateway(stack, 'Api', { cors });
    for (const path of paths) gateway.addRoutes({ path, methods: [HttpMethod.GET], handler });
  },
};

function measure(define: Define, routes: number) {
  const start = process.hrtime.bigint();
  const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }); // to see how far above 500 it is
  const stack = new Stack(app, 'Bench');
  const handler = new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
  define(stack, handler, Array.from({ length: routes }, (_, index) => `/route${index}`));
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  return { milliseconds, resources: Object.keys(template.Resources).length, bytes: JSON.stringify(template).length };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

console.log('| routes | variant | resources | template bytes, minified | build + synth ms | ratio to the L2 |\n|---|---|---|---|---|---|');
for (const routes of SIZES) {
  for (const define of Object.values(VARIANTS)) measure(define, routes); // warm up
  const runs = Array.from({ length: RUNS }, () => Object.values(VARIANTS).map((define) => measure(define, routes))); // in turns: noise meets all
  const medians = Object.keys(VARIANTS).map((_, index) => median(runs.map((run) => run[index].milliseconds)));
  Object.keys(VARIANTS).forEach((variant, index) => {
    const { resources, bytes } = runs[0][index];
    console.log(`| ${routes} | ${variant} | ${resources} | ${bytes.toLocaleString('en')} | ${medians[index].toFixed(0)} | ${(medians[index] / medians[0]).toFixed(2)} |`);
  });
}
