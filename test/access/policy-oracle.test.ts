import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as fc from 'fast-check';
import { AccessRequest, AuthorizerAnswer, ResourcePolicy, RouteAuthorization } from '../../lib';

type Statement = Record<string, unknown>;

const API = 'arn:aws:execute-api:us-east-1:111111111111:a1b2c3';
const ROLE = 'arn:aws:iam::111111111111:role/Shop';
const STRANGER = 'arn:aws:iam::222222222222:role/Shop';

const policyOf = (statements: Statement[]) => ResourcePolicy._of(statements.map((statement) => ({ routes: [], statement: () => statement })));

const oneOrTwo = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(value, { minLength: 1, maxLength: 2 });
const principal = fc.oneof(
  fc.constant<unknown>('*'),
  fc.record({ AWS: oneOrTwo(fc.constantFrom('*', ROLE, STRANGER, 'arn:aws:iam::222222222222:root', 'arn:aws:iam::111111111111:root', 'arn:aws:iam::333333333333:root')) }),
);
const cidr = fc.constantFrom('192.0.2.0/24', '198.51.100.0/25', '10.0.0.0/8', '2001:db8::/32', '2001:db8:1::/48', '192.0.2.7/32'); // the simulator does not take an address for a range
const set = (name: string) => fc.constantFrom(name, `${name}IfExists`);
const condition = fc.oneof(
  fc.tuple(fc.oneof(set('IpAddress'), set('NotIpAddress')), fc.constant('aws:SourceIp'), oneOrTwo(cidr)),
  fc.tuple(fc.oneof(set('StringEquals'), set('StringNotEquals'), set('StringEqualsIgnoreCase')), fc.constant('aws:PrincipalOrgID'), oneOrTwo(fc.constantFrom('o-a1b2c3d4e5', 'O-A1B2C3D4E5', 'o-other12345'))),
  fc.tuple(fc.oneof(set('StringEquals'), set('StringNotEquals')), fc.constantFrom('aws:SourceVpce', 'AWS:sourcevpce'), oneOrTwo(fc.constantFrom('vpce-1', 'vpce-2'))),
  fc.tuple(fc.oneof(set('StringLike'), set('StringNotLike')), fc.constant('aws:SourceVpc'), oneOrTwo(fc.constantFrom('vpc-*', 'vpc-?', 'vpc-1', '*2'))),
  fc.tuple(fc.oneof(set('ArnLike'), set('ArnNotLike'), set('ArnEquals'), set('ArnNotEquals')), fc.constant('aws:PrincipalArn'), oneOrTwo(fc.constantFrom(ROLE, 'arn:aws:iam::*:role/*', 'arn:aws:iam::222222222222:*', 'arn:*:iam::*:user/?da'))),
  fc.tuple(set('Bool'), fc.constant('aws:SecureTransport'), oneOrTwo(fc.constantFrom('true', 'false'))),
  fc.tuple(fc.constant('Null'), fc.constantFrom('aws:PrincipalArn', 'aws:SourceVpce', 'aws:SecureTransport', 'aws:PrincipalOrgID'), oneOrTwo(fc.constantFrom('true', 'false'))),
);
const conditions = fc.uniqueArray(condition, { maxLength: 2, selector: ([operator]) => operator })
  .map((all) => Object.fromEntries(all.map(([operator, key, values]) => [operator, { [key]: values }])));
const resource = fc.constantFrom('execute-api:/*', 'execute-api:/*/GET/*', 'execute-api:/prod/*', 'execute-api:/*/GET/orders', 'execute-api:/prod/POST/orders', 'execute-api:/*/*/orders/*', 'execute-api:/*/GET/', 'execute-api:/pro?/GET/orders');
const statement: fc.Arbitrary<Statement> = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Principal: principal,
  Action: fc.constantFrom('execute-api:Invoke', 'execute-api:*', 'EXECUTE-API:invoke', 'execute-api:InvalidateCache', 'execute-api:Inv*'),
  Resource: oneOrTwo(resource),
  Condition: conditions,
}).map(({ Condition, ...others }) => (Object.keys(Condition).length > 0 ? { ...others, Condition } : others));
const policies = fc.array(statement, { minLength: 1, maxLength: 4 });

