import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, RestGateway, RestGatewayProps, WebSocketGateway } from '../../lib';
import { annotationsOf, testFunction } from '../helpers';

const { GET, POST, PUT, DELETE } = HttpMethod;

/** As many routes as a real API has: five to two paths, `/orders1` and `/orders1/{id}`, with CORS. */
function define(routes: number, indented = false, props?: RestGatewayProps): { stack: Stack; app: App } {
  const app = new App({ treeMetadata: false });
  const stack = new Stack(app, 'Shop', { suppressTemplateIndentation: !indented });
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'Api', { cors: { allowOrigins: ['*'] }, ...props });
  for (let i = 0; i < routes / 5; i++) {
    gateway.addRoutes({ path: `/orders${i}`, methods: [GET, POST], handler });
    gateway.addRoutes({ path: `/orders${i}/{id}`, methods: [GET, PUT, DELETE], handler });
  }
  return { app, stack };
}

function templateText({ app, stack }: { app: App; stack: Stack }): string {
  app.synth();
  return readFileSync(join(app.outdir, stack.templateFile), 'utf8');
}

test('1,000 routes with CORS are at most 25 resources, at most 700 bytes a route, and fit a template', () => {
  const text = templateText(define(1000));
  expect(Object.keys(JSON.parse(text).Resources).length).toBeLessThanOrEqual(25);
  expect(Buffer.byteLength(text) / 1000).toBeLessThanOrEqual(700);
  expect(text.match(/aws_proxy/g)).toHaveLength(1000);
  expect(text.match(/"options"/g)).toHaveLength(401);
});

test("600 routes with CORS fit a template with the CDK's indentation", () => {
  expect(Buffer.byteLength(templateText(define(600, true)))).toBeLessThan(1024 * 1024);
});

describe('a template that is longer than CloudFormation takes', () => {
  test('fails, and says that it fits without indentation', () => {
    expect(() => define(1000, true).app.synth()).toThrow(/^the template with the document of the API has \d+ bytes, and CloudFormation takes 1048576; without indentation it has \d+: set "@aws-cdk\/core:suppressTemplateIndentation": true in the context of cdk.json\n    at \[Shop\/Api\/Default\/Resource\]$/);
  });

  test('fails, and says to split the API if it does not', () => {
    expect(() => define(1700).app.synth()).toThrow('bytes, and CloudFormation takes 1048576; split the API into several behind one custom domain, each with a base path of its own');
  });
});

test('more resources than an account takes in an API by default get a warning', () => {
  const warnings = (routes: number) => annotationsOf(define(routes).stack, 'aws:cdk:warning');
  expect(warnings(750)).toEqual([expect.stringContaining('the API has 301 resources, the parts of its paths with the root, and an account takes 300 in an API by default')]);
  expect(warnings(745)).toEqual([]);
});

describe('300 routes, the quota of a HTTP and of a WebSocket API,', () => {
  const types: Array<[string, (stack: Stack, routes: number) => void]> = [
    ['HTTP', (stack, routes) => {
      const gateway = new HttpGateway(stack, 'Api');
      const handler = testFunction(stack);
      for (let i = 0; i < routes; i++) gateway.addRoutes({ path: `/orders${i}/{id}`, methods: [GET], handler });
    }],
    ['HTTP, each with limits of its own', (stack, routes) => {
      const gateway = new HttpGateway(stack, 'Api');
      const handler = testFunction(stack);
      for (let i = 0; i < routes; i++) gateway.addRoutes({ path: `/orders${i}/{id}`, methods: [GET], handler, throttle: { rateLimit: i + 1 } });
    }],
    ['WebSocket', (stack, routes) => {
      const gateway = new WebSocketGateway(stack, 'Api');
      const handler = testFunction(stack);
      gateway.addRoute('$connect', { handler });
      for (let i = 1; i < routes; i++) gateway.addRoute(`message${i}`, { handler });
    }],
  ];

  test.each(types)('are one resource each, and what they share, in one stack: %s', (_type, add) => {
    const count = (routes: number) => {
      const stack = new Stack(new App({ treeMetadata: false }), 'Shop');
      add(stack, routes);
      return Object.keys(JSON.parse(templateText({ app: stack.node.root as App, stack })).Resources).length;
    };
    const [one, all] = [count(1), count(300)];
    expect(all - one).toBe(299);
    expect(one).toBeLessThanOrEqual(20);
    expect(all).toBeLessThanOrEqual(500);
  });

  test.each(types)('are built in linear time: %s', (_type, add) => {
    const time = (routes: number) => {
      const stack = new Stack(new App({ treeMetadata: false }), 'Shop');
      const start = process.hrtime.bigint();
      add(stack, routes);
      return Number(process.hrtime.bigint() - start);
    };
    time(300); // warm
    const best = (routes: number) => Math.min(...[1, 2, 3].map(() => time(routes)));
    const [some, many] = [best(100), best(1000)]; // ten times as many: ten times the time if it is linear, a hundred if it is not
    expect(many / some).toBeLessThan(30);
  });
});
