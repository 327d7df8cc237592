import { EndpointType, MethodLoggingLevel, MockIntegration, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone, IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import {
  DomainRoutingMode, GatewayDomain, GatewayDomainAttributes, GatewayDomainOptions, HttpGateway, RestEndpoint, RestGateway, WebSocketGateway,
} from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const MAPPING = 'AWS::ApiGatewayV2::ApiMapping';
const HERE = { env: { account: '123456789012', region: 'eu-west-1' } };
const NAME = 'api.example.com';

function zoneOf(stack: Stack): IHostedZone {
  return HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' });
}

const certified = (stack: Stack, region = 'eu-west-1') => Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${region}:123456789012:certificate/1-2`);

function shared(stack: Stack, attributes: Partial<GatewayDomainAttributes> = {}) {
  return GatewayDomain.fromAttributes(stack, 'Shared', { name: NAME, ...attributes });
}

function restOf(stack: Stack, domain?: GatewayDomainOptions, id = 'Orders'): RestGateway {
  const gateway = new RestGateway(stack, id, { domain });
  gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new MockIntegration() });
  return gateway;
}


const httpOf = (stack: Stack, domain?: GatewayDomainOptions, id = 'Search') => new HttpGateway(stack, id, { domain });
const webSocketOf = (stack: Stack, domain?: GatewayDomainOptions, id = 'Chat') => new WebSocketGateway(stack, id, { domain });

const TYPES = [
  { type: 'REST', make: (stack: Stack, domain: GatewayDomainOptions, more = {}) => testGateway({ ...more, domain }, stack).gateway, url: (name: string, path = '') => `https://${name}/${path && `${path}/`}` },
  { type: 'HTTP', make: (stack: Stack, domain: GatewayDomainOptions, more = {}) => testHttpGateway({ ...more, domain }, stack).gateway, url: (name: string, path = '') => `https://${name}/${path && `${path}/`}` },
  { type: 'WebSocket', make: (stack: Stack, domain: GatewayDomainOptions, more = {}) => testWebSocketGateway({ ...more, domain }, stack).gateway, url: (name: string, path = '') => `wss://${name}${path && `/${path}`}` },
];

