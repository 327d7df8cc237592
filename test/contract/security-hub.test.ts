import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { CfnIntegration, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationListener, ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Stack } from 'aws-cdk-lib/core';
import { AccessLogs, HttpGateway, HttpGatewayProps, HttpIntegrations, HttpRouteAuthorizer, RestGateway, RestGatewayProps, WebAcl, WebSocketGateway, WebSocketGatewayProps } from '../../lib';
import { templateOf, testFunction, testStack } from '../helpers';

/** A resource of a template, and all of them. */
interface Evaluated {
  readonly id: string;
  readonly properties: any;
  readonly resources: Record<string, any>;
}

/** Whether a resource passes; undefined if the control is not for it. */
type Control = (evaluated: Evaluated) => boolean | undefined;

const LEVELS = ['ERROR', 'INFO'];
const RECOMMENDED = [
  'SecurityPolicy_TLS13_1_3_2025_09', 'SecurityPolicy_TLS13_1_3_FIPS_2025_09', 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
  'SecurityPolicy_TLS13_2025_EDGE', 'SecurityPolicy_TLS12_PFS_2025_EDGE',
];

const refersTo = (value: unknown, id: string) => JSON.stringify(value).includes(`{"Ref":"${id}"}`);
const protocolOf = ({ properties, resources }: Evaluated) => resources[properties.ApiId.Ref].Properties.ProtocolType;

/** What each control asks, by the types of resources that it is for, as its documentation says: docs/security-hub.md has the links. */
const CONTROLS: Record<string, Record<string, Control>> = {
  'APIGateway.1': {
    'AWS::ApiGateway::Stage': ({ properties }) => properties.MethodSettings.every(({ LoggingLevel }: any) => LEVELS.includes(LoggingLevel)),
    'AWS::ApiGatewayV2::Stage': (stage) => {
      const { DefaultRouteSettings, RouteSettings = {} } = stage.properties;
      return protocolOf(stage) === 'HTTP' ? undefined : [DefaultRouteSettings, ...Object.values<any>(RouteSettings)].every(({ LoggingLevel }) => LEVELS.includes(LoggingLevel));
    },
  },
  'APIGateway.2': { 'AWS::ApiGateway::Stage': ({ properties }) => properties.ClientCertificateId !== undefined },
  'APIGateway.3': { 'AWS::ApiGateway::Stage': ({ properties }) => properties.TracingEnabled === true },
  'APIGateway.4': {
    'AWS::ApiGateway::Stage': ({ id, resources }) =>
      Object.values(resources).some(({ Type, Properties }) => Type === 'AWS::WAFv2::WebACLAssociation' && refersTo(Properties.ResourceArn, id)),
  },
  'APIGateway.5': {
    'AWS::ApiGateway::Stage': ({ properties }) => properties.MethodSettings.every(({ CachingEnabled, CacheDataEncrypted }: any) => !CachingEnabled || CacheDataEncrypted === true),
  },
  'APIGateway.8': { 'AWS::ApiGatewayV2::Route': ({ properties }) => !['NONE', undefined].includes(properties.AuthorizationType) },
  'APIGateway.9': { 'AWS::ApiGatewayV2::Stage': ({ properties }) => properties.AccessLogSettings !== undefined },
  'APIGateway.10': {
    'AWS::ApiGatewayV2::Integration': ({ properties }) => (properties.ConnectionType === 'VPC_LINK' ? properties.TlsConfig !== undefined : undefined),
  },
  'APIGateway.11': { 'AWS::ApiGateway::DomainName': ({ properties }) => RECOMMENDED.includes(properties.SecurityPolicy) },
};

function evaluate(control: string, stack: Stack): string {
  let resources: Record<string, any>;
  try {
    resources = templateOf(stack).toJSON().Resources;
  } catch (error) {
    expect((error as Error).message).toContain("'hardened' asks for");
    return 'refused';
  }
  const results = Object.entries(resources).map(([id, { Type, Properties }]) => CONTROLS[control][Type]?.({ id, properties: Properties, resources }));
  const evaluated = results.filter((result) => result !== undefined);
  return evaluated.length === 0 ? '–' : evaluated.every((result) => result) ? 'passes' : 'fails';
}

const REGION = { env: { account: '111122223333', region: 'eu-west-1' } };
const certificateOf = (stack: Stack) => Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/a');

/** Gateways of each type with what the controls look at: two stages, a domain, and for REST a route that is cached. */
const GATEWAYS = {
  REST: (props: RestGatewayProps, stack = testStack('Shop', REGION)) => {
    const gateway = new RestGateway(stack, 'Api', { cache: {}, domain: { name: 'api.example.com', certificate: certificateOf(stack) }, ...props });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: testFunction(stack), cache: { withoutKeys: ['header.Authorization'] } });
    gateway.addStage('beta');
    return stack;
  },
  HTTP: (props: HttpGatewayProps, stack = testStack('Shop', REGION)) => {
    const gateway = new HttpGateway(stack, 'Api', { domain: { name: 'api.example.com', certificate: certificateOf(stack) }, ...props });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: testFunction(stack) });
    gateway.addStage('beta');
    return stack;
  },
  WebSocket: (props: WebSocketGatewayProps, stack = testStack('Shop', REGION)) => {
    const gateway = new WebSocketGateway(stack, 'Api', { domain: { name: 'api.example.com', certificate: certificateOf(stack) }, ...props });
    gateway.addRoute('$connect');
    gateway.addRoute('sendMessage', { handler: testFunction(stack) });
    gateway.addStage('beta');
    return stack;
  },
};