const request = fc.record({
  method: fc.constantFrom(HttpMethod.GET, HttpMethod.POST),
  path: fc.constantFrom('/x', '/orders', '/orders/42', '/a/b/orders'),
  stage: fc.constantFrom('prod', 'test'),
  authorization: fc.constantFrom(RouteAuthorization.IAM, RouteAuthorization.IAM, RouteAuthorization.NONE),
  authorizerAnswer: fc.constantFrom(...Object.values(AuthorizerAnswer)),
  callerArn: fc.constantFrom(ROLE, STRANGER, 'arn:aws:iam::111111111111:user/ada', 'arn:aws:iam::333333333333:role/Other'),
  callerOrganization: fc.constantFrom(undefined, 'o-a1b2c3d4e5'),
  sourceIp: fc.constantFrom('192.0.2.7', '192.0.2.200', '198.51.100.200', '10.1.2.3', '2001:db8:1::1', '2001:db9::1'),
}).map((each): AccessRequest => ({ ...each, apiAccount: '111111111111' }));

/** What the simulator says, which does not know the root of an API as a resource; requests to open routes have no principal for API Gateway. */
async function simulated(statements: Statement[], asked: AccessRequest): Promise<boolean> {
  const { method, path, stage, authorization, authorizerAnswer, callerArn, callerOrganization, sourceIp } = asked;
  const isSigned = authorization === RouteAuthorization.IAM;
  const effect = authorizerAnswer === AuthorizerAnswer.ALLOW ? 'Allow' : 'Deny';
  const identity = { name: 'own', policy: { Version: '2012-10-17', Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: '*' }] } };
  const contextVariables: Record<string, string> = { 'aws:SourceIp': sourceIp!, 'aws:SecureTransport': 'true' };
  if (isSigned) Object.assign(contextVariables, { 'aws:PrincipalArn': callerArn, 'aws:PrincipalAccount': callerArn!.split(':')[4] }, callerOrganization && { 'aws:PrincipalOrgID': callerOrganization });
  const result = await runSimulation({
    request: { principal: isSigned ? callerArn! : anonymousPrincipal, action: 'execute-api:Invoke', resource: { resource: `${API}/${stage}/${method}${path}`, accountId: '111111111111' }, contextVariables },
    identityPolicies: isSigned && authorizerAnswer !== AuthorizerAnswer.NEITHER ? [identity] : [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // as API Gateway expands the short form when it takes a policy
    resourcePolicy: { Version: '2012-10-17', Statement: statements.map((each) => ({ ...each, Resource: (each.Resource as string[]).map((short) => short.replace('execute-api:', API)) })) },
  }, {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}

test('agrees with the simulator of IAM on random policies and requests', async () => {
  const seen = { allowed: 0, denied: 0 };
  await fc.assert(fc.asyncProperty(policies, fc.array(request, { minLength: 4, maxLength: 4 }), async (statements, requests) => {
    for (const asked of requests) {
      const { allowed, reason } = policyOf(statements).evaluate(asked);
      seen[allowed ? 'allowed' : 'denied']++;
      expect({ asked, statements, reason, allowed: await simulated(statements, asked) }).toEqual({ asked, statements, reason, allowed });
    }
  }), { numRuns: 500 });
  expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(150);
}, 120_000);

const authorization = fc.constantFrom(...Object.values(RouteAuthorization));
const anyRequest = fc.tuple(request, authorization).map(([each, kind]): AccessRequest => ({ ...each, authorization: kind }));

test('one more Deny never lets in more', () => {
  fc.assert(fc.property(policies, statement, anyRequest, fc.nat(4), (statements, added, asked, at) => {
    const more = [...statements.slice(0, at), { ...added, Effect: 'Deny' }, ...statements.slice(at)];
    expect(policyOf(statements).evaluate(asked).allowed || !policyOf(more).evaluate(asked).allowed).toBe(true);
  }), { numRuns: 3000 });
});

test('one more Allow never lets in less', () => {
  fc.assert(fc.property(policies, statement, anyRequest, fc.nat(4), (statements, added, asked, at) => {
    const more = [...statements.slice(0, at), { ...added, Effect: 'Allow' }, ...statements.slice(at)];
    expect(!policyOf(statements).evaluate(asked).allowed || policyOf(more).evaluate(asked).allowed).toBe(true);
  }), { numRuns: 3000 });
});

test('the statement that decided exists, and has the effect of the decision', () => {
  fc.assert(fc.property(policies, anyRequest, (statements, asked) => {
    const { allowed, statement: decided, reason } = policyOf(statements).evaluate(asked);
    expect(reason).not.toBe('');
    if (decided && reason.startsWith('a statement')) expect(statements[decided.index].Effect).toBe(allowed ? 'Allow' : 'Deny');
  }), { numRuns: 1000 });
});