describe.each(TYPES)('a $type API', ({ make, url }) => {
  test('has a domain of its own, by its name and its zone', () => {
    const stack = testStack('Shop', HERE);
    const gateway = make(stack, { name: NAME, hostedZone: zoneOf(stack) });
    const template = templateOf(stack);
    for (const type of ['AWS::ApiGateway::DomainName', 'AWS::CertificateManager::Certificate', 'AWS::Route53::RecordSet']) template.resourceCountIs(type, 1);
    expect(propertiesOf(stack, MAPPING)).toEqual({ DomainName: { Ref: expect.stringContaining('Domain') }, ApiId: { Ref: expect.any(String) }, Stage: { Ref: expect.stringContaining('Stage') } });
    expect([gateway.domainUrl, gateway.domain.name]).toEqual([url(NAME), NAME]);
  });

  test('has a base path on a domain that others have, too', () => {
    const stack = testStack('Shop', HERE);
    const gateway = make(stack, { shared: shared(stack), basePath: 'orders' });
    expect(propertiesOf(stack, MAPPING)).toMatchObject({ DomainName: NAME, ApiMappingKey: 'orders' });
    expect(gateway.domainUrl).toBe(url(NAME, 'orders'));
  });

  test('has stages with base paths on its domain, and with domains of their own', () => {
    const stack = testStack('Shop', HERE);
    const hostedZone = zoneOf(stack);
    const gateway = make(stack, { name: NAME, hostedZone });
    const beta = gateway.addStage('beta', { domain: { basePath: 'beta' } });
    const load = gateway.addStage('load', { domain: { name: 'load.example.com', hostedZone } });
    expect([beta.domainUrl, load.domainUrl, beta.domain === gateway.domain, load.domain.name]).toEqual([url(NAME, 'beta'), url('load.example.com'), true, 'load.example.com']);
    const found = Object.values(templateOf(stack).findResources(MAPPING));
    const mappings = found.map(({ Properties }) => [Properties.ApiMappingKey, Properties.Stage.Ref]);
    expect(mappings).toEqual([[undefined, expect.any(String)], ['beta', expect.stringContaining('beta')], [undefined, expect.stringContaining('load')]]);
  });

  test('gives no domain to stages that say nothing', () => {
    const stack = testStack('Shop', HERE);
    const gateway = make(stack, { name: NAME, hostedZone: zoneOf(stack) });
    const beta = gateway.addStage('beta');
    templateOf(stack).resourceCountIs(MAPPING, 1);
    for (const prop of ['domain', 'domainUrl'] as const) expect(() => beta[prop]).toThrow(`'${prop}' is that of a custom domain, got none: set 'domain'`);
  });

  test('has the URL of its domain among its outputs', () => {
    const stack = testStack('Shop', HERE);
    make(stack, { name: NAME, hostedZone: zoneOf(stack) }, { outputs: true });
    expect(Object.values(templateOf(stack).findOutputs('*')).map(({ Value }) => Value)).toContain(url(NAME));
  });

  test('can have its own endpoint off', () => {
    const stack = testStack('Shop', HERE);
    make(stack, { name: NAME, hostedZone: zoneOf(stack) }, { disableExecuteApiEndpoint: true });
    const apis = Object.values(templateOf(stack).toJSON().Resources as Record<string, any>).filter(({ Type }) => /::(RestApi|Api)$/.test(Type));
    expect(apis.map(({ Properties }) => Properties.DisableExecuteApiEndpoint)).toEqual([true]);
  });

  test('fails without a name and a shared domain, and with both', () => {
    expect(() => make(testStack(), {})).toThrow("'domain' must have 'name', for a domain of its own, or 'shared', got neither: write { name: \"api.example.com\", hostedZone }, for example\n    at [Shop/");
    const stack = testStack();
    expect(() => make(stack, { name: NAME, shared: shared(stack) })).toThrow("set either 'domain.name' or 'domain.shared', got both");
  });

  test.each<[unknown, string]>([
    ['api.example.com', "'domain' must be options, such as { name: \"api.example.com\", hostedZone }, got \"api.example.com\""],
    [null, "'domain' must be options"],
    [{ domainName: NAME }, "'domain' has no option 'domainName': write one of 'name', 'shared', 'basePath',"],
    [{ shared: 'api.example.com' }, "'domain.shared' must be a GatewayDomain, or one of GatewayDomain.fromAttributes(…), got \"api.example.com\""],
    [{ name: NAME, basePath: '/orders' }, "'domain.basePath' must be letters, digits and $-_.+!*'() between single slashes, at most 300 characters, without a slash at its ends, got \"/orders\": write \"orders\", for example, or leave it out for all paths"],
    [{ name: NAME, basePath: 'orders/' }, 'got "orders/"'],
    [{ name: NAME, basePath: 'a//b' }, 'got "a//b"'],
    [{ name: NAME, basePath: '' }, 'got ""'],
    [{ name: NAME, basePath: 'a b' }, 'got "a b"'],
    [{ name: NAME, basePath: 12 }, 'got 12'],
    [{ name: NAME, basePath: 'a'.repeat(301) }, 'at most 300 characters'],
    [{ basePath: 'orders', endpointType: EndpointType.EDGE }, "'domain.endpointType' is said where the domain is defined, got it without 'domain.name': write it there, or set 'domain.name' for a domain of its own"],
  ])('fails with %j', (domain, message) => {
    expect(() => make(testStack(), domain as never)).toThrow(message);
  });

  test('fails with a base path that is taken, naming both', () => {
    const stack = testStack('Shop', HERE);
    const domain = shared(stack);
    make(stack, { shared: domain, basePath: 'orders' });
    const other = () => TYPES.find((one) => one.make === make)!.make(new Stack(stack.node.root as never, 'Other', HERE), { shared: domain, basePath: 'orders' });
    expect(other).toThrow(/^'domain.basePath' "orders" of "api.example.com" leads to Shop\/\w+ already: give one of them another base path\n {4}at \[Other\/\w+\]$/);
  });

  test('warns if callers can go around a domain that asks for certificates', () => {
    const asked = (disableExecuteApiEndpoint: boolean) => {
      const stack = testStack('Shop', HERE);
      make(stack, { shared: shared(stack, { mutualTls: true }) }, { disableExecuteApiEndpoint });
      return annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('mutualTlsBypass'));
    };
    if (url(NAME).startsWith('wss')) return expect(() => asked(false)).toThrow("'domain' of a WebSocket API must have no 'mutualTls'");
    expect(asked(false)).toEqual([expect.stringContaining("set 'disableExecuteApiEndpoint: true', so that nobody goes around it")]);
    return expect(asked(true)).toEqual([]);
  });
});