/** The same with a backend in a VPC, which is called without TLS. */
const WITH_LINK: Record<keyof typeof GATEWAYS, (hardened: boolean) => Stack> = {
  REST: (hardened) => GATEWAYS.REST({ hardened }),
  HTTP: (hardened) => {
    const stack = testStack('Shop', REGION);
    const vpc = new Vpc(stack, 'Vpc');
    const listener = new ApplicationListener(stack, 'Listener', { loadBalancer: new ApplicationLoadBalancer(stack, 'Balancer', { vpc }), port: 80, open: false });
    listener.addTargets('Targets', { port: 80 });
    const gateway = new HttpGateway(stack, 'Api', { hardened });
    gateway.addRoutes({ path: '/legacy', integration: HttpIntegrations.applicationLoadBalancer(listener) });
    return stack;
  },
  WebSocket: (hardened) => {
    const stack = GATEWAYS.WebSocket({ hardened });
    const api = stack.node.findChild('Api') as WebSocketGateway;
    new CfnIntegration(stack, 'Private', { apiId: api.api.apiId, integrationType: 'HTTP_PROXY', connectionType: 'VPC_LINK', connectionId: 'link', integrationUri: 'https://a.example.com', integrationMethod: 'POST' });
    return stack;
  },
};

const stacks = new Map<string, Stack>();

/** The stack that a control is evaluated on, which is defined once. */
function stackFor(control: string, type: keyof typeof GATEWAYS, hardened: boolean): Stack {
  const withLink = control === 'APIGateway.10';
  const key = JSON.stringify([withLink, type, hardened]);
  if (!stacks.has(key)) stacks.set(key, withLink ? WITH_LINK[type](hardened) : GATEWAYS[type]({ hardened }));
  return stacks.get(key)!;
}

/** The rows of the table: what the page says of each control, for each type, by default and hardened. */
const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'security-hub.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| [APIGateway.')).map((line) => line.slice(2, -2).split(' | '));
const said = new Map(rows.map(([control, , ...cells]) => [control.match(/\[(.+?)\]/)![1], cells.slice(0, 6)]));

test('the page has every control that there is', () => {
  expect([...said.keys()]).toEqual(Object.keys(CONTROLS));
});

test.each(Object.keys(CONTROLS))('%s finds on gateways of each type, by default and hardened, what docs/security-hub.md says', (control) => {
  const types = Object.keys(GATEWAYS) as Array<keyof typeof GATEWAYS>;
  const found = types.flatMap((type) => [false, true].map((hardened) => evaluate(control, stackFor(control, type, hardened))));
  expect(found).toEqual(said.get(control));
});

test.each<[string, () => Stack]>([
  ['APIGateway.1', () => GATEWAYS.REST({ executionLogs: { level: MethodLoggingLevel.OFF } })],
  ['APIGateway.1', () => GATEWAYS.REST({ routes: { 'GET /orders': { loggingLevel: MethodLoggingLevel.OFF } } })],
  ['APIGateway.1', () => GATEWAYS.WebSocket({ routes: { sendMessage: { loggingLevel: MethodLoggingLevel.OFF } } })],
  ['APIGateway.3', () => GATEWAYS.REST({ tracing: false })],
  ['APIGateway.4', () => {
    const stack = GATEWAYS.REST({ webAcl: WebAcl.standard() });
    (stack.node.findChild('Api') as RestGateway).addStage('open', { webAcl: WebAcl.none() });
    return stack;
  }],
  ['APIGateway.5', () => GATEWAYS.REST({ cache: { encrypted: false } })],
  ['APIGateway.8', () => GATEWAYS.HTTP({ authorizer: HttpRouteAuthorizer.none() })],
  ['APIGateway.9', () => GATEWAYS.HTTP({ accessLogs: AccessLogs.none() })],
  ['APIGateway.9', () => GATEWAYS.WebSocket({ accessLogs: AccessLogs.none() })],
])('%s fails what takes away that by which others pass', (control, define) => {
  expect(evaluate(control, define())).toBe('fails');
});

test('APIGateway.10 passes with a name that the certificate of the backend is compared with', () => {
  const stack = testStack('Shop', REGION);
  const loadBalancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc: new Vpc(stack, 'Vpc') });
  const listener = new ApplicationListener(stack, 'Listener', { loadBalancer, port: 443, open: false, certificates: [certificateOf(stack)] });
  listener.addTargets('Targets', { port: 80 });
  const gateway = new HttpGateway(stack, 'Api', { hardened: true });
  gateway.addRoutes({ path: '/legacy', integration: HttpIntegrations.applicationLoadBalancer(listener, { secureServerName: 'legacy.example.com' }) });
  expect(evaluate('APIGateway.10', stack)).toBe('passes');
});
