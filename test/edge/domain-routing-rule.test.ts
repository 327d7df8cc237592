import { EndpointType, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import {
  DomainRoutingMode, DomainRoutingRule, DomainRoutingRuleProps, GatewayDomain, GatewayDomainOptions, HttpGateway, RestGateway, WebSocketGateway,
} from '../../lib';
import { propertiesOf, templateOf, testStack } from '../helpers';

const RULE = 'AWS::ApiGatewayV2::RoutingRule';
const NAME = 'api.example.com';

function gatewayOf(stack: Stack, id: string, domain?: GatewayDomainOptions): RestGateway {
  const gateway = new RestGateway(stack, id, { domain });
  gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new MockIntegration() });
  return gateway;
}

function setUp(routingMode?: DomainRoutingMode) {
  const stack = testStack();
  const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const domain = new GatewayDomain(stack, 'Domain', { name: NAME, hostedZone, routingMode });
  const gateway = gatewayOf(stack, 'Orders');
  const rule = (id: string, props: Partial<DomainRoutingRuleProps> = {}) =>
    new DomainRoutingRule(stack, id, { domain, stage: gateway.stage, priority: 10, ...props });
  return { stack, domain, gateway, rule };
}

const modeOf = (stack: Stack) => propertiesOf(stack, 'AWS::ApiGateway::DomainName').RoutingMode;
const problemsOf = (stack: Stack) => () => (stack.node.root as App).synth();

test('a rule asks for headers and a path, all of them, and sends to a stage', () => {
  const { stack, gateway, rule } = setUp();
  rule('Beta', { headers: { 'x-api-version': '2', 'Cookie': '*ux=beta*' }, basePath: 'orders', stripBasePath: true });
  expect(propertiesOf(stack, RULE)).toEqual({
    DomainNameArn: { 'Fn::GetAtt': [expect.stringMatching(/^Domain/), 'DomainNameArn'] },
    Priority: 10,
    Conditions: [
      { MatchHeaders: { AnyOf: [{ Header: 'x-api-version', ValueGlob: '2' }] } },
      { MatchHeaders: { AnyOf: [{ Header: 'Cookie', ValueGlob: '*ux=beta*' }] } },
      { MatchBasePaths: { AnyOf: ['orders'] } },
    ],
    Actions: [{ InvokeApi: { ApiId: stack.resolve(gateway.api.restApiId), Stage: stack.resolve(gateway.stage.stageName), StripBasePath: true } }],
  });
});

test('a rule that asks for nothing takes every request', () => {
  const { stack, rule } = setUp();
  rule('All');
  const { Conditions, Actions } = propertiesOf(stack, RULE);
  expect([Conditions, Actions[0].InvokeApi.StripBasePath]).toEqual([[], undefined]);
});

test('a rule tells its id and its ARN', () => {
  const { stack, rule } = setUp();
  const { routingRuleId, routingRuleArn } = rule('All');
  expect(stack.resolve([routingRuleId, routingRuleArn])).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'RoutingRuleId'] }, { 'Fn::GetAtt': [expect.any(String), 'RoutingRuleArn'] }]);
});

test('a rule sends to a stage that was added, and to one of the L2', () => {
  const { stack, gateway, rule } = setUp();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  rule('Beta', { stage: gateway.addStage('beta').stage, headers: { 'x-stage': 'beta' } });
  rule('Legacy rule', { stage: api.deploymentStage, priority: 20 });
  expect(Object.values(templateOf(stack).findResources(RULE)).map(({ Properties }) => Properties.Actions[0].InvokeApi.Stage.Ref)).toEqual([expect.stringContaining('beta'), expect.stringContaining('Legacy')]);
});

