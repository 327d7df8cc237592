import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import {
  HttpGateway, HttpRouteAuthorizer, RestGateway, RestLayout, RouteAuthorizer, WebSocketGateway, WebSocketRouteAuthorizer,
} from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const { GET, POST } = HttpMethod;
const POLICY = 'AWS::IAM::Policy';
const ENV = { env: { account: '111122223333', region: 'eu-west-1' } };

/** ARNs of a known environment as text, with "a123" for the id of the API. */
const textOf = (part: any): string => {
  if (typeof part === 'string') return part;
  return part.Ref.includes('Api') ? 'a123' : `<${part.Ref}>`.replace('<AWS::Partition>', 'aws');
};
const plain = (arn: any): string => (typeof arn === 'string' ? arn : arn['Fn::Join'][1].map(textOf).join(''));
const statementsOf = (stack: Stack) =>
  Object.values(templateOf(stack).findResources(POLICY)).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
const arnsOf = (stack: Stack): string[] => statementsOf(stack).flatMap(({ Action, Effect, Resource }: any) => {
  expect([Action, Effect]).toEqual(['execute-api:Invoke', 'Allow']);
  return [Resource].flat().map(plain);
});
const invoke = (rest: string) => `arn:aws:execute-api:eu-west-1:111122223333:a123/${rest}`;
const roleIn = (stack: Stack, id = 'Caller') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** A gateway of either type for requests, with routes by key. */
type Requests = RestGateway | HttpGateway;
const TYPES: Array<[string, string, (stack: Stack, routes: string[]) => Requests]> = [
  ['RestGateway as a document', 'prod', (stack, routes) => withRoutes(stack, new RestGateway(stack, 'Api'), routes)],
  ['RestGateway as resources', 'prod', (stack, routes) => withRoutes(stack, new RestGateway(stack, 'Api', { layout: RestLayout.RESOURCES }), routes)],
  ['HttpGateway', '$default', (stack, routes) => withRoutes(stack, new HttpGateway(stack, 'Api'), routes)],
];

function withRoutes<T extends Requests>(stack: Stack, gateway: T, routes: string[]): T {
  const handler = stack.node.tryFindChild('Handler') as lambda.Function | undefined ?? testFunction(stack);
  for (const route of routes) {
    const [method, path] = route.split(' ');
    gateway.addRoutes(path === undefined ? { path: route, handler } : { path, methods: [method as HttpMethod], handler });
  }
  return gateway;
}

