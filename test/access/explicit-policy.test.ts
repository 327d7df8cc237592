import { CognitoUserPoolsAuthorizer, IAuthorizer, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { AuthorizerAnswer, ResourcePolicy, RestGateway, RestGatewayProps, RestLayout, RouteAuthorization, RouteAuthorizer } from '../../lib';
import { ShapedRoute } from '../../lib/access/api-shape';
import { openRoutes } from '../../lib/access/open-routes';
import { annotationsOf, propertiesOf, testFunction, testStack } from '../helpers';

const { NONE, IAM, COGNITO, LAMBDA } = RouteAuthorization;
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as HttpMethod[];

const policyOf = (statements: any[]) => ResourcePolicy.ofStatements(statements.map((statement) => iam.PolicyStatement.fromJson(statement)));

describe('the explicit policy lets in whom no policy lets in', () => {
  const part = fc.constantFrom('orders', 'GET', 'OPTIONS', 'health', '{a}');
  const path = fc.tuple(fc.array(part, { maxLength: 3 }), fc.boolean()).map(([parts, greedy]) => `/${[...parts.map((each, depth) => (each === '{a}' ? `{v${depth}}` : each)), ...(greedy ? ['{rest+}'] : [])].join('/')}`);
  const route = fc.record({ method: fc.constantFrom('ANY', 'GET', 'OPTIONS', 'POST'), path, authorization: fc.constantFrom(NONE, IAM, COGNITO, LAMBDA) });
  const api = fc.uniqueArray(route, { selector: ({ method, path: at }) => `${method} ${at}`, minLength: 1, maxLength: 7 });
  const value = fc.constantFrom('orders', 'GET', 'OPTIONS', 'health', 'x');
  const values = fc.record({ values: fc.array(value, { minLength: 4, maxLength: 4 }), rest: fc.array(value, { minLength: 1, maxLength: 3 }), method: fc.constantFrom(...METHODS), stage: fc.constantFrom('prod', 'test') });

  /** The route that API Gateway takes a request for: part by part, a text before a variable, and one part before the rest. */
  const routeOf = (routes: ShapedRoute[], method: string, requested: string): ShapedRoute | undefined => {
    const parts = requested.slice(1).split('/');
    const rank = (at: string): string | undefined => {
      const own = at.slice(1).split('/');
      const greedy = own[own.length - 1].endsWith('+}');
      if (greedy ? parts.length < own.length : parts.length !== own.length) return undefined;
      const ranks = own.map((each, depth) => (each.endsWith('+}') ? 'c' : each.endsWith('}') ? 'b' : each === parts[depth] ? 'a' : undefined));
      return ranks.includes(undefined) ? undefined : ranks.join('');
    };
    const ranked = routes.flatMap((each) => (rank(each.path) === undefined ? [] : [{ each, rank: rank(each.path)! }]));
    const best = ranked.map((each) => each.rank).sort()[0];
    const there = ranked.filter((each) => each.rank === best).map(({ each }) => each);
    return there.find((each) => each.method === method) ?? there.find((each) => each.method === 'ANY');
  };

  let explicit = 0;
  let left = 0;
  let listed = 0;
  const holds = (routes: ShapedRoute[], requests: Array<{ values: string[]; rest: string[]; method: HttpMethod; stage: string }>, size: number) => {
    const { statements, problem } = openRoutes({ routes, stageNames: ['prod', 'test'] }, size);
    if (problem !== undefined) {
      expect(statements).toEqual([]);
      left++;
      return;
    }
    explicit++;
    if (statements.length > 0 && JSON.stringify(statements[0].Resource) !== '"execute-api:/*"') listed++;
    const said = policyOf(statements);
    const none = ResourcePolicy._of([]);
    for (const { values: given, rest, method, stage } of requests) {
      for (const { path: template } of routes) {
        const requested = template.replace(/\{v(\d)\}/g, (_all, index) => given[Number(index)]).replace('{rest+}', rest.join('/'));
        const target = routeOf(routes, method, requested);
        if (!target) continue;
        for (const authorizerAnswer of Object.values(AuthorizerAnswer)) {
          for (const callerAccount of ['111111111111', '222222222222']) {
            const request = { method, path: requested, stage, authorization: target.authorization!, authorizerAnswer, callerAccount, apiAccount: '111111111111' };
            const [before, after] = [none, said].map((policy) => policy.evaluate(request).allowed);
            if (before !== after) throw new Error(`${JSON.stringify(request)} to ${target.method} ${target.path}: ${before} became ${after} by ${JSON.stringify(statements)}`);
          }
        }
      }
    }
  };

  test('for random APIs, with every authorizer and every answer of it, for callers of its own and of another account', () => {
    fc.assert(fc.property(api, fc.array(values, { minLength: 6, maxLength: 6 }), (routes, requests) =>
      holds(routes, requests, 8000)), { numRuns: 1500 });
    expect(explicit).toBeGreaterThan(1000); // and not because nothing is said
    expect(listed).toBeGreaterThan(300);
    expect(left).toBeGreaterThan(0);
  });

  test('also when there is hardly any room', () => {
    fc.assert(fc.property(api, fc.array(values, { minLength: 4, maxLength: 4 }), (routes, requests) =>
      holds(routes, requests, 150)), { numRuns: 500 });
  });
});

const statementsOf = (stack: any): any[] | undefined => propertiesOf(stack, 'AWS::ApiGateway::RestApi').Policy?.Statement;

function define(props: RestGatewayProps = {}) {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'OrdersApi', props);
  const made = new Map<string, IAuthorizer>();
  const make: Record<string, () => IAuthorizer> = {
    none: () => RouteAuthorizer.none(),
    iam: () => RouteAuthorizer.iam(),
    cognito: () => new CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] }),
    custom: () => new RequestAuthorizer(stack, 'Custom', { handler, identitySources: [IdentitySource.header('Authorization')] }),
  };
  const authorizerFor = (name: string) => made.get(name) ?? made.set(name, make[name]()).get(name)!;
  const add = (key: string, authorizer: string) => {
    const [method, path] = key.split(' ');
    gateway.addRoutes({ path, methods: [method as HttpMethod], handler, authorizer: authorizerFor(authorizer) });
  };
  return { stack, gateway, add };
}

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('in the layout %s,', (layout) => {
  const ALLOW = { Sid: 'OpenRoutes', Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke' };

  test('an API without IAM and functions names its routes, since others can add some', () => {
    const { stack, add } = define({ layout });
    add('GET /a', 'none');
    add('GET /b', 'cognito');
    expect(statementsOf(stack)).toEqual([{ ...ALLOW, Resource: ['execute-api:/*/GET/a', 'execute-api:/*/GET/b'] }]);
  });

  test('an API without open routes gets a policy that says nothing', () => {
    const { stack, add } = define({ layout });
    add('GET /a', 'iam');
    add('GET /b', 'custom');
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]);
  });

  test('open routes are named, and nothing is said of the others', () => {
    const { stack, add } = define({ layout });
    add('GET /health', 'none');
    add('GET /me/{id}', 'cognito');
    add('ANY /orders', 'iam');
    add('GET /reports', 'custom');
    expect(statementsOf(stack)).toEqual([{ ...ALLOW, Resource: ['execute-api:/*/GET/health', 'execute-api:/*/GET/me/*'] }]);
  });

  test('preflights are open routes, all of them by their method', () => {
    const { stack, add } = define({ layout, cors: { allowOrigins: ['https://a.example.com'] } });
    add('GET /orders', 'iam');
    expect(statementsOf(stack)).toEqual([{ ...ALLOW, Resource: 'execute-api:/*/OPTIONS/*' }]);
  });

  test('names stages where "*" would take in a part of a path', () => {
    const { stack, add } = define({ layout });
    add('GET /health', 'none');
    add('ANY /{proxy+}', 'iam');
    expect(statementsOf(stack)).toEqual([{ ...ALLOW, Resource: 'execute-api:/prod/GET/health' }]);
  });

  test('allows only requests that are not signed where a resource cannot tell the routes apart', () => {
    const { stack, add } = define({ layout });
    add('GET /orders/{id}', 'none');
    add('GET /orders/{id}/lines', 'iam');
    expect(statementsOf(stack)).toEqual([{ ...ALLOW, Sid: 'OpenRoutesUnsigned', Resource: 'execute-api:/*', Condition: { Null: { 'aws:PrincipalArn': 'true' } } }]);
  });

  test('leaves the policy out, and warns, where nothing tells open routes from those of a function', () => {
    const { stack, add } = define({ layout });
    add('GET /orders/{id}', 'none');
    add('GET /orders/{id}/lines', 'custom');
    expect(statementsOf(stack)).toBeUndefined();
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('noExplicitPolicy'))).toEqual([expect.stringContaining('what allows "GET /orders/{id}" would allow requests to "GET /orders/{id}/lines", too')]);
  });

  test('statements that are added later do not close open routes', () => {
    const { stack, add, gateway } = define({ layout });
    add('GET /health', 'none');
    add('GET /orders', 'iam');
    gateway.api.addToResourcePolicy(new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*/GET/orders'], principals: [new iam.AccountPrincipal('111122223333')] }));
    expect(statementsOf(stack)).toEqual([
      expect.objectContaining({ Resource: 'execute-api:/*/GET/orders' }),
      { ...ALLOW, Resource: 'execute-api:/*/GET/health' },
    ]);
  });

  test('what allows everybody under a condition is all that open routes get', () => {
    const { stack, add } = define({ layout, resourcePolicy: ResourcePolicy.allowIpRanges(['192.0.2.0/24']) });
    add('GET /health', 'none');
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })]);
  });

  test('denials alone do not close open routes, and do not open closed ones', () => {
    const { stack, add } = define({ layout, resourcePolicy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24']) });
    add('GET /health', 'none');
    add('GET /orders', 'iam');
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Effect: 'Deny' }), { ...ALLOW, Resource: 'execute-api:/*/GET/health' }]);
  });

  test('fails if a policy closes open routes that nothing tells from those of a function', () => {
    const { stack, add } = define({ layout, resourcePolicy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24']) });
    add('GET /orders/{id}', 'none');
    add('GET /orders/{id}/lines', 'custom');
    expect(() => statementsOf(stack)).toThrow('closes routes without IAM authorization');
  });

  test('a policy of the L2 stays as it is', () => {
    const policy = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.AccountPrincipal('111122223333')] })] });
    const { stack, add } = define({ layout, restApiProps: { policy } });
    add('GET /health', 'none');
    expect(statementsOf(stack)).toHaveLength(1);
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('policyClosesRoutes'))).toEqual([expect.stringContaining('lets nobody call "GET /health"')]);
  });

  test('a change of the policy is deployed', () => {
    const idOf = (props: RestGatewayProps) => {
      const { gateway, add, stack } = define({ layout, ...props });
      add('GET /orders', 'iam');
      propertiesOf(stack, 'AWS::ApiGateway::RestApi');
      return stack.resolve(gateway.api.latestDeployment!.deploymentId).Ref;
    };
    const ids = [{}, { resourcePolicy: ResourcePolicy.allowAccounts(['111122223333']) }, { resourcePolicy: ResourcePolicy.allowAccounts(['444455556666']) }].map(idOf);
    expect(new Set(ids).size).toBe(3);
  });

  test('a private API has no policy of itself', () => {
    const { stack, add } = define({ layout, restApiProps: { endpointTypes: ['PRIVATE' as never] } });
    add('GET /orders', 'none');
    expect(() => statementsOf(stack)).toThrow('ResourcePolicy.onlyVpcEndpoints');
  });

  test('a private API with endpoints only asks IAM who may call', () => {
    const { stack, add, gateway } = define({ layout, restApiProps: { endpointTypes: ['PRIVATE' as never] }, resourcePolicy: ResourcePolicy.combine([ResourcePolicy.onlyVpcEndpoints(['vpce-1a2b']), ResourcePolicy.onlyIpRanges(['10.0.0.0/16'])]) });
    add('GET /orders', 'iam');
    const request = { method: HttpMethod.GET, path: '/orders', authorization: IAM, vpcEndpointId: 'vpce-1a2b', sourceIp: '10.0.1.2' };
    expect(statementsOf(stack)).toHaveLength(2);
    expect(gateway.resourcePolicy.evaluate(request).allowed).toBe(true);
    expect(gateway.resourcePolicy.evaluate({ ...request, authorizerAnswer: AuthorizerAnswer.NEITHER }).allowed).toBe(false);
    expect(gateway.resourcePolicy.evaluate({ ...request, vpcEndpointId: 'vpce-2' }).statement).toEqual({ index: 0 });
    expect(gateway.resourcePolicy.evaluate({ ...request, sourceIp: '10.1.1.2' }).statement).toEqual({ index: 1 });
  });
});

test('1,000 routes take two statements, in time', () => {
  const routes: ShapedRoute[] = Array.from({ length: 1000 }, (_, index) => ({ method: 'GET', path: `/r${index}/{id}`, authorization: index % 2 ? NONE : IAM }));
  expect(openRoutes({ routes, stageNames: ['prod'] }, 8000).statements).toEqual([expect.objectContaining({ Resource: 'execute-api:/*', Condition: { Null: { 'aws:PrincipalArn': 'true' } } })]);
  const withFunction = [...routes, { method: 'GET', path: '/x', authorization: LAMBDA }];
  expect(openRoutes({ routes: withFunction, stageNames: ['prod'] }, 8000)).toEqual({ statements: [], problem: 'there are 500 open routes' });
  const closed = withFunction.filter(({ authorization }) => authorization !== NONE);
  const few = [...closed, ...routes.filter(({ authorization }) => authorization === NONE).slice(0, 200)];
  const before = performance.now();
  expect(openRoutes({ routes: few, stageNames: ['prod'] }, 8000).statements[0].Resource).toHaveLength(200);
  expect(performance.now() - before).toBeLessThan(2000);
});