describe('the routing mode follows', () => {
  test('mappings', () => {
    const { stack, domain } = setUp();
    gatewayOf(stack, 'Mapped', { shared: domain });
    expect(modeOf(stack)).toBe('BASE_PATH_MAPPING_ONLY');
  });

  test('rules', () => {
    const { stack, rule } = setUp();
    rule('All');
    expect(modeOf(stack)).toBe('ROUTING_RULE_ONLY');
  });

  test('both', () => {
    const { stack, domain, rule } = setUp();
    rule('Beta', { headers: { 'x-beta': '*' } });
    gatewayOf(stack, 'Mapped', { shared: domain });
    expect(modeOf(stack)).toBe('ROUTING_RULE_THEN_BASE_PATH_MAPPING');
  });

  test('rules of a stack that imports the domain of its app', () => {
    const app = new App();
    const env = { account: '123456789012', region: 'eu-west-1' };
    const [stack, other] = ['Shared', 'Other'].map((id) => new Stack(app, id, { env }));
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    new GatewayDomain(stack, 'Domain', { name: NAME, hostedZone });
    const domain = GatewayDomain.fromAttributes(other, 'Imported', { name: NAME });
    new DomainRoutingRule(other, 'Rule', { domain, stage: gatewayOf(other, 'Orders').stage, priority: 1 });
    expect(modeOf(stack)).toBe('ROUTING_RULE_ONLY');
    expect(propertiesOf(other, RULE).DomainNameArn).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:eu-west-1::/domainnames/api.example.com']] });
  });

  test('what was said', () => {
    const { stack, rule } = setUp(DomainRoutingMode.RULES_THEN_MAPPINGS);
    rule('All');
    expect(modeOf(stack)).toBe('ROUTING_RULE_THEN_BASE_PATH_MAPPING');
  });
});

describe('priorities', () => {
  test('may be tokens', () => {
    const { stack, rule } = setUp();
    rule('One', { priority: new CfnParameter(stack, 'Priority', { type: 'Number' }).valueAsNumber });
    rule('Other', { priority: 10 });
    expect(problemsOf(stack)).not.toThrow();
  });

  test('fail if they are equal, naming both', () => {
    const { rule } = setUp();
    rule('One');
    expect(() => rule('Other', { headers: { 'x-a': 'b' } })).toThrow("'priority' 10 of \"api.example.com\" is that of Shop/One already: give one of them another priority\n    at [Shop/Other]");
  });

  test.each([[0, '0'], [1_000_001, '1000001'], [1.5, '1.5'], ['1', '"1"'], [undefined, 'undefined']])('fail with %j', (priority, shown) => {
    expect(() => setUp().rule('One', { priority: priority as never })).toThrow(`'priority' must be a whole number from 1 to 1,000,000, got ${shown}`);
  });

  test('fail if a rule before takes every request', () => {
    const { stack, rule } = setUp();
    rule('Beta', { priority: 20, headers: { 'x-a': 'b' } });
    rule('All', { priority: 10 });
    expect(problemsOf(stack)).toThrow("the routing rule Shop/Beta with 'priority' 20 is never reached, since Shop/All with 10 takes every request: give that one the higher number, or other conditions");
  });

  test('fail if a rule before asks the same', () => {
    const { stack, rule } = setUp();
    rule('One', { headers: { 'x-a': 'b', 'x-c': 'd' }, basePath: 'orders' });
    rule('Other', { priority: 11, headers: { 'X-C': 'd', 'X-A': 'b' }, basePath: 'orders' });
    rule('Not the same', { priority: 12, headers: { 'x-a': 'B', 'x-c': 'd' }, basePath: 'orders' });
    expect(problemsOf(stack)).toThrow("the routing rule Shop/Other with 'priority' 11 is never reached, since Shop/One with 10 asks the same");
    expect(problemsOf(stack)).not.toThrow('Not the same');
  });
});

