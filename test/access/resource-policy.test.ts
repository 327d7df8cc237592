import { RestApi, EndpointType, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Stack } from 'aws-cdk-lib/core';
import { AuthorizerAnswer, mixins, ResourcePolicy, RestGatewayProps, RestLayout, RouteAuthorization, RouteAuthorizer } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testGateway, testStack } from '../helpers';

const API = 'AWS::ApiGateway::RestApi';
const { IAM, NONE } = RouteAuthorization;
const json = (policy: ResourcePolicy, isPrivate = false) => new Stack().resolve(policy._statements({ isPrivate }));
const statement = (props: iam.PolicyStatementProps) => new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.StarPrincipal()], ...props });

describe('statements', () => {
  test.each<[string, ResourcePolicy, object]>([
    ['an account', ResourcePolicy.allowAccounts(['111122223333']), { Effect: 'Allow', Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } }, Resource: 'execute-api:/*' }],
    ['a route', ResourcePolicy.allowEverybody({ routes: ['GET /orders/{id}', 'ANY /files/{proxy+}', 'GET /'] }), { Effect: 'Allow', Principal: '*', Resource: ['execute-api:/*/GET/orders/*', 'execute-api:/*/*/files/*', 'execute-api:/*/GET/'] }],
    ['stages', ResourcePolicy.allowEverybody({ stages: ['prod', 'test'] }), { Resource: ['execute-api:/prod/*', 'execute-api:/test/*'] }],
    ['routes of a stage', ResourcePolicy.allowEverybody({ stages: ['prod'], routes: ['GET /a'] }), { Resource: 'execute-api:/prod/GET/a' }],
    ['an organization', ResourcePolicy.allowOrganizations(['o-a1b2c3d4e5']), { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } } }],
    ['ARNs', ResourcePolicy.allowPrincipals(['arn:aws:iam::111122223333:role/A', 'arn:aws:iam::111122223333:user/b']), { Principal: { AWS: ['arn:aws:iam::111122223333:role/A', 'arn:aws:iam::111122223333:user/b'] } }],
    ['addresses', ResourcePolicy.allowIpRanges(['192.0.2.0/24', '2001:db8::/32']), { Effect: 'Allow', Condition: { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } } }],
    ['all but addresses', ResourcePolicy.onlyIpRanges(['192.0.2.1']), { Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.1' } } }],
    ['denied addresses', ResourcePolicy.denyIpRanges(['192.0.2.1/32']), { Effect: 'Deny', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.1/32' } } }],
    ['all but VPC endpoints', ResourcePolicy.onlyVpcEndpoints(['vpce-1a', 'vpce-2b']), { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1a', 'vpce-2b'] } } }],
    ['all but VPCs', ResourcePolicy.onlyVpcs(['vpc-1a']), { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1a' } } }],
    ['no TLS', ResourcePolicy.denyInsecureTransport(), { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  ])('of %s', (_name, policy, expected) => {
    expect(json(policy)).toEqual([expect.objectContaining({ Action: 'execute-api:Invoke', ...expected })]);
  });

  test('of roles and users name their ARNs', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const policy = ResourcePolicy.combine([ResourcePolicy.allowRoles([role]), ResourcePolicy.allowUsers([new iam.User(stack, 'User')])]);
    expect(stack.resolve(policy._statements({ isPrivate: false })).map(({ Principal }: any) => Principal.AWS['Fn::GetAtt'][1])).toEqual(['Arn', 'Arn']);
    const ask = (callerArn: string) => policy.evaluate({ method: HttpMethod.GET, path: '/x', authorization: IAM, callerArn, authorizerAnswer: AuthorizerAnswer.NEITHER, apiAccount: role.env.account }).allowed;
    expect([ask(role.roleArn), ask('arn:aws:iam::111122223333:role/Other')]).toEqual([true, false]);
  });

  test('ask for addresses in VPCs if the API is private', () => {
    expect(json(ResourcePolicy.onlyIpRanges(['10.0.0.0/8']), true)).toEqual([expect.objectContaining({ Condition: { NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } } })]);
  });

  test('may have tokens', () => {
    expect(json(ResourcePolicy.allowAccounts([Aws.ACCOUNT_ID]))).toEqual([expect.objectContaining({ Effect: 'Allow' })]);
    expect(json(ResourcePolicy.onlyVpcEndpoints([Aws.STACK_NAME]))).toEqual([expect.objectContaining({ Condition: { StringNotEquals: { 'aws:SourceVpce': { Ref: 'AWS::StackName' } } } })]);
  });
});

test.each<[string, () => unknown, string]>([
  ['an account', () => ResourcePolicy.allowAccounts(['1111']), "'accountIds' must be account ids of 12 digits, got \"1111\""],
  ['no account', () => ResourcePolicy.allowAccounts([]), "'accountIds' must be a list of at least one"],
  ['one account that is no list', () => ResourcePolicy.allowAccounts('111122223333' as never), "'accountIds' must be a list"],
  ['an account twice', () => ResourcePolicy.allowAccounts(['111122223333', '111122223333']), 'once, got "111122223333" twice'],
  ['an organization', () => ResourcePolicy.allowOrganizations(['r-1234']), "'organizationIds' must be ids of organizations"],
  ['an ARN', () => ResourcePolicy.allowPrincipals(['*']), "'arns' must be ARNs of roles and users"],
  ['a role', () => ResourcePolicy.allowRoles(['x' as never]), "'roles' must be constructs of aws-cdk-lib/aws-iam, got \"x\""],
  ['a range with bits of a host', () => ResourcePolicy.allowIpRanges(['10.1.2.3/8']), 'got "10.1.2.3/8": write "10.0.0.0/8", or "10.1.2.3/32" for the one address'],
  ['a range of IPv6 with bits of a host', () => ResourcePolicy.allowIpRanges(['2001:db8::1/33']), 'write "2001:db8::/33", or "2001:db8::1/128"'],
  ['a range that is none', () => ResourcePolicy.allowIpRanges(['10.0.0.0/33']), "'cidrs' must be ranges of IPv4 or IPv6 addresses, got \"10.0.0.0/33\""],
  ['an address that is none', () => ResourcePolicy.denyIpRanges(['10.0.0']), "'cidrs' must be ranges"],
  ['a VPC for an endpoint', () => ResourcePolicy.onlyVpcEndpoints(['vpc-1a']), "'vpcEndpointIds' must be ids of VPC endpoints"],
  ['a route without a method', () => ResourcePolicy.allowEverybody({ routes: ['/orders'] }), "'routes' must be keys of routes, got \"/orders\""],
  ['a route of no method', () => ResourcePolicy.allowEverybody({ routes: ['FETCH /orders'] }), "'routes' must be keys of routes"],
  ['a path without "/"', () => ResourcePolicy.allowEverybody({ routes: ['GET orders'] }), "'path' must begin with \"/\""],
  ['a stage', () => ResourcePolicy.allowEverybody({ stages: ['a/b'] }), "'stageName' must be"],
  ['an unknown option', () => ResourcePolicy.allowEverybody({ route: 'x' } as never), "'options' of a resource policy must be 'routes' and 'stages'"],
  ['nothing to combine', () => ResourcePolicy.combine([]), "'policies' must be a list of at least one"],
  ['statements that are none', () => ResourcePolicy.ofStatements([{} as never]), "'statements' must be a list of PolicyStatement"],
  ['a gateway with something else', () => testGateway({ resourcePolicy: {} as never }), "'resourcePolicy' must be a ResourcePolicy"],
  ['a gateway with two policies', () => testGateway({ resourcePolicy: ResourcePolicy.allowEverybody(), restApiProps: { policy: new iam.PolicyDocument() } }), "set either 'resourcePolicy' or 'restApiProps.policy', got both"],
])('fails on %s', (_name, define, message) => {
  expect(define).toThrow(message);
});

describe('evaluate', () => {
  const request = { method: HttpMethod.GET, path: '/orders/42', authorization: NONE };

  test.each<[string, ResourcePolicy, object, string]>([
    ['an address that is not said', ResourcePolicy.allowIpRanges(['192.0.2.0/24']), {}, "'sourceIp' must be set"],
    ['an endpoint that is not said', ResourcePolicy.onlyVpcEndpoints(['vpce-1a']), { privateApi: true }, "'vpcEndpointId' must be set"],
    ['a key', ResourcePolicy.ofStatements([statement({ conditions: { StringEquals: { 'aws:Referer': 'x' } } })]), {}, "'evaluate' does not know the key \"aws:Referer\""],
    ['an operator', ResourcePolicy.ofStatements([statement({ conditions: { DateLessThan: { 'aws:CurrentTime': 'x' } } })]), { contextKeys: { 'aws:CurrentTime': 'x' } }, 'an operator of a condition must be one of'],
    ['a variable of IAM', ResourcePolicy.ofStatements([statement({ conditions: { StringEquals: { 'aws:SecureTransport': '${aws:username}' } } })]), {}, 'does not know variables of IAM'],
    ['an ARN of too few parts', ResourcePolicy.ofStatements([statement({ conditions: { ArnLike: { 'aws:PrincipalArn': '*' } } })]), { authorization: IAM, callerArn: 'arn:aws:iam::111122223333:role/A' }, 'must have its six parts'],
    ['NotPrincipal', ResourcePolicy.ofStatements([new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'], notPrincipals: [new iam.AccountPrincipal('111122223333')] })]), {}, 'does not know NotPrincipal'],
    ['a method of all', ResourcePolicy.allowEverybody(), { method: HttpMethod.ANY }, "'method' must be one of DELETE"],
    ['a variable in a path', ResourcePolicy.allowEverybody(), { path: '/orders/{id}' }, "'path' must be the path of a request"],
    ['a kind of route', ResourcePolicy.allowEverybody(), { authorization: 'IAM' }, "'authorization' must be of RouteAuthorization"],
    ['an account', ResourcePolicy.allowEverybody(), { callerAccount: '1' }, "'callerAccount' must be an account id"],
    ['two accounts of one caller', ResourcePolicy.allowEverybody(), { authorization: IAM, callerAccount: '111122223333', callerArn: 'arn:aws:iam::444455556666:role/A' }, "set either 'callerArn' or 'callerAccount'"],
  ])('fails on %s', (_name, policy, asked, message) => {
    expect(() => policy.evaluate({ ...request, ...asked } as never)).toThrow(message);
  });

  test('knows further keys when they are said, also for other answers', () => {
    const policy = ResourcePolicy.ofStatements([statement({ sid: 'FromUs', conditions: { StringLike: { 'aws:Referer': 'https://example.com/*' } } })]);
    expect(policy.evaluate({ ...request, contextKeys: { 'aws:referer': 'https://example.com/shop' } })).toEqual({ allowed: true, reason: 'a statement of the resource policy allows the request', statement: { index: 0, sid: 'FromUs' } });
    expect(policy.evaluate({ ...request, contextKeys: { 'aws:referer': 'https://example.org' } }).allowed).toBe(false);
  });

  test('takes an address for a range, and compares no IPv6 with IPv4', () => {
    const ask = (cidr: string, sourceIp: string) =>
      ResourcePolicy.onlyIpRanges([cidr]).evaluate({ ...request, authorization: IAM, sourceIp }).allowed;
    expect([ask('192.0.2.7', '192.0.2.7'), ask('192.0.2.7', '192.0.2.8'), ask('2001:db8::7', '2001:db8::7'), ask('2001:db8::7', '192.0.2.7'), ask('0.0.0.0/0', '2001:db8::7')]).toEqual([true, false, true, false, false]);
  });

  test('knows ARNs, actions and what is excepted', () => {
    const ask = (props: iam.PolicyStatementProps) => ResourcePolicy.ofStatements([statement(props)]).evaluate(request).allowed;
    expect(ask({ resources: ['arn:aws:execute-api:us-east-1:111122223333:abc/prod/GET/orders/*'] })).toBe(true);
    expect(ask({ resources: [`arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:*/*/POST/*`] })).toBe(false);
    expect(ask({ actions: ['execute-api:*'] })).toBe(true);
    expect(ask({ actions: ['execute-api:ManageConnections'] })).toBe(false);
    expect(ask({ resources: undefined, notResources: ['execute-api:/*/GET/orders/*'] })).toBe(false);
    expect(ask({ actions: undefined, notActions: ['s3:*'] })).toBe(true);
  });

  test('an organization lets in its other accounts, and leaves those of the API to their policies', () => {
    const ask = (callerAccount: string, authorizerAnswer: AuthorizerAnswer, callerOrganization = 'o-a1b2c3d4e5') =>
      ResourcePolicy.allowOrganizations(['o-a1b2c3d4e5']).evaluate({ ...request, authorization: IAM, apiAccount: Aws.ACCOUNT_ID, callerAccount, authorizerAnswer, callerOrganization }).allowed;
    expect(ask('111122223333', AuthorizerAnswer.ALLOW)).toBe(true);
    expect(ask('111122223333', AuthorizerAnswer.NEITHER)).toBe(false);
    expect(ask('111122223333', AuthorizerAnswer.ALLOW, 'o-zzzzzzzzzz')).toBe(false);
    expect(ask(Aws.ACCOUNT_ID, AuthorizerAnswer.ALLOW)).toBe(true);
    expect(ask(Aws.ACCOUNT_ID, AuthorizerAnswer.NEITHER)).toBe(false);
  });

  test('knows the account of a stack', () => {
    const { gateway } = testGateway({ resourcePolicy: ResourcePolicy.allowOrganizations(['o-a1b2c3d4e5']) }, testStack('Shop', { env: { account: '111122223333', region: 'us-east-1' } }));
    const ask = (callerAccount?: string) => gateway.resourcePolicy.evaluate({ ...request, path: '/orders', authorization: IAM, callerAccount, authorizerAnswer: AuthorizerAnswer.ALLOW, callerOrganization: 'o-a1b2c3d4e5' });
    expect([ask(), ask('111122223333'), ask('444455556666')].map(({ allowed, statement: by }) => [allowed, by?.index])).toEqual([[true, undefined], [true, undefined], [true, 0]]);
  });
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('checks at synthesis, in the layout %s:', (layout) => {
  const PRIVATE = { restApiProps: { endpointTypes: [EndpointType.PRIVATE] } };
  const warningsOf = (props: RestGatewayProps, add: (gateway: any, handler: any) => void = () => undefined) => {
    const { stack, gateway, handler } = testGateway({ layout, ...props });
    add(gateway, handler);
    return annotationsOf(stack, 'aws:cdk:warning').flatMap((text) => /cdk-gatehouse:(policy\w+|openPrivateApi|noExplicitPolicy)/.exec(text)?.[1] ?? []);
  };
  const open = (gateway: any, handler: any) => gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
  const secondAccount = new iam.AccountPrincipal('111122223333');

  test.each<[string, RestGatewayProps, string]>([
    ['a VPC endpoint on a public API', { resourcePolicy: ResourcePolicy.onlyVpcEndpoints(['vpce-1a']) }, 'condition on "aws:SourceVpce", which only requests to a private API have'],
    ['an address on a private API', { ...PRIVATE, resourcePolicy: ResourcePolicy.ofStatements([statement({ conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]) }, 'use "aws:VpcSourceIp"'],
    ['a route that is not there', { resourcePolicy: ResourcePolicy.allowAccounts(['111122223333'], { routes: ['GET /order'] }) }, 'name "GET /order", which is no route of the API: it has "GET /orders"'],
    ['a method that is not there', { resourcePolicy: ResourcePolicy.allowAccounts(['111122223333'], { routes: ['POST /orders'] }) }, 'name "POST /orders", which is no route'],
    ['a statement twice', { resourcePolicy: ResourcePolicy.combine([ResourcePolicy.denyInsecureTransport(), ResourcePolicy.denyInsecureTransport()]) }, 'has a statement twice'],
  ])('fails on %s', (_name, props, message) => {
    const { stack } = testGateway({ layout, ...props });
    expect(() => templateOf(stack)).toThrow(message);
  });

  test('says nothing of what is well', () => {
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ cors: { allowOrigins: ['https://a.example.com'] }, resourcePolicy: ResourcePolicy.combine([ResourcePolicy.allowAccounts(['111122223333'], { routes: ['GET /orders', 'ANY /orders'] }), ResourcePolicy.onlyIpRanges(['192.0.2.0/24'])]) }, open)).toEqual([]);
    expect(warningsOf({ ...PRIVATE, resourcePolicy: ResourcePolicy.onlyVpcs(['vpc-1a']) }, open)).toEqual([]);
    expect(warningsOf({ resourcePolicy: ResourcePolicy.allowEverybody({ routes: ['GET /health'] }) }, open)).toEqual([]);
  });

  test('warns of open routes that nobody may call', () => {
    const policy = new iam.PolicyDocument({ statements: [statement({ principals: [secondAccount] })] });
    expect(warningsOf({ restApiProps: { policy } }, open)).toEqual(['policyClosesRoutes']);
    expect(warningsOf({ resourcePolicy: ResourcePolicy.allowIpRanges(['192.0.2.0/24'], { routes: ['GET /orders'] }) }, open)).toEqual(['policyClosesRoutes']);
  });

  test('warns of routes of IAM that are opened', () => {
    expect(warningsOf({ resourcePolicy: ResourcePolicy.allowEverybody() })).toEqual(['policyOpensRoutes']);
    expect(warningsOf({ restApiProps: { policy: new iam.PolicyDocument({ statements: [statement({})] }) } })).toEqual(['policyOpensRoutes']);
  });

  test('warns of denials that hold for all who have not signed', () => {
    const ofOthers = statement({ effect: iam.Effect.DENY, conditions: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } });
    expect(warningsOf({ cors: { allowOrigins: ['https://a.example.com'] }, resourcePolicy: ResourcePolicy.ofStatements([ofOthers]) })).toEqual(['policyDeniesUnsigned']);
    expect(warningsOf({ resourcePolicy: ResourcePolicy.ofStatements([ofOthers]) })).toEqual([]);
    const onlySigned = statement({ effect: iam.Effect.DENY, conditions: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Null: { 'aws:PrincipalArn': 'false' } } });
    expect(warningsOf({ resourcePolicy: ResourcePolicy.ofStatements([onlySigned]) }, open)).toEqual([]);
  });

  test('warns of a private API that every endpoint may call', () => {
    const allow = ResourcePolicy.allowEverybody({ routes: ['GET /health'] });
    expect(warningsOf({ ...PRIVATE, resourcePolicy: allow }, open)).toEqual(['openPrivateApi']);
    expect(warningsOf({ ...PRIVATE, resourcePolicy: ResourcePolicy.combine([allow, ResourcePolicy.onlyVpcEndpoints(['vpce-1a'])]) }, open)).toEqual([]);
  });

  test('warns of keys that API Gateway does not list', () => {
    expect(warningsOf({ resourcePolicy: ResourcePolicy.ofStatements([statement({ principals: [secondAccount], conditions: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })]) })).toEqual(['policyKey']);
    expect(warningsOf({ resourcePolicy: ResourcePolicy.ofStatements([statement({ principals: [secondAccount], conditions: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })]) })).toEqual([]);
  });

  test('warns of a policy that is too long', () => {
    const accounts = (count: number) => Array.from({ length: count }, (_each, index) => String(100000000000 + index));
    expect(warningsOf({ resourcePolicy: ResourcePolicy.allowAccounts(accounts(300)) })).toEqual(['policySize']);
    expect(warningsOf({ resourcePolicy: ResourcePolicy.allowAccounts(accounts(150)) })).toEqual([]);
  });
});

test('the mixin adds to what an L2 says, and keeps open routes open', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Api');
  api.root.addResource('orders').addMethod('GET', new MockIntegration(), { authorizationType: 'AWS_IAM' as never });
  api.root.addMethod('GET', new MockIntegration());
  api.with(new mixins.RestApiResourcePolicy({ policy: ResourcePolicy.denyIpRanges(['192.0.2.0/24']) }));
  api.with(new mixins.RestApiResourcePolicy({ policy: ResourcePolicy.denyIpRanges(['198.51.100.0/24']) }));
  api.addToResourcePolicy(statement({ principals: [new iam.AccountPrincipal('111122223333')] }));
  const { Statement: statements } = propertiesOf(stack, API).Policy;
  expect(statements.map(({ Effect: effect, Resource: resource }: any) => [effect, resource])).toEqual([['Allow', 'execute-api:/*'], ['Deny', 'execute-api:/*'], ['Deny', 'execute-api:/*'], ['Allow', 'execute-api:/*/GET/']]);
});

test('the endpoints of the L2 stand beside a policy', () => {
  const { stack, gateway } = testGateway({ restApiProps: { endpointTypes: [EndpointType.PRIVATE] }, resourcePolicy: ResourcePolicy.onlyIpRanges(['10.0.0.0/8']) });
  gateway.api.grantInvokeFromVpcEndpointsOnly([{ vpcEndpointId: 'vpce-1a', vpcEndpointRef: { vpcEndpointId: 'vpce-1a' } } as never]);
  expect(propertiesOf(stack, API).Policy.Statement.map(({ Effect: effect }: any) => effect)).toEqual(['Deny', 'Allow', 'Deny']);
});