describe('several APIs on one domain', () => {
  test('are REST and HTTP APIs, with base paths of several levels', () => {
    const stack = testStack('Shop', HERE);
    const domain = new GatewayDomain(stack, 'Domain', { name: NAME, hostedZone: zoneOf(stack) });
    restOf(stack, { shared: domain, basePath: 'orders/v1' });
    httpOf(stack, { shared: domain, basePath: 'orders/v2' });
    restOf(stack, { shared: domain }, 'Rest');
    expect(Object.values(templateOf(stack).findResources(MAPPING)).map(({ Properties }) => Properties.ApiMappingKey)).toEqual(['orders/v1', 'orders/v2', undefined]);
  });

  test('may be in stacks of their own, which wait for that of the domain', () => {
    const stack = testStack('Shared', HERE);
    const domain = new GatewayDomain(stack, 'Domain', { name: NAME, hostedZone: zoneOf(stack) });
    const other = new Stack(stack.node.root as never, 'Other', HERE);
    restOf(other, { shared: domain, basePath: 'orders' });
    expect(propertiesOf(other, MAPPING).DomainName).toEqual({ 'Fn::ImportValue': expect.any(String) });
    expect(other.dependencies).toEqual([stack]);
  });

  test.each([[restOf, webSocketOf], [webSocketOf, httpOf]])('fails with WebSocket APIs and others (%#)', (one, other) => {
    const stack = testStack('Shop', HERE);
    const domain = shared(stack);
    one(stack, { shared: domain, basePath: 'one' });
    expect(() => other(stack, { shared: domain, basePath: 'other' })).toThrow(/^"api.example.com" cannot serve a WebSocket API and others, got Shop\/\w+ and this one: define a domain for each\n/);
  });

  test('are seen as on one domain, however often it is imported', () => {
    const stack = testStack('Shop', HERE);
    restOf(stack, { shared: shared(stack) });
    const again = GatewayDomain.fromAttributes(stack, 'Again', { name: NAME });
    expect(() => httpOf(stack, { shared: again })).toThrow('"api.example.com" without a \'domain.basePath\' leads to Shop/Orders already: give one of them another base path');
  });
});

describe('an edge-optimized domain', () => {
  test('is that of an edge-optimized API, and is mapped in the older way', () => {
    const stack = testStack('Shop', HERE);
    const { gateway } = testGateway({ endpoint: RestEndpoint.edge(), domain: { name: NAME, basePath: 'orders', certificate: certified(stack, 'us-east-1') } }, stack);
    expect(propertiesOf(stack, 'AWS::ApiGateway::DomainName').EndpointConfiguration.Types).toEqual(['EDGE']);
    expect(propertiesOf(stack, 'AWS::ApiGateway::BasePathMapping')).toEqual({ DomainName: { Ref: expect.any(String) }, BasePath: 'orders', RestApiId: stack.resolve(gateway.api.restApiId), Stage: { Ref: expect.any(String) } });
    templateOf(stack).resourceCountIs(MAPPING, 0);
  });

  test.each([[httpOf, 'HTTP'], [webSocketOf, 'WebSocket']])('fails for another API (%#)', (make, kind) => {
    const stack = testStack();
    expect(() => make(stack, { shared: shared(stack, { endpointType: EndpointType.EDGE }) })).toThrow(`'domain' of a ${kind} API must be regional, got an edge-optimized one: use a domain with EndpointType.REGIONAL`);
  });

  test('fails with a base path of several levels', () => {
    const stack = testStack();
    expect(() => restOf(stack, { shared: shared(stack, { endpointType: EndpointType.EDGE }), basePath: 'a/b' })).toThrow("'domain.basePath' with several levels goes with a regional domain of TLS 1.2 or more, got \"a/b\" on an edge-optimized one: write a base path without a slash, or change the domain");
  });
});