describe('headers', () => {
  test.each([['x-api-version', '2'], ['X-Tenant', 'acme*'], ['Host', 'a.example.com'], ['Accept', '*/json*'], ['x-any', '*']])('may be %s: %s', (name, value) => {
    expect(() => setUp().rule('One', { headers: { [name]: value } })).not.toThrow();
  });

  test.each<[object, string]>([
    [{}, "'headers' must name one or two headers, got 0: leave 'headers' out to look at none, or let the API tell requests apart"],
    [{ a: '1', b: '2', c: '3' }, "'headers' must name one or two headers, got 3"],
    [{ 'x-*': '1' }, "'headers' must have names of at most 39 letters, digits and -!#$%&'.^_`|~ without wildcards, got \"x-*\": write \"x-api-version\", for example"],
    [{ ['x'.repeat(40)]: '1' }, "'headers' must have names of at most 39 letters"],
    [{ Authorization: 'a' }, "'headers' must have none that API Gateway keeps from rules, got \"Authorization\": let callers send a header of your own, such as \"x-api-version\""],
    [{ 'x-amzn-trace-id': 'a' }, 'got "x-amzn-trace-id"'],
    [{ 'X-Forwarded-For': 'a' }, 'got "X-Forwarded-For"'],
    [{ 'x-a': 'a*b' }, "'headers[\"x-a\"]' must have \"*\" at its ends only, got \"a*b\": write \"*beta*\", for example"],
    [{ 'x-a': '' }, "'headers[\"x-a\"]' must be 1 to 127 printable ASCII characters without blanks, got \"\": write \"v2\", or \"*\" for any value"],
    [{ 'x-a': 'a b' }, 'got "a b"'],
    [{ 'x-a': 2 }, "'headers[\"x-a\"]' must be 1 to 127 printable ASCII characters without blanks, got 2"],
    [{ 'x-a': 'a'.repeat(128) }, "'headers[\"x-a\"]' must be 1 to 127"],
    [{ 'x-a': `*${'a'.repeat(40)}*` }, "'headers[\"x-a\"]' must have at most 39 characters between two \"*\", got 40"],
    [['x-a'], "'headers' must be values by name"],
  ])('fail with %j', (headers, message) => {
    expect(() => setUp().rule('One', { headers: headers as never })).toThrow(message);
  });
});

describe('bad input', () => {
  test.each<[object, string]>([
    [{ basePath: '/orders' }, "'basePath' must be letters, digits and $-_.+!*'() between single slashes, at most 127 characters, without a slash at its ends, got \"/orders\""],
    [{ basePath: 'a'.repeat(128) }, 'at most 127 characters'],
    [{ stripBasePath: true }, "'stripBasePath' goes with 'basePath', got none: set 'basePath', or leave 'stripBasePath' out"],
    [{ basePath: 'a', stripBasePath: 'yes' }, "'stripBasePath' must be true or false, got \"yes\""],
    [{ domain: 'api.example.com' }, "'domain' must be a GatewayDomain, or one of GatewayDomain.fromAttributes(…), got \"api.example.com\""],
    [{ stage: 'prod' }, "'stage' must be that of a REST API, got \"prod\": write 'gateway.stage' of a RestGateway; HTTP and WebSocket APIs have base paths on a domain"],
    [{ stage: undefined }, "'stage' must be that of a REST API, got undefined"],
    [{ path: 'orders' }, "DomainRoutingRule has no option 'path': write one of 'domain', 'stage',"],
  ])('fails with %j', (props, message) => {
    expect(() => setUp().rule('One', props)).toThrow(message);
  });

  test('fails with the stage of a HTTP API', () => {
    const { stack, rule } = setUp();
    expect(() => rule('One', { stage: new HttpGateway(stack, 'Http').stage as never })).toThrow("'stage' must be that of a REST API, got an instance of");
  });

  test('fails with the stage of a private API', () => {
    const { stack, rule } = setUp();
    const gateway = new RestGateway(stack, 'Private', { restApiProps: { endpointConfiguration: { types: [EndpointType.PRIVATE] } } });
    expect(() => rule('One', { stage: gateway.stage })).toThrow("'stage' must be that of a public API, got that of a private one, which a public domain does not reach: use a private domain");
  });

  test('fails on a domain that asks no rules', () => {
    expect(() => setUp(DomainRoutingMode.MAPPINGS_ONLY).rule('One')).toThrow("'domain' has 'routingMode: DomainRoutingMode.MAPPINGS_ONLY', which asks no rules: change the mode of the domain");
  });

  test('fails on a domain with a HTTP or a WebSocket API, whichever comes first', () => {
    const first = setUp();
    new HttpGateway(first.stack, 'Http', { domain: { shared: first.domain } });
    expect(() => first.rule('One')).toThrow('"api.example.com" cannot have routing rules and a HTTP or WebSocket API, got the rule Shop/One: define another domain for the API\n    at [Shop/Http]');
    const second = setUp();
    second.rule('One');
    expect(() => new WebSocketGateway(second.stack, 'Chat', { domain: { shared: second.domain } })).toThrow('"api.example.com" cannot have routing rules and a HTTP or WebSocket API, got the rule Shop/One: define another domain for the API\n    at [Shop/Chat]');
  });
});
