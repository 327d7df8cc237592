import { CfnRestApi, CfnStage, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { mixins, RestGateway, RestLayout, StandardWebAcl, WebAcl, WebAclRateLimit, WebAclScope } from '../../lib';
import { propertiesOf, templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const WEB_ACL = 'AWS::WAFv2::WebACL';
const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const ENV = { account: '111122223333', region: 'eu-west-1' };
const REGIONAL_ARN = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/a1b2c3d4';
const GLOBAL_ARN = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/a1b2c3d4';

function legacy(stack = testStack()): RestApi {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  return api;
}

const apply = (stage: { with: (mixin: mixins.StageWebAcl) => unknown }, webAcl?: WebAcl) => stage.with(new mixins.StageWebAcl({ webAcl }));

test('a stage of the L2 gets a web ACL, by an ARN without an account that waits for the stage', () => {
  const api = legacy();
  apply(api.deploymentStage);
  const { ResourceArn, WebACLArn } = propertiesOf(api, ASSOCIATION);
  const stage = Object.keys(templateOf(api).findResources('AWS::ApiGateway::Stage'))[0];
  const restApi = Object.keys(templateOf(api).findResources('AWS::ApiGateway::RestApi'))[0];
  expect(ResourceArn).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/restapis/', { Ref: restApi }, '/stages/', { Ref: stage }]] });
  expect(WebACLArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^LegacyWebAcl/), 'Arn'] });
});

test('an L1 gets one, too', () => {
  const stack = testStack();
  const api = new CfnRestApi(stack, 'Api', { name: 'orders' });
  const stage = new CfnStage(stack, 'Stage', { restApiId: api.ref, stageName: 'prod' });
  stage.with(new mixins.StageWebAcl());
  new CfnStage(stack, 'Imported', { restApiId: 'abc123', stageName: 'prod' }).with(new mixins.StageWebAcl());
  templateOf(stack).resourceCountIs(WEB_ACL, 2);
  templateOf(stack).resourceCountIs(ASSOCIATION, 2);
});

test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a gateway with layout %s has one for all its stages', (layout) => {
  const { gateway, stack } = testGateway({ webAcl: WebAcl.standard(), layout });
  gateway.addStage('beta');
  templateOf(stack).resourceCountIs(WEB_ACL, 1);
  templateOf(stack).resourceCountIs(ASSOCIATION, 2);
  const associations = Object.values(templateOf(stack).findResources(ASSOCIATION));
  expect(new Set(associations.map(({ Properties }) => JSON.stringify(Properties.ResourceArn))).size).toBe(2);
});

test('a further stage may have another, or none', () => {
  const { gateway, stack } = testGateway({ webAcl: WebAcl.standard() });
  gateway.addStage('beta', { webAcl: WebAcl.standard({ rateLimit: WebAclRateLimit.none() }) });
  gateway.addStage('internal', { webAcl: WebAcl.none() });
  templateOf(stack).resourceCountIs(WEB_ACL, 2);
  templateOf(stack).resourceCountIs(ASSOCIATION, 2);
});

test('a gateway without a word has none', () => {
  templateOf(testGateway().stack).resourceCountIs(ASSOCIATION, 0);
});

test('two gateways with one instance have one each', () => {
  const stack = testStack();
  const webAcl = WebAcl.standard();
  for (const id of ['Orders', 'Invoices']) new RestGateway(stack, id, { webAcl }).addRoutes({ path: '/x', integration: new MockIntegration() });
  templateOf(stack).resourceCountIs(WEB_ACL, 2);
});

test('an ARN, a construct of the library and an L1 are taken', () => {
  const stack = testStack('Shop', { env: ENV });
  const own = new CfnWebACL(stack, 'Own', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: { metricName: 'x', cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false } });
  const token = new CfnParameter(stack, 'WebAclArn').valueAsString;
  const given = [WebAcl.fromArn(REGIONAL_ARN), WebAcl.fromArn(token), WebAcl.fromWebAcl(new StandardWebAcl(stack, 'Standard')), WebAcl.fromWebAcl(own)];
  given.forEach((webAcl, index) => new RestGateway(stack, `Api${index}`, { webAcl }).addRoutes({ path: '/x', integration: new MockIntegration() }));
  const arns = Object.values(templateOf(stack).findResources(ASSOCIATION)).map(({ Properties }) => Properties.WebACLArn);
  expect(arns).toEqual([REGIONAL_ARN, { Ref: 'WebAclArn' }, { 'Fn::GetAtt': [expect.stringMatching(/^Standard/), 'Arn'] }, { 'Fn::GetAtt': ['Own', 'Arn'] }]);
});

