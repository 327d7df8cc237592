import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { RestGatewayProps, RestLayout } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const REST_API = 'AWS::ApiGateway::RestApi';
const POLICY = 'AWS::IAM::Policy';
const ENV = { env: { account: '111122223333', region: 'eu-west-1' } };
const OTHER = '999988887777';
const ARN = `arn:aws:iam::${OTHER}:role/caller`;

/** Conditions that leave out nobody who wants to get in. */
const WIDE: iam.Conditions[] = [
  { Bool: { 'aws:SecureTransport': 'true' } },
  { StringEquals: {} },
  { StringLike: { 'aws:PrincipalArn': '*' } },
  { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::999988887777:role/a', 'arn:aws:iam::*:role/caller'] } },
  { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
  { StringEquals: { 'aws:PrincipalOrgID': [] } },
  { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1234567890' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': ['o-1234567890/*'] } },
  { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '0.0.0.0/0'] } },
  { StringEquals: { 'aws:PrincipalTag/team': 'shop' } },
];

/** Conditions each of which leaves out others. */
const NARROW: iam.Conditions[] = [
  { StringEquals: { 'aws:PrincipalAccount': OTHER }, Bool: { 'aws:SecureTransport': 'true' } },
  { ArnLike: { 'aws:principalArn': `arn:aws:iam::${OTHER}:role/*` } },
  { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1234567890/*'] } },
  { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
  { StringEquals: { 'aws:PrincipalOrgID': Fn.importValue('organization') } },
];

const define = (props?: RestGatewayProps) => testGateway(props, testStack('Shop', ENV));
/** The statements but for the one that says nothing. */
const policyOf = (stack: Stack) => {
  const statements = (propertiesOf(stack, REST_API).Policy?.Statement ?? []).filter(({ Sid: sid }: any) => sid !== 'NothingButTls');
  return statements.length > 0 ? statements : undefined;
};
const STATEMENT = (resource: string) => `{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:<AWS::Partition>:execute-api:eu-west-1:111122223333:<id of Shop/OrdersApi/Default/Resource>/${resource}"}`;

describe.each([[RestLayout.OPENAPI], [RestLayout.RESOURCES]])('grantInvoke to another account, in the layout %s,', (layout) => {
  test.each<[string, (stack: Stack) => iam.IGrantable, object, string]>([
    ['an account', () => new iam.AccountPrincipal(OTHER), { Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${OTHER}:root`]] } } }, `AccountPrincipal(${OTHER})`],
    ['an ARN', () => new iam.ArnPrincipal(ARN), { Principal: { AWS: ARN } }, `ArnPrincipal(${ARN})`],
    ['an imported role', (stack) => iam.Role.fromRoleArn(stack, 'Caller', ARN), { Principal: { AWS: ARN } }, ARN],
    ['an imported user', (stack) => iam.User.fromUserArn(stack, 'Caller', ARN.replace('role', 'user')), { Principal: { AWS: ARN.replace('role', 'user') } }, ARN.replace('role', 'user')],
    ['an organization', () => new iam.OrganizationPrincipal('o-1234567890'), { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } }, 'OrganizationPrincipal(o-1234567890)'],
  ])('%s: by the resource policy, and a warning says what the other side needs', (_who, granteeIn, principal, shown) => {
    const { stack, gateway } = define({ layout });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: stack.node.findChild('Handler') as never });
    const grant = gateway.grantInvoke(granteeIn(stack), 'GET /orders/{id}');
    expect([grant.success, grant.principalStatements.length, grant.resourceStatements.length]).toEqual([true, 0, 1]);
    expect(() => grant.assertSuccess()).not.toThrow();
    expect(policyOf(stack)).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'execute-api:/prod/GET/orders/*', ...principal }]);
    templateOf(stack).resourceCountIs(POLICY, 0);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining(`${shown} may call the API only if the policies of the caller's own account allow it, too: add to them ${STATEMENT('prod/GET/orders/*')}`)]);
  });

  test('is in the document as well, and deploys anew', () => {
    const deploymentOf = (grant: boolean) => {
      const { stack, gateway } = define({ layout });
      if (grant) gateway.grantInvoke(new iam.ArnPrincipal(ARN));
      return { id: Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0], api: propertiesOf(stack, REST_API) };
    };
    const [without, granted] = [deploymentOf(false), deploymentOf(true)];
    expect(granted.id).not.toBe(without.id);
    if (layout === RestLayout.OPENAPI) expect(granted.api.Body['x-amazon-apigateway-policy']).toEqual(granted.api.Policy);
    expect(granted.api.Policy.Statement).toMatchObject([{ Resource: 'execute-api:/prod/*' }]);
  });

  test('adds to the policy that there is, for the stage that it is of', () => {
    const policy = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['execute-api:Invoke'], principals: [new iam.AnyPrincipal()], resources: ['execute-api:/*'], conditions: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })] });
    const { stack, gateway } = define({ layout, restApiProps: { policy } });
    gateway.addStage('beta').grantInvoke(new iam.ArnPrincipal(ARN), 'GET /orders');
    expect(policyOf(stack)).toMatchObject([{ Resource: 'execute-api:/*' }, { Resource: 'execute-api:/beta/GET/orders', Principal: { AWS: ARN } }]);
  });

  test('a role of a stack of another account is named, if it has a name', () => {
    const app = new App();
    const shop = new Stack(app, 'Shop', ENV);
    const callers = new Stack(app, 'Callers', { env: { account: OTHER, region: 'eu-west-1' } });
    const role = new iam.Role(callers, 'Caller', { roleName: 'caller', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    testGateway({ layout }, shop).gateway.grantInvoke(role, 'GET /orders');
    expect(JSON.stringify(policyOf(shop)[0].Principal)).toContain(`:iam::${OTHER}:role/caller`);
    templateOf(callers).resourceCountIs(POLICY, 0);
  });
});

describe('grantInvoke of a REST API', () => {
  test.each(WIDE)('fails on everybody under conditions that all can meet: %j', (conditions) => {
    const message = "'grantee' must not be everybody under conditions that callers of every account can meet, got AnyPrincipal(): name an account";
    expect(() => define().gateway.grantInvoke(new iam.AnyPrincipal().withConditions(conditions), 'GET /orders')).toThrow(message);
  });

  test('fails on every account', () => {
    expect(() => define().gateway.grantInvoke(new iam.AccountPrincipal('*'), 'GET /orders')).toThrow("'grantee' must not be everybody, got AccountPrincipal(*)");
  });

  test.each(NARROW)('takes everybody under conditions of whom it is: %j', (conditions) => {
    const { stack, gateway } = define();
    gateway.grantInvoke(new iam.AnyPrincipal().withConditions(conditions), 'GET /orders');
    expect(policyOf(stack)).toContainEqual(expect.objectContaining({ Effect: 'Allow', Principal: { AWS: '*' } }));
  });

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['an imported role', (stack) => iam.Role.fromRoleArn(stack, 'Caller', ARN.replace(OTHER, '111122223333'))],
    ['a role of another stack', (stack) => new iam.Role(new Stack(stack.node.root as App, 'Callers', ENV), 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })],
  ])('to %s of this account is no resource policy', (_who, granteeIn) => {
    const { stack, gateway } = define();
    gateway.grantInvoke(granteeIn(stack), 'GET /orders');
    expect(policyOf(stack)).toBeUndefined();
    templateOf(stack).resourceCountIs(POLICY, 1);
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).not.toContain('cdk-gatehouse:'); // newer CDKs speak of references between stacks
  });

  test('takes an imported role for one of this account if the account of the stack is not known', () => {
    const { stack, gateway } = testGateway();
    gateway.grantInvoke(iam.Role.fromRoleArn(stack, 'Caller', ARN), 'GET /orders');
    expect(policyOf(stack)).toBeUndefined();
    templateOf(stack).resourceCountIs(POLICY, 1);
  });

  test('to an ARN or a role with conditions of this account needs nothing besides the resource policy', () => {
    const { stack, gateway, handler } = define();
    gateway.grantInvoke(new iam.ArnPrincipal(ARN.replace(OTHER, '111122223333')), 'GET /orders');
    gateway.grantInvoke(new iam.PrincipalWithConditions(handler.role!, { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }), 'GET /orders');
    expect(policyOf(stack)).toHaveLength(2);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });

  test.each([
    ['AccountRootPrincipal', new iam.AccountRootPrincipal()],
    ['AccountPrincipal', new iam.AccountPrincipal('111122223333')],
  ])('to this account as a whole needs policies of its identities, which a warning says: %s', (_name, grantee) => {
    const { stack, gateway } = define();
    gateway.grantInvoke(grantee, 'GET /orders');
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining("may call the API only if the policies of the caller's own account allow it")]);
  });

  test.each<[string, (stack: Stack) => iam.IGrantable, string]>([
    ['everybody', () => new iam.AnyPrincipal(), "'grantee' must not be everybody, got AnyPrincipal(): name an account, a role or an organization, or open the route by RouteAuthorizer.none()"],
    ['everybody, by an ARN', () => new iam.ArnPrincipal('*'), "'grantee' must not be everybody, got ArnPrincipal(*)"],
    ['everybody, by a star', () => new iam.StarPrincipal(), "'grantee' must be a role, a user, a group, or what has a role, such as a function, got an instance of aws-cdk-lib.aws_iam.StarPrincipal"],
    ['a federated principal', () => new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'), "'grantee' must be a role, a user, a group"],
    ['an account and a service', () => new iam.CompositePrincipal(new iam.AccountPrincipal(OTHER), new iam.ServicePrincipal('s3.amazonaws.com')), "'grantee' must be a role, a user, a group"],
    ['a group of another account', (stack) => iam.Group.fromGroupArn(stack, 'Group', `arn:aws:iam::${OTHER}:group/callers`), "'grantee' must not be a group of another account, which a resource policy cannot name"],
  ])('fails on %s', (_who, granteeIn, message) => {
    const { stack, gateway } = define();
    expect(() => gateway.grantInvoke(granteeIn(stack), 'GET /orders')).toThrow(message);
    expect(policyOf(stack)).toBeUndefined();
  });
});

describe('what has no resource policy fails on other accounts, and says what to do:', () => {
  const rest = (stack: Stack) => testGateway({}, stack).gateway;
  const http = (stack: Stack) => testHttpGateway({}, stack).gateway;
  const webSocket = (stack: Stack) => testWebSocketGateway({}, stack).gateway;
  const calls: Array<[string, string, (stack: Stack, grantee: iam.IGrantable) => unknown]> = [
    ['grantInvoke of a HTTP API', 'HTTP APIs have no resource policies', (stack, grantee) => http(stack).grantInvoke(grantee, 'GET /orders')],
    ['grantInvoke of a stage of a HTTP API', 'HTTP APIs have no resource policies', (stack, grantee) => http(stack).addStage('beta').grantInvoke(grantee)],
    ['grantInvoke of a WebSocket API', 'WebSocket APIs have no resource policies', (stack, grantee) => webSocket(stack).grantInvoke(grantee)],
    ['grantManageConnections', 'WebSocket APIs have no resource policies', (stack, grantee) => webSocket(stack).grantManageConnections(grantee)],
    ['grantFlushCache', 'it is granted by a policy of the identity', (stack, grantee) => rest(stack).grantFlushCache(grantee)],
    ...[rest, http, webSocket].map((gateway): (typeof calls)[number] => ['grantManage', 'API Gateway is managed by identities of its own account', (stack, grantee) => gateway(stack).grantManage(grantee)]),
  ];

  const grantees: Array<[string, (stack: Stack) => iam.IGrantable]> = [
    [`AccountPrincipal\\(${OTHER}\\)`, () => new iam.AccountPrincipal(OTHER)],
    [`ArnPrincipal\\(${ARN}\\)`, () => new iam.ArnPrincipal(ARN)],
    ['OrganizationPrincipal\\(o-1234567890\\)', () => new iam.OrganizationPrincipal('o-1234567890')],
    ['AnyPrincipal\\(\\)', () => new iam.AnyPrincipal()],
    [ARN, (stack) => iam.Role.fromRoleArn(stack, 'Caller', ARN)],
  ];

  test.each(calls)('%s (%s)', (_call, why, call) => {
    for (const [name, granteeIn] of grantees) {
      const stack = testStack('Shop', ENV);
      const message = new RegExp(`^'grantee' must be a role, .*, of the API's account, since ${why}, got ${name}: let the caller assume a role of this account, by role\\.grantAssumeRole, and grant to that role\n {4}at \\[Shop/`);
      expect(() => call(stack, granteeIn(stack))).toThrow(message);
    }
  });
});

test('a grant to another account defines no resource, and takes none away', () => {
  const typesOf = (stack: Stack) => Object.values<{ Type: string }>(templateOf(stack).toJSON().Resources).map(({ Type }) => Type).sort();
  const { stack, gateway } = define();
  gateway.grantInvoke(new iam.AccountPrincipal(OTHER));
  expect(typesOf(stack)).toEqual(typesOf(define().stack));
});