describe.each(TYPES)('grantInvoke of a %s', (_type, stage, define) => {
  const granted = (routes: string[], named: string[]) => {
    const stack = testStack('Shop', ENV);
    define(stack, routes).grantInvoke(roleIn(stack), ...named);
    return arnsOf(stack);
  };

  test.each<[string, string]>([
    ['GET /', 'GET/'],
    ['GET /orders', 'GET/orders'],
    ['POST /orders', 'POST/orders'],
    ['GET /orders/{id}', 'GET/orders/*'],
    ['DELETE /orders/{id}/items/{item}', 'DELETE/orders/*/items/*'],
    ['GET /files/{proxy+}', 'GET/files/*'],
    ['ANY /any', '*/any'],
    ['ANY /{proxy+}', '*/*'],
  ])('is for this API, stage, method and path: %s', (route, pattern) => {
    expect(granted([route, 'PATCH /other'], [route])).toEqual([invoke(`${stage}/${pattern}`)]);
  });

  test('takes several routes in one statement, each once', () => {
    expect(granted(['GET /a', 'POST /b', 'GET /c'], ['GET /a', 'POST /b', 'GET /a'])).toEqual([invoke(`${stage}/GET/a`), invoke(`${stage}/POST/b`)]);
  });

  test('of a route for all methods is not for those that the path has by name, which are other routes', () => {
    const others = ['DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'].map((method) => invoke(`${stage}/${method}/a`));
    expect(granted(['ANY /a', 'GET /a', 'POST /a', 'GET /b'], ['ANY /a', 'GET /b'])).toEqual([...others, invoke(`${stage}/GET/b`)]);
    const stack = testStack('Shop', ENV);
    const gateway = define(stack, ['ANY /a']);
    gateway.grantInvoke(roleIn(stack), 'ANY /a');
    for (const method of ['GET', 'POST'] as never[]) gateway.addRoutes({ path: '/a', methods: [method], handler: testFunction(stack, `Late${method}`) });
    expect(arnsOf(stack)).toEqual(others);
  });

  test('takes one method of a route for all', () => {
    expect(granted(['ANY /orders/{id}'], ['GET /orders/{id}'])).toEqual([invoke(`${stage}/GET/orders/*`)]);
  });

  test('is for all routes of the stage if none is named', () => {
    expect(granted(['GET /a', 'POST /b'], [])).toEqual([invoke(`${stage}/*`)]);
  });

  test('of a stage that was added is for that stage', () => {
    const stack = testStack('Shop', ENV);
    const gateway = define(stack, ['GET /orders']);
    gateway.addStage('beta').grantInvoke(roleIn(stack), 'GET /orders');
    expect(arnsOf(stack)).toEqual([invoke('beta/GET/orders')]);
  });

  test.each([
    ['GET /order', '"GET /order"'],
    ['get /orders', '"get /orders"'],
    ['/orders', '"/orders"'],
    ['HEAD /orders', '"HEAD /orders"'],
    ['GET /*', '"GET /*"'],
    ['', '""'],
    ['constructor', '"constructor"'],
  ])('fails on a route that is not there, with those that are: %j', (route, shown) => {
    expect(() => granted(['GET /orders', 'POST /orders'], ['GET /orders', route]))
      .toThrow(`'routes' must be the key of a route of the gateway, got ${shown}: write one of "GET /orders", "POST /orders"\n    at [Shop/Api]`);
  });

  test.each<[unknown, string]>([[undefined, 'undefined'], [1, '1'], [['GET /orders'], '["GET /orders"]']])('fails on what is no key: %j', (route, shown) => {
    expect(() => granted(['GET /orders'], [route as string])).toThrow(`'routes' must be keys of routes, such as "GET /orders", got ${shown}\n    at [Shop/Api]`);
  });

  test.each<[unknown, string]>([[undefined, 'undefined'], ['role', '"role"'], [{}, '{}']])('fails on a grantee that is none: %j', (grantee, shown) => {
    const gateway = define(testStack(), ['GET /orders']);
    expect(() => gateway.grantInvoke(grantee as iam.IGrantable)).toThrow(`'grantee' must be a role, a user, a group, or what has a role, such as a function, got ${shown}: import a function with its role, by fromFunctionAttributes\n    at [Shop/Api]`);
  });

  test('fails on an imported function whose role is not known, and on a service', () => {
    const stack = testStack();
    const gateway = define(stack, ['GET /orders']);
    const imported = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
    expect(() => gateway.grantInvoke(imported)).toThrow('got an instance of aws-cdk-lib.aws_iam.UnknownPrincipal: import a function with its role, by fromFunctionAttributes\n    at [Shop/Api]');
    expect(() => gateway.grantInvoke(new iam.ServicePrincipal('events.amazonaws.com'))).toThrow("'grantee' must be a role, a user, a group, or what has a role, such as a function, got an instance of aws-cdk-lib.aws_iam.ServicePrincipal");
  });

  test('is a policy of its own for each grantee, which others may wait for', () => {
    const stack = testStack('Shop', ENV);
    const gateway = define(stack, ['GET /orders', 'POST /orders']);
    const [role, user, group] = [roleIn(stack), new iam.User(stack, 'User'), new iam.Group(stack, 'Group')];
    const grants = [role, user, group, role].map((grantee) => gateway.grantInvoke(grantee, 'GET /orders'));
    expect(grants.map(({ success }) => success)).toEqual([true, true, true, true]);
    grants[0].applyBefore(user);
    const template = templateOf(stack);
    const policies = template.findResources(POLICY);
    const attached = Object.values(policies).map(({ Properties }) => ['Roles', 'Users', 'Groups'].filter((kind) => Properties[kind]?.length === 1));
    expect(attached).toEqual([['Roles'], ['Users'], ['Groups']]);
    expect(Object.values(template.findResources('AWS::IAM::User'))[0].DependsOn).toEqual([Object.keys(policies)[0]]);
  });

  test('adds up for one grantee', () => {
    const stack = testStack('Shop', ENV);
    const gateway = define(stack, ['GET /orders', 'POST /orders']);
    const role = roleIn(stack);
    gateway.grantInvoke(role, 'GET /orders');
    gateway.grantInvoke(role, 'POST /orders');
    expect(arnsOf(stack)).toEqual([invoke(`${stage}/GET/orders`), invoke(`${stage}/POST/orders`)]);
  });

  test('to a function that is a handler of the API is no cycle, in one stack and across stacks', () => {
    const stack = testStack();
    const gateway = define(stack, ['GET /orders']);
    gateway.grantInvoke(stack.node.findChild('Handler') as lambda.Function, 'GET /orders');
    const [fn] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function'));
    expect(JSON.stringify(fn.DependsOn)).not.toContain('Policy');

    const app = new App();
    const [shop, functions] = ['Shop', 'Functions'].map((id) => new Stack(app, id));
    const handler = testFunction(functions);
    const api = define(shop, []);
    api.addRoutes({ path: '/orders', methods: [GET], handler });
    api.grantInvoke(handler, 'GET /orders');
    app.synth();
    templateOf(shop).resourceCountIs(POLICY, 1);
    templateOf(functions).resourceCountIs(POLICY, 0);
    expect(functions.dependencies).toEqual([]);
  });

  test('warns of an imported role that takes no policy, with the statement to write there', () => {
    const stack = testStack('Shop', ENV);
    const role = iam.Role.fromRoleArn(stack, 'Immutable', 'arn:aws:iam::111122223333:role/worker', { mutable: false });
    define(stack, ['GET /orders/{id}']).grantInvoke(role, 'GET /orders/{id}');
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('arn:aws:iam::111122223333:role/worker takes no policies of this app, being imported as immutable: add to its policies where it is defined '
      + `{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:<AWS::Partition>:execute-api:eu-west-1:111122223333:<id of Shop/Api/Default/Resource>/${stage}/GET/orders/*"}`)]);
  });
});