test.each([[httpOf, 'HTTP'], [webSocketOf, 'WebSocket']])('fails for an API that wants TLS 1.2 on a domain of another policy (%#)', (make, kind) => {
  const stack = testStack();
  expect(() => make(stack, { shared: shared(stack, { securityPolicy: SecurityPolicy.TLS13_1_3_2025_09 }) })).toThrow(`'domain' of a ${kind} API must have 'securityPolicy: SecurityPolicy.TLS_1_2', got SecurityPolicy_TLS13_1_3_2025_09: use another domain, or a REST API, which may have such a policy`);
});

test('fails for a WebSocket API with a base path of several levels', () => {
  const stack = testStack();
  expect(() => webSocketOf(stack, { shared: shared(stack), basePath: 'a/b' })).toThrow("'domain.basePath' of a WebSocket API must have one level, got \"a/b\": write a base path without a slash");
});

test('fails for a private API', () => {
  const stack = testStack();
  const domain = { shared: shared(stack) };
  expect(() => new RestGateway(stack, 'Api', { domain, restApiProps: { endpointConfiguration: { types: [EndpointType.PRIVATE] } } })).toThrow("'domain' is for public APIs, got it for a private one");
});

test('fails with a domain that takes no base paths', () => {
  const stack = testStack();
  expect(() => restOf(stack, { shared: shared(stack, { routingMode: DomainRoutingMode.RULES_ONLY }) })).toThrow("'domain' has 'routingMode: DomainRoutingMode.RULES_ONLY', which takes no base paths: leave 'domain' out and define a DomainRoutingRule, or change the mode");
});

test('fails if the L2 has a domain, too', () => {
  const stack = testStack('Shop', HERE);
  const restApiProps = { domainName: { domainName: NAME, certificate: certified(stack) } };
  expect(() => new RestGateway(stack, 'Api', { domain: { name: NAME }, restApiProps })).toThrow("set either 'domain' or 'restApiProps.domainName', got both");
});

test('a gateway without a domain has none, and no mapping', () => {
  const { stack, gateway } = testGateway();
  for (const prop of ['domain', 'domainUrl'] as const) expect(() => gateway[prop]).toThrow(`'${prop}' is that of a custom domain, got none: set 'domain'\n    at [Shop/OrdersApi]`);
  templateOf(stack).resourceCountIs(MAPPING, 0);
});

test('backends of a WebSocket API have a URL on its domain', () => {
  const stack = testStack('Shop', HERE);
  const { gateway } = testWebSocketGateway({ domain: { shared: shared(stack), basePath: 'chat' } }, stack);
  expect([gateway.domainCallbackUrl, gateway.addStage('beta', { domain: { basePath: 'beta' } }).domainCallbackUrl]).toEqual([`https://${NAME}/chat`, `https://${NAME}/beta`]);
});

test('messages are posted to the domain if the endpoint of the API is off', () => {
  const stack = testStack('Shop', HERE);
  const props = { connections: {}, domain: { shared: shared(stack), basePath: 'chat' }, executionLogs: { level: MethodLoggingLevel.OFF } };
  new WebSocketGateway(stack, 'Chat', { ...props, disableExecuteApiEndpoint: true });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { CALLBACK_URL: `https://${NAME}/chat` } } });
});

test('mutual TLS is there for a gateway with a domain of its own', () => {
  const stack = testStack('Shop', HERE);
  const mutualTls = { truststoreBucket: new Bucket(stack, 'Trusted', { versioned: true }), truststoreKey: 'truststore.pem' };
  testHttpGateway({ disableExecuteApiEndpoint: true, domain: { name: NAME, hostedZone: zoneOf(stack), mutualTls } }, stack);
  expect(propertiesOf(stack, 'AWS::ApiGateway::DomainName').MutualTlsAuthentication).toBeDefined();
});