test('one of another stack of the Region is taken', () => {
  const app = new App({ treeMetadata: false });
  const webAcl = new StandardWebAcl(new Stack(app, 'Security', { env: ENV }), 'WebAcl');
  const { stack } = testGateway({ webAcl: WebAcl.fromWebAcl(webAcl) }, new Stack(app, 'Shop', { env: ENV }));
  expect(propertiesOf(stack, ASSOCIATION).WebACLArn).toEqual({ 'Fn::ImportValue': expect.stringContaining('Security') });
});

test('it touches nothing of the stage', () => {
  const plain = templateOf(testGateway().stack).findResources('AWS::ApiGateway::Stage');
  expect(templateOf(testGateway({ webAcl: WebAcl.standard() }).stack).findResources('AWS::ApiGateway::Stage')).toEqual(plain);
});

test('fails if it is applied twice', () => {
  const { stage } = testGateway({ webAcl: WebAcl.standard() }).gateway;
  expect(() => apply(stage)).toThrow('the stage has a web ACL by a mixin or its gateway already: apply the mixin once');
});

test.each([
  ['HTTP', () => new HttpStage(testStack(), 'Stage', { httpApi: new HttpApi(testStack(), 'Api'), autoDeploy: true })],
  ['WebSocket', () => new WebSocketStage(testStack(), 'Stage', { webSocketApi: new WebSocketApi(testStack(), 'Api'), stageName: 'prod' })],
])('fails on a stage of a %s API', (_type, define) => {
  expect(() => apply(define() as never)).toThrow('web ACLs are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs: leave the mixin out, and put an ApiDistribution with a web ACL in front');
});

test('fails on gateways of HTTP and WebSocket APIs, with what to do instead', () => {
  const webAcl = WebAcl.standard();
  expect(() => testHttpGateway({ webAcl } as never)).toThrow("'webAcl' is not offered by API Gateway for HTTP APIs: leave it out, or use a RestGateway, or put an ApiDistribution with a web ACL in front");
  expect(() => testWebSocketGateway({ webAcl } as never)).toThrow("'webAcl' is not offered by API Gateway for WebSocket APIs: leave it out, or put an ApiDistribution with a web ACL in front");
  expect(() => testHttpGateway().gateway.addStage('beta', { webAcl } as never)).toThrow("'webAcl' is not offered by API Gateway for HTTP APIs");
});

test.each<[string, () => WebAcl, string]>([
  ['a global ARN', () => WebAcl.fromArn(GLOBAL_ARN), `'webAcl' of a stage must be a regional one, got "${GLOBAL_ARN}", which is for distributions`],
  ['an ARN of another Region', () => WebAcl.fromArn(REGIONAL_ARN.replace('eu-west-1', 'eu-central-1')), "'webAcl' of a stage must be of its Region, eu-west-1, got one of eu-central-1: define one there"],
  ['a construct of the scope CLOUDFRONT', () => WebAcl.fromWebAcl(new StandardWebAcl(new Stack(new App(), 'Edge'), 'Global', { scope: WebAclScope.CLOUDFRONT })), "'webAcl' of a stage must have the scope REGIONAL, got [Edge/Global], which is for distributions"],
  ['a construct of another Region', () => WebAcl.fromWebAcl(new StandardWebAcl(new Stack(new App(), 'There', { env: { ...ENV, region: 'eu-central-1' } }), 'WebAcl')), "'webAcl' of a stage must be of its Region, eu-west-1, got one of eu-central-1"],
  ['text that is no ARN', () => WebAcl.fromArn('shop'), "'webAclArn' must be the ARN of a web ACL of WAFv2, got \"shop\""],
  ['the ARN of WAF Classic', () => WebAcl.fromArn('arn:aws:waf-regional:eu-west-1:111122223333:webacl/a1'), "'webAclArn' must be the ARN of a web ACL of WAFv2"],
  ['null', () => WebAcl.fromWebAcl(null as never), "'webAcl' must be a StandardWebAcl, or a CfnWebACL of aws-cdk-lib/aws-wafv2, got null"],
  ['a misspelt option', () => WebAcl.standard({ originSecrets: 1 } as never), "WebAcl.standard has no option 'originSecrets'"],
  ['a scope', () => WebAcl.standard({ scope: 'REGIONAL' } as never), "WebAcl.standard has no option 'scope'"],
  ['text', () => 'standard' as never, "'webAcl' must be WebAcl.standard(), WebAcl.fromArn(\"…\"), WebAcl.fromWebAcl(webAcl) or WebAcl.none(), got \"standard\""],
])('fails with %s', (_what, webAcl, message) => {
  expect(() => testGateway({ webAcl: webAcl() }, testStack('Shop', { env: ENV }))).toThrow(message);
});

test('fails with text for the mixin, and with a misspelt prop of it', () => {
  expect(() => new mixins.StageWebAcl({ webAcl: 'x' as never })).toThrow("'webAcl' must be WebAcl.standard(),");
  expect(() => new mixins.StageWebAcl({ acl: 'x' } as never)).toThrow("StageWebAcl has no option 'acl'");
});
