import { runSimulation } from '@cloud-copilot/iam-simulate';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { HttpGateway, RestGateway, RestLayout } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const [ACCOUNT, OTHER] = ['111122223333', '999988887777'];
const ENV = { env: { account: ACCOUNT, region: 'eu-west-1' } };
const PREFIX = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a123`;

/** A policy as IAM gets it, with "a123" for the id of the API; short forms of ARNs as API Gateway completes them. */
function deployed(document: object): any {
  const text = (value: any): any => {
    if (Array.isArray(value)) return value.map(text);
    if (value?.['Fn::Join']) return value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : part.Ref === 'AWS::Partition' ? 'aws' : 'a123')).join('');
    if (typeof value === 'string') return value.replace(/^execute-api:\//, `${PREFIX}/`);
    return typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, text(inner)])) : value;
  };
  return text(document);
}

/** What IAM decides on a call of what stands below the API, "prod/GET/orders". The simulator takes no ARN of the root, "prod/GET/". */
async function decide(called: string, caller: string, identityPolicy?: object, resourcePolicy?: object): Promise<string> {
  const result = await runSimulation({
    request: { principal: `arn:aws:iam::${caller}:role/caller`, action: 'execute-api:Invoke', resource: { resource: `${PREFIX}/${called}`, accountId: ACCOUNT }, contextVariables: {} },
    identityPolicies: identityPolicy ? [{ name: 'granted', policy: identityPolicy }] : [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy,
  }, {});
  if (result.resultType !== 'single') throw new Error(JSON.stringify(result));
  return result.overallResult;
}

const define = (type: 'rest' | 'http', routes: string[], stack = testStack('Shop', ENV)) => {
  const gateway = type === 'rest' ? new RestGateway(stack, 'Api') : new HttpGateway(stack, 'Api', { stageName: 'prod' });
  const handler = testFunction(stack);
  for (const route of routes) {
    const [method, path] = route.split(' ');
    gateway.addRoutes({ path, methods: [method as HttpMethod], handler });
  }
  return { stack, gateway };
};

/** The policy that a grant on routes makes. */
function granted(type: 'rest' | 'http', routes: string[], named: string[]): object {
  const { stack, gateway } = define(type, routes);
  gateway.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }), ...named);
  const policy = gateway.node.findAll().find((child) => child instanceof iam.Policy) as iam.Policy;
  return deployed(stack.resolve(policy.document.toJSON()));
}

const isVariable = (part: string) => part.startsWith('{');
const split = (text: string) => text.split(/[ /]/).filter(Boolean);

/** Whether a request, "GET /orders/1", is one of a route, part by part. */
function isOf(route: string, request: string): boolean {
  const [[method, ...parts], [verb, ...given]] = [split(route), split(request)];
  const isGreedy = parts.at(-1)?.endsWith('+}') === true;
  if (method !== 'ANY' && method !== verb) return false;
  if (isGreedy ? given.length < parts.length : given.length !== parts.length) return false;
  return parts.every((part, index) => isVariable(part) || part === given[index]);
}

/** Whether what docs/grants.md says of "*" explains that a request is granted with a route: all before the first and after the last variable agrees. */
function isExplained(route: string, request: string): boolean {
  const parts = split(route).map((part) => (part === 'ANY' ? '{method}' : part));
  const given = split(request);
  const variables = parts.flatMap((name, index) => (isVariable(name) ? [index] : []));
  const [first, last] = [variables[0], variables.at(-1)!];
  if (variables.length === 0) return false;
  const before = parts.slice(0, first).every((part, index) => part === given[index]);
  const after = parts.slice(last + 1);
  return before && after.every((part, index) => part === given.at(index - after.length));
}

const part = fc.constantFrom('a', 'b', 'c', '{v}');
const route = fc.tuple(fc.constantFrom('GET', 'POST', 'ANY'), fc.array(part, { maxLength: 4 }), fc.constantFrom('', '', '/{rest+}')).map(([method, parts, greedy]) => {
  const named = parts.map((name, index) => (name === '{v}' ? `{v${index}}` : name));
  return `${method} ${named.length === 0 && greedy ? '' : '/'}${named.join('/')}${greedy}`;
});
const request = fc.tuple(fc.constantFrom('GET', 'POST', 'PUT'), fc.array(fc.constantFrom('a', 'b', 'c', 'd', '7-x'), { minLength: 1, maxLength: 6 })).map(([method, parts]) => `${method} /${parts.join('/')}`);
const app = fc.uniqueArray(route, { minLength: 1, maxLength: 8 }).chain((routes) => fc.record({
  routes: fc.constant(routes), named: fc.subarray(routes, { minLength: 1 }), requests: fc.array(request, { minLength: 10, maxLength: 40 }), values: fc.array(fc.constantFrom('a', 'b', 'd', '7-x'), { minLength: 6, maxLength: 6 }),
}));

/** A request of a route. */
const requestOf = (key: string, values: string[]): string => {
  const [method, path] = key.split(' ');
  return `${method === 'ANY' ? 'PUT' : method} ${path.split('/').map((name, index) => (name.endsWith('+}') ? values.join('/') : isVariable(name) ? values[index % values.length] : name)).join('/')}`;
};

test('a grant on routes allows every request of them, and of others only those that a variable explains', async () => {
  let explained = 0;
  await fc.assert(fc.asyncProperty(app, async ({ routes, named, requests, values }) => {
    const policy = granted('http', routes, named);
    for (const asked of [...requests, ...routes.map((key) => requestOf(key, values)).filter((one) => !one.endsWith(' /'))]) {
      const allowed = await decide(`prod/${asked.replace(' ', '')}`, ACCOUNT, policy) === 'Allowed';
      // a method that the path has by name is not one of ANY
      const isNamed = named.some((key) => isOf(key, asked) && !(key.startsWith('ANY ') && routes.includes(key.replace('ANY', split(asked)[0]))));
      if (isNamed) {
        expect({ asked, named, allowed }).toEqual({ asked, named, allowed: true });
      } else if (allowed) {
        explained += 1;
        expect({ asked, named, isExplained: named.some((key) => isExplained(key, asked)) }).toEqual({ asked, named, isExplained: true });
      }
    }
  }), { numRuns: 30, seed: 20 });
  expect(explained).toBeGreaterThan(20); // the exception is met, and not only allowed for
});

test.each(['rest', 'http'] as const)('routes without variables are granted exactly, by a %s gateway', async (type) => {
  const routes = ['GET /orders', 'POST /orders', 'GET /orders/new', 'GET /orders-archive'];
  for (const named of routes) {
    const policy = granted(type, routes, [named]);
    const allowed = await Promise.all(routes.map(async (key) => [key, await decide(`prod/${key.replace(' ', '')}`, ACCOUNT, policy)]));
    expect(allowed.filter(([, decision]) => decision === 'Allowed').map(([key]) => key)).toEqual([named]);
  }
});

test.each<[string, string, string]>([
  ['prod/GET/orders/1', 'Allowed', 'is what is granted'],
  ['prod/GET/orders/1/items', 'Allowed', 'goes with it: "*" takes "/"'],
  ['prod/GET/orders', 'ImplicitlyDenied', 'is another path'],
  ['prod/POST/orders/1', 'ImplicitlyDenied', 'is another method'],
  ['beta/GET/orders/1', 'ImplicitlyDenied', 'is another stage'],
])('with "GET /orders/{id}", %s is %s: it %s', async (called, decision) => {
  expect(await decide(called, ACCOUNT, granted('rest', ['GET /orders/{id}', 'GET /orders/{id}/items'], ['GET /orders/{id}']))).toBe(decision);
});

describe.each([[RestLayout.OPENAPI], [RestLayout.RESOURCES]])('a grant to another account, in the layout %s,', (layout) => {
  const grant = () => {
    const stack = new Stack(testStack().node.root as never, 'Other', ENV);
    const gateway = new RestGateway(stack, 'Api', { layout });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: testFunction(stack) });
    gateway.grantInvoke(new iam.ArnPrincipal(`arn:aws:iam::${OTHER}:role/caller`), 'GET /orders/{id}');
    const [warning] = annotationsOf(stack, 'aws:cdk:warning');
    const text = /\{.*\}/.exec(warning)![0].replace('<AWS::Partition>', 'aws').replace(/<id of [^>]+>/, 'a123');
    return { resourcePolicy: deployed(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Policy), identityPolicy: { Version: '2012-10-17', Statement: [JSON.parse(text)] }, template: templateOf(stack) };
  };

  test('holds with the statement that the warning has for that account, and with neither half alone', async () => {
    const { resourcePolicy, identityPolicy } = grant();
    expect(await decide('prod/GET/orders/1', OTHER, identityPolicy, resourcePolicy)).toBe('Allowed');
    expect(await decide('prod/GET/orders/1', OTHER, undefined, resourcePolicy)).toBe('ImplicitlyDenied');
    expect(await decide('prod/GET/orders/1', OTHER, identityPolicy, undefined)).toBe('ImplicitlyDenied');
    expect(await decide('prod/POST/orders/1', OTHER, identityPolicy, resourcePolicy)).toBe('ImplicitlyDenied');
    expect(await decide('prod/GET/orders/1', '123412341234', identityPolicy, resourcePolicy)).toBe('ImplicitlyDenied');
  });
});
