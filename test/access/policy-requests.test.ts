import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AuthorizerAnswer, mixins, ResourcePolicy, RestGateway, RouteAuthorization, RouteAuthorizer } from '../../lib';
import { testFunction, testStack } from '../helpers';

const { IAM, NONE } = RouteAuthorization;
const statement = (props: iam.PolicyStatementProps) => new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.StarPrincipal()], ...props });
const policyOf = (props: iam.PolicyStatementProps) => ResourcePolicy.ofStatements([statement(props)]);
const request = { method: HttpMethod.GET, path: '/a', authorization: NONE, apiAccount: '444455556666' };

test.each<[object, string]>([
  [{ sourceIp: '192.0.2.1/32' }, "'sourceIp' must be an address, such as \"192.0.2.17\" or \"2001:db8::1\", got \"192.0.2.1/32\""],
  [{ sourceIp: 'x' }, "'sourceIp' must be an address"],
  [{ sourceIp: '::ffff:192.0.2.1' }, "'sourceIp' must be an IPv4 address as such, got \"::ffff:192.0.2.1\": write \"192.0.2.1\""],
  [{ callerArn: 'foo' }, "'callerArn' must be the ARN of a role, a user or a session"],
  [{ callerArn: 5 }, "'callerArn' must be the ARN"],
  [{ stage: 'a/b' }, "'stage' must be the name of a stage"],
  [{ path: '/a?x=1' }, "'path' must be a path without a query"],
  [{ path: undefined }, "'path' must be the path of a request"],
  [{ contextKeys: null }, "'contextKeys' must be text by key"],
  [{ contextKeys: { 'aws:Referer': undefined } }, "'contextKeys' must be text by key"],
  [{ missingKeys: 'aws:Referer' }, "'missingKeys' must be a list of keys"],
  [{ sourceIP: '192.0.2.1' }, '"sourceIP" is none of what a request has: method, path'],
])('a request must not be %j', (wrong, message) => {
  expect(() => ResourcePolicy.allowEverybody().evaluate({ ...request, ...wrong } as never)).toThrow(message);
});

test.each(['192.0.2.0/33', '192.0.2.0/abc', '192.0.2.0/-1', '192.0.2.0/24.5', '192.0.2.0/', '192.0.2.0/24/1', '192.0.2', '2001:db8::/129', '*'])('a range must not be %s', (range) => {
  const policy = policyOf({ conditions: { IpAddress: { 'aws:SourceIp': range } } });
  expect(() => policy.evaluate({ ...request, sourceIp: '192.0.2.7' })).toThrow(`a condition on an address must have ranges of IPv4 or IPv6 addresses, got "${range}"`);
});

test.each<[string, () => unknown, string]>([
  ['no principal', () => policyOf({ principals: undefined }), "'statements' must be complete"],
  ['no resource', () => policyOf({ resources: undefined }), "'statements' must have resources"],
  ['an action of another service', () => policyOf({ actions: ['s3:GetObject'] }), "'statements' must be about actions of execute-api, got \"s3:GetObject\""],
  ['all roles of an account', () => ResourcePolicy.allowPrincipals(['arn:aws:iam::111122223333:role/*']), "'arns' must be ARNs of roles and users, without \"*\""],
  ['a group', () => ResourcePolicy.allowPrincipals(['arn:aws:iam::111122223333:group/x']), "'arns' must be ARNs"],
  ['an unknown prop of the mixin', () => new RestGateway(testStack(), 'Api').api.with(new mixins.RestApiResourcePolicy({ policies: [] } as never)), '"policies" is none of the properties of RestApiResourcePolicy'],
])('statements must not have %s', (_name, define, message) => {
  expect(define).toThrow(message);
});

test('a gateway knows its stage, and whether it is private', () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', { stageName: 'live', resourcePolicy: ResourcePolicy.denyIpRanges(['10.0.0.0/8'], { stages: ['live'] }) });
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack), authorizer: RouteAuthorizer.none() });
  const ask = (stage?: string) => gateway.resourcePolicy.evaluate({ ...request, stage, sourceIp: '10.1.2.3' }).allowed;
  expect([ask(), ask('live'), ask('test')]).toEqual([false, false, true]);
  const inVpc = new RestGateway(testStack(), 'Api', { restApiProps: { endpointTypes: ['PRIVATE' as never] }, resourcePolicy: ResourcePolicy.onlyVpcEndpoints(['vpce-1a']) });
  expect(() => inVpc.resourcePolicy.evaluate(request)).toThrow("'vpcEndpointId' must be set");
});

test('a session is the role that was assumed', () => {
  const callerArn = 'arn:aws:sts::444455556666:assumed-role/Shop/ada';
  const ask = (policy: ResourcePolicy) => policy
    .evaluate({ ...request, authorization: IAM, callerArn, authorizerAnswer: AuthorizerAnswer.NEITHER }).allowed;
  expect(['Shop', 'services/Shop', 'Shop2'].map((role) => ask(ResourcePolicy.allowPrincipals([`arn:aws:iam::444455556666:role/${role}`])))).toEqual([true, true, false]);
  expect(ask(ResourcePolicy.allowPrincipals([callerArn]))).toBe(true);
  expect(ask(policyOf({ conditions: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/Shop' } } }))).toBe(true);
});

describe('keys of conditions', () => {
  const ask = (conditions: object, props: object) => policyOf({ conditions: conditions as never }).evaluate({ ...request, ...props }).allowed;

  test('may be missing', () => {
    const notOurs = { StringNotLike: { 'aws:Referer': 'https://x/*' } };
    expect(() => ask(notOurs, {})).toThrow("set it in 'contextKeys', or name it in 'missingKeys'");
    expect(ask(notOurs, { missingKeys: ['aws:referer'] })).toBe(true);
  });

  test('of signed requests are missing in others', () => {
    const ofUser = { StringLike: { 'aws:userid': 'AROA:*' } };
    expect(ask(ofUser, {})).toBe(false);
    expect(() => ask(ofUser, { authorization: IAM })).toThrow('"aws:userid"');
  });

  test('may have several values', () => {
    const contextKeyLists = { 'aws:PrincipalOrgPaths': ['o-x/r/ou', 'o-y/'] };
    expect([['o-x/*'], ['o-x/*', 'o-y/*'], ['o-z/*']].map((paths) => ['ForAnyValue:', 'ForAllValues:'].map((set) =>
      ask({ [`${set}StringLike`]: { 'aws:PrincipalOrgPaths': paths } }, { authorization: IAM, authorizerAnswer: AuthorizerAnswer.NEITHER, contextKeyLists })))).toEqual([[true, false], [true, true], [false, false]]);
    expect(() => ask({ StringLike: { 'aws:PrincipalOrgPaths': 'o-x/*' } }, { authorization: IAM, contextKeyLists })).toThrow('which has 2 values in the request, must begin with "ForAnyValue:" or "ForAllValues:"');
  });
});