describe('a grant on what does not ask IAM', () => {
  const WITHOUT = /^the route "GET \/open" asks NONE and not IAM, so that a grant of 'execute-api:Invoke' on it allows nothing/;

  test.each([[RestLayout.OPENAPI], [RestLayout.RESOURCES]])('is warned of, in a REST API of the layout %s', (layout) => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { layout });
    gateway.addRoutes({ path: '/open', methods: [GET], handler: testFunction(stack), authorizer: RouteAuthorizer.none() });
    gateway.addRoutes({ path: '/closed', methods: [GET], handler: testFunction(stack, 'Closed') });
    gateway.grantInvoke(roleIn(stack), 'GET /open', 'GET /closed');
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(WITHOUT)]);
  });

  test('is warned of, in a HTTP API', () => {
    const stack = testStack();
    const gateway = new HttpGateway(stack, 'Api');
    gateway.addRoutes({ path: '/open', methods: [GET], handler: testFunction(stack), authorizer: HttpRouteAuthorizer.none() });
    gateway.grantInvoke(roleIn(stack), 'GET /open');
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(WITHOUT)]);
  });

  test.each<[string, (stack: Stack) => { grantInvoke(grantee: iam.IGrantable): unknown }]>([
    ['REST', (stack) => {
      const gateway = new RestGateway(stack, 'Api', { authorizer: RouteAuthorizer.none() });
      gateway.addRoutes({ path: '/open', methods: [GET], handler: testFunction(stack) });
      return gateway;
    }],
    ['HTTP', (stack) => {
      const gateway = new HttpGateway(stack, 'Api', { authorizer: HttpRouteAuthorizer.none() });
      gateway.addRoutes({ path: '/open', methods: [GET], handler: testFunction(stack) });
      return gateway;
    }],
    ['WebSocket', (stack) => {
      const gateway = new WebSocketGateway(stack, 'Api', { authorizer: WebSocketRouteAuthorizer.none() });
      gateway.addRoute('$connect');
      return gateway;
    }],
  ])('is warned of if no route of a %s API asks IAM', (_type, define) => {
    const stack = testStack();
    define(stack).grantInvoke(roleIn(stack));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(/^no route of the gateway asks IAM, so that its grants of 'execute-api:Invoke' allow nothing/)]);
  });

  test('is not warned of where a route that was added to the L2 asks IAM', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { authorizer: RouteAuthorizer.none() });
    gateway.api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM, authorizer: RouteAuthorizer.iam() });
    gateway.grantInvoke(roleIn(stack));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });

  test('is not warned of if the route is closed after the grant', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.grantInvoke(roleIn(stack));
    gateway.addRoutes({ path: '/late', methods: [POST], handler: testFunction(stack) });
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });
});

test.each(TYPES.slice(1))('a token in a path of a %s stays what it is', (_type, stage, define) => {
  const stack = testStack('Shop', ENV);
  const path = `/${new CfnParameter(stack, 'Version').valueAsString}/orders/{id}`;
  define(stack, [`GET ${path}`]).grantInvoke(roleIn(stack), `GET ${path}`);
  expect(arnsOf(stack)).toEqual([invoke(`${stage}/GET/<Version>/orders/*`)]);
});

test('the name of a stage may be a token', () => {
  const stack = testStack('Shop', ENV);
  const stageName = new CfnParameter(stack, 'Stage').valueAsString;
  withRoutes(stack, new RestGateway(stack, 'Api', { stageName }), ['GET /orders']).grantInvoke(roleIn(stack), 'GET /orders');
  expect(arnsOf(stack)).toEqual([invoke('<Stage>/GET/orders')]);
});

describe('grantInvoke of a HTTP API', () => {
  test('is for everything where it names "$default", which takes every method and path', () => {
    const stack = testStack('Shop', ENV);
    withRoutes(stack, new HttpGateway(stack, 'Api', { stageName: 'live' }), ['$default', 'GET /orders']).grantInvoke(roleIn(stack), '$default');
    expect(arnsOf(stack)).toEqual([invoke('live/*')]);
  });
});

describe('grantInvoke of a WebSocket API', () => {
  const define = (stack: Stack) => {
    const gateway = new WebSocketGateway(stack, 'Api', { stageName: 'live' });
    gateway.addRoute('$connect', { handler: testFunction(stack) });
    return gateway;
  };

  test('is for the one route that API Gateway authorizes, in the stage', () => {
    const stack = testStack('Shop', ENV);
    define(stack).grantInvoke(roleIn(stack));
    expect(arnsOf(stack)).toEqual([invoke('live/$connect')]);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });

  test('of a stage that was added is for that stage, and goes with the grant to manage connections', () => {
    const stack = testStack('Shop', ENV);
    const beta = define(stack).addStage('beta');
    const role = roleIn(stack);
    beta.grantInvoke(role);
    beta.grantManageConnections(role);
    expect(propertiesOf(stack, POLICY).PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, plain(Resource)])).toEqual([
      ['execute-api:Invoke', invoke('beta/$connect')],
      ['execute-api:ManageConnections', invoke('beta/*/@connections/*')],
    ]);
  });

  test('may go to the handler of "$connect"', () => {
    const app = new App();
    const [shop, functions] = ['Shop', 'Functions'].map((id) => new Stack(app, id));
    const handler = testFunction(functions);
    const gateway = new WebSocketGateway(shop, 'Api');
    gateway.addRoute('$connect', { handler });
    gateway.grantInvoke(handler);
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a caller of another stack that has the URL', () => {
  const define = (layout?: RestLayout) => {
    const app = new App();
    const [shop, callers] = ['Shop', 'Callers'].map((id) => new Stack(app, id));
    const rest = new RestGateway(shop, 'RestApi', { layout });
    const [method] = rest.addRoutes({ path: '/orders/{id}', methods: [GET], handler: testFunction(shop) });
    const http = new HttpGateway(shop, 'HttpApi');
    const [route] = http.addRoutes({ path: '/orders/{id}', methods: [GET], handler: testFunction(shop, 'Other') });
    const caller = testFunction(callers);
    caller.addEnvironment('REST', rest.url).addEnvironment('HTTP', http.url);
    return { app, callers, rest, method, http, route, caller };
  };

  test.each([[RestLayout.OPENAPI], [RestLayout.RESOURCES]])('gets the grants of the L2, in the layout %s', (layout) => {
    const { app, callers, method, route, caller } = define(layout);
    method.grantExecute(caller);
    route.grantInvoke(caller);
    app.synth();
    templateOf(callers).resourceCountIs(POLICY, 1);
  });

  test('makes the stacks need each other with the grants of the gateway', () => {
    const { rest, http, caller, app } = define();
    rest.grantInvoke(caller, 'GET /orders/{id}');
    http.grantInvoke(caller, 'GET /orders/{id}');
    expect(() => app.synth()).toThrow(/cyclic reference/);
  });
});

test('the ARNs are as the documentation has them', () => {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
  // and https://repost.aws/knowledge-center/api-gateway-iam-cross-account for the stage "$default"
  const stack = testStack('Shop', { env: { account: '111111111111', region: 'us-east-1' } });
  const rest = withRoutes(stack, new RestGateway(stack, 'RestApi', { stageName: 'test' }), ['GET /mydemoresource/{proxy+}']);
  rest.grantInvoke(roleIn(stack), 'GET /mydemoresource/{proxy+}');
  const http = withRoutes(stack, new HttpGateway(stack, 'HttpApi'), ['ANY /{proxy+}']);
  http.grantInvoke(roleIn(stack, 'Other'), 'ANY /{proxy+}');
  expect(arnsOf(stack)).toEqual(expect.arrayContaining([
    'arn:aws:execute-api:us-east-1:111111111111:a123/test/GET/mydemoresource/*',
    'arn:aws:execute-api:us-east-1:111111111111:a123/$default/*/*',
  ]));
});
