import { Match } from 'aws-cdk-lib/assertions';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, DomainName, HttpApi, HttpMethod, HttpNoneAuthorizer, IpAddressType, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AlarmSet, HttpGateway, HttpGatewayProps, HttpRouteAuthorizer } from '../../lib';
import { propertiesOf, templateOf, testFunction, testHttpGateway, testStack } from '../helpers';

const API = 'AWS::ApiGatewayV2::Api';
const STAGE = 'AWS::ApiGatewayV2::Stage';
const ROUTE = 'AWS::ApiGatewayV2::Route';

describe('without a word, a gateway', () => {
  const { stack, gateway } = testHttpGateway();
  const template = templateOf(stack);

  test('is called like its id, and has its own endpoint', () => {
    expect(propertiesOf(stack, API)).toEqual({ Name: 'OrdersApi', ProtocolType: 'HTTP', DisableExecuteApiEndpoint: false });
  });

  test('asks IAM', () => {
    expect(propertiesOf(stack, ROUTE)).toMatchObject({ RouteKey: 'GET /orders', AuthorizationType: 'AWS_IAM' });
  });

  test('has a stage that deploys itself, with limits in the shape of CloudFormation', () => {
    expect(propertiesOf(stack, STAGE)).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { DetailedMetricsEnabled: false, ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 },
    });
  });

  test('writes an access log, for which the account needs no role', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 90, LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/apis/', stack.resolve(gateway.api.apiId), '/.default']] } },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(template.findResources('Custom::ApiGatewayAccountLogging')).toEqual({});
    expect(Object.keys(JSON.parse(propertiesOf(stack, STAGE).AccessLogSettings.Format))).toContain('routeKey');
  });

  test('has the alarms of a HTTP API', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });

  test('says nothing of what a HTTP API does not have', () => {
    expect(JSON.stringify(propertiesOf(stack, STAGE))).not.toMatch(/LoggingLevel|DataTrace|Cache|Canary|Tracing/);
  });

  test('has outputs only if they are asked for', () => {
    expect(template.findOutputs('*')).toEqual({});
  });
});

test('what the L2 has is there: the API, its default stage, its URL', () => {
  const { gateway } = testHttpGateway();
  expect(gateway.api).toBeInstanceOf(HttpApi);
  expect(gateway.api.defaultStage).toBe(gateway.stage);
  expect(gateway.api.url).toBe(gateway.url);
  expect(gateway.apiRef).toEqual({ apiId: gateway.api.apiId });
  expect(gateway.env).toEqual(gateway.api.env);
  expect(HttpGateway.isHttpGateway(gateway)).toBe(true);
  expect([gateway.api, undefined, null, 1].some((other) => HttpGateway.isHttpGateway(other))).toBe(false);
});

test.each([
  [undefined, ['/']],
  ['live', ['/live/']],
])('the URL of the stage %s ends in "/"', (stageName, end) => {
  const { stack, gateway } = testHttpGateway({ stageName });
  const text = stack.resolve(gateway.url)['Fn::Join'][1];
  expect(text.slice(-1)).toEqual(end);
});

test('names, description, addresses, endpoint and outputs are chosen', () => {
  const { stack } = testHttpGateway({ apiName: 'orders', description: 'Orders', ipAddressType: IpAddressType.DUAL_STACK, disableExecuteApiEndpoint: true, stageName: 'live', outputs: true });
  expect(propertiesOf(stack, API)).toMatchObject({ Name: 'orders', Description: 'Orders', IpAddressType: 'dualstack', DisableExecuteApiEndpoint: true });
  expect(propertiesOf(stack, STAGE)).toMatchObject({ StageName: 'live', AutoDeploy: true });
  templateOf(stack).hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/live'])] } });
  expect(Object.values(templateOf(stack).findOutputs('*')).map(({ Description }) => Description)).toEqual(['URL of the API orders', 'Id of the API orders']);
});

describe('authorizers', () => {
  const define = (stack: Stack) => ({
    CUSTOM: new HttpLambdaAuthorizer('Lambda', testFunction(stack, 'Authorizer')),
    JWT: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['shop'] }),
    UserPool: new HttpUserPoolAuthorizer('Pool', new UserPool(stack, 'Users')),
    AWS_IAM: new HttpIamAuthorizer(),
    NONE: new HttpNoneAuthorizer(),
  });

  test.each(['CUSTOM', 'JWT', 'UserPool', 'AWS_IAM', 'NONE'] as const)('of the L2 are taken for a gateway, a route, and a route of the L2: %s', (name) => {
    const expected = { AuthorizationType: name === 'UserPool' ? 'JWT' : name };
    for (const where of ['gateway', 'route'] as const) {
      const stack = testStack();
      const authorizer = define(stack)[name];
      const gateway = new HttpGateway(stack, 'Api', where === 'gateway' ? { authorizer } : {});
      gateway.addRoutes({ path: '/', handler: testFunction(stack), authorizer: where === 'route' ? authorizer : undefined });
      gateway.api.addRoutes({ path: '/l2', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('L2', 'https://example.com') });
      const template = templateOf(stack);
      template.hasResourceProperties(ROUTE, { RouteKey: 'ANY /', ...expected });
      template.hasResourceProperties(ROUTE, { RouteKey: 'GET /l2', AuthorizationType: where === 'gateway' ? expected.AuthorizationType : 'AWS_IAM' });
    }
  });

  test('of a route win over the gateway', () => {
    const { stack, gateway, handler } = testHttpGateway({ authorizer: HttpRouteAuthorizer.none() });
    gateway.addRoutes({ path: '/closed', handler, authorizer: HttpRouteAuthorizer.iam() });
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'GET /orders', AuthorizationType: 'NONE' });
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'ANY /closed', AuthorizationType: 'AWS_IAM' });
  });

  test('are asked by the default route of the L2, too', () => {
    const stack = testStack();
    new HttpGateway(stack, 'Api', { httpApiProps: { defaultIntegration: new HttpUrlIntegration('All', 'https://example.com') } });
    expect(propertiesOf(stack, ROUTE)).toMatchObject({ RouteKey: '$default', AuthorizationType: 'AWS_IAM' });
  });

  test("the API's default scopes are asked of routes with access tokens only", () => {
    const stack = testStack();
    const authorizer = define(stack).JWT;
    const gateway = new HttpGateway(stack, 'Api', { authorizer, httpApiProps: { defaultAuthorizationScopes: ['orders'] } });
    gateway.addRoutes({ path: '/closed', handler: testFunction(stack) });
    gateway.addRoutes({ path: '/open', handler: testFunction(stack, 'Open'), authorizer: HttpRouteAuthorizer.none() });
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'ANY /closed', AuthorizationScopes: ['orders'] });
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'ANY /open', AuthorizationScopes: Match.absent() });
  });
});

describe('CORS', () => {
  test('allows the methods of the routes, and the headers of a REST API, where the L2 would allow none', () => {
    const { stack, gateway, handler } = testHttpGateway({ cors: { allowOrigins: ['https://shop.example.com'], allowCredentials: true } });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.PUT], handler });
    expect(propertiesOf(stack, API).CorsConfiguration).toEqual({
      AllowOrigins: ['https://shop.example.com'],
      AllowCredentials: true,
      AllowMethods: ['GET', 'PUT'],
      AllowHeaders: ['Content-Type', 'X-Amz-Date', 'Authorization', 'X-Api-Key', 'X-Amz-Security-Token', 'X-Amz-User-Agent'],
    });
  });

  test('allows every method if a route takes every method', () => {
    const { stack, gateway, handler } = testHttpGateway({ cors: { allowOrigins: ['*'] } });
    gateway.addRoutes({ path: '/open', methods: [HttpMethod.ANY], handler, authorizer: HttpRouteAuthorizer.none() });
    expect(propertiesOf(stack, API).CorsConfiguration.AllowMethods.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
  });

  test('leaves preflight requests of a route of all methods to API Gateway', () => {
    const { stack, gateway, handler } = testHttpGateway({ cors: { allowOrigins: ['*'] } });
    gateway.addRoutes({ path: '/all', handler });
    const keys = Object.values(templateOf(stack).findResources(ROUTE)).map(({ Properties }) => Properties.RouteKey).filter((key) => key.endsWith('/all'));
    expect(keys.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].map((method) => `${method} /all`));
  });

  test('is as it is said, here or for the L2', () => {
    const rest = { allowOrigins: ['https://*'], allowHeaders: ['x-tenant'], exposeHeaders: ['x-request'], maxAge: Duration.hours(1) };
    const ofL2 = { ...rest, allowMethods: [CorsHttpMethod.GET] };
    for (const props of [{ cors: { ...rest, allowMethods: [HttpMethod.GET] } }, { httpApiProps: { corsPreflight: ofL2 } }]) {
      expect(propertiesOf(testHttpGateway(props).stack, API).CorsConfiguration).toEqual({ AllowOrigins: ['https://*'], AllowMethods: ['GET'], AllowHeaders: ['x-tenant'], ExposeHeaders: ['x-request'], MaxAge: 3600 });
    }
  });

  test.each([
    [{ allowOrigins: [] }, "'cors.allowOrigins' must not be empty"],
    [{ allowOrigins: ['https://shop.example.com/'] }, '\'cors.allowOrigins\' must be "*" or origins as browsers send them, without a path, got "https://shop.example.com/"'],
    [{ allowOrigins: ['*'], allowCredentials: true }, "'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true"],
    [{ allowOrigins: ['*'], maxAge: Duration.days(2) }, "'cors.maxAge' must be whole seconds, and at most 86400, got 172800"],
    [{ allowOrigins: ['*'], maxAge: Duration.millis(1500) }, "'cors.maxAge' must be whole seconds, and at most 86400, got 1.5"],
    [{ allowOrigins: ['*'], maxAge: 5 }, "'cors.maxAge' must be a Duration, such as Duration.hours(1), got 5"],
    [{ allowOrigins: ['*'], allowMethods: 'GET' }, "'cors.allowMethods' must be a list, such as [HttpMethod.GET], got \"GET\""],
    [{ allowOrigins: ['https://a.example.com'], allowHeaders: ['*'], allowCredentials: true }, "'cors.allowHeaders' must be named when 'cors.allowCredentials' is true, got \"*\""],
  ])('fails: %j', (cors, message) => {
    expect(() => testHttpGateway({ cors: cors as never })).toThrow(message);
  });

  test.each([
    ['/orders', [HttpMethod.ANY], /the route "ANY \/orders" at \[.*\] takes preflight requests, too, and refuses them, since browsers send them without authorization: name its methods, without OPTIONS/],
    ['/orders', [HttpMethod.OPTIONS], /the route "OPTIONS \/orders" at \[.*\] takes preflight requests, too/],
    ['$default', undefined, /the route "\$default" at \[.*\] takes preflight requests, too, and refuses them, since browsers send them without authorization: add a route { path: '\/{proxy\+}', methods: \[HttpMethod.OPTIONS\], handler/],
  ])('fails on a closed route that takes preflight requests: %s %s', (path, methods, message) => {
    const synthesize = (props: HttpGatewayProps, authorizer?: HttpRouteAuthorizer) => () => {
      const stack = testStack();
      new HttpGateway(stack, 'Api', props).addRoutes({ path, methods, handler: testFunction(stack), authorizer });
      return templateOf(stack);
    };
    const cors = { allowOrigins: ['*'] };
    expect(synthesize({ cors })).toThrow(message);
    expect(synthesize({ cors }, HttpRouteAuthorizer.none())).not.toThrow();
    expect(synthesize({})).not.toThrow();
  });
});

describe('the stage', () => {
  test('takes limits here or as the L2 has them, each on its own', () => {
    const limits = (props: HttpGatewayProps) => propertiesOf(testHttpGateway(props).stack, STAGE).DefaultRouteSettings;
    expect(limits({ throttle: { rateLimit: 7 } })).toMatchObject({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 500 });
    const given = limits({ httpStageProps: { throttle: { burstLimit: 9 }, detailedMetricsEnabled: true } });
    expect(given).toEqual({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 9, DetailedMetricsEnabled: true });
  });

  test("has what else the L2's stage takes", () => {
    const { stack, gateway } = testHttpGateway({ httpStageProps: { stageVariables: { table: 'orders' }, description: 'Live' } });
    gateway.stage.addStageVariable('more', 'yes');
    expect(propertiesOf(stack, STAGE)).toMatchObject({ StageVariables: { table: 'orders', more: 'yes' }, Description: 'Live', AutoDeploy: true });
  });

  test('has the access log of the L2 if that is given', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Mine');
    testHttpGateway({ httpStageProps: { accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: AccessLogFormat.custom('$context.requestId') } } }, stack);
    expect(propertiesOf(stack, STAGE).AccessLogSettings.Format).toBe('$context.requestId');
    templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test.each(['httpApiProps', 'httpStageProps'])('has the domain that %s maps to it', (where) => {
    const stack = testStack();
    const domainName = new DomainName(stack, 'Domain', { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/a') });
    const { gateway } = testHttpGateway({ stageName: 'live', [where]: where === 'httpApiProps' ? { defaultDomainMapping: { domainName, mappingKey: 'v1' } } : { domainMapping: { domainName, mappingKey: 'v1' } } }, stack);
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { ApiMappingKey: 'v1', Stage: 'live' });
    expect(gateway.stage.domainUrl).toContain('/v1');
  });

  test('takes a token for its name', () => {
    const stack = testStack();
    const { valueAsString } = new CfnParameter(stack, 'StageName');
    testHttpGateway({ stageName: valueAsString }, stack);
    expect(propertiesOf(stack, STAGE).StageName).toEqual({ Ref: 'StageName' });
  });
});

describe('alarms', () => {
  test('are there, and the topic is told', () => {
    const { stack, gateway } = testHttpGateway({ alertEmails: ['oncall@example.com'], alarms: AlarmSet.standard({ latency: { percentile: 90 } }) });
    expect(gateway.alarms.serverErrorRate.alarmArn).toBeDefined();
    templateOf(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: Match.stringLikeRegexp('The p90 latency of OrdersApi \\(stage \\$default\\)'), AlarmActions: Match.anyValue() });
  });

  test('are none if it is said so', () => {
    const { stack, gateway } = testHttpGateway({ alarms: AlarmSet.none() });
    templateOf(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(() => gateway.alarms).toThrow("'alarms' are none: leave out 'alarms: AlarmSet.none()', or use 'HttpApiAlarms.fromStage'\n    at [Shop/OrdersApi]");
  });
});

describe('fails', () => {
  const stream: any = { deliveryStreamRef: { deliveryStreamArn: 'arn', deliveryStreamName: 'amazon-apigateway-x' }, node: { defaultChild: undefined } };

  test.each<[object, string]>([
    [{ stageName: 'a b' }, "'stageName' must be 1 to 128 letters, digits, hyphens and underscores, or \"$default\", got \"a b\""],
    [{ apiName: '' }, "'apiName' must be 1 to 128 characters, got \"\""],
    [{ apiName: 'x'.repeat(129) }, "'apiName' must be 1 to 128 characters"],
    [{ alertTopic: 'arn' }, "'alertTopic' must be a topic of aws-cdk-lib/aws-sns, got \"arn\""],
    [{ throttle: { rateLimit: 0 } }, "'throttle.rateLimit' must be above 0 requests per second, got 0"],
    [{ throttle: 5 }, "'throttle' must be limits, such as { rateLimit: 100, burstLimit: 200 }, got 5"],
    [{ authorizer: 'AWS_IAM' }, "'authorizer' must be HttpRouteAuthorizer.iam(), for example"],
    [{ cors: true }, "'cors' must be options"],
    [{ alarms: [] }, "'alarms' must be AlarmSet.standard() or AlarmSet.none(), got []"],
    [{ accessLogs: AccessLogs.firehose(stream) }, "'accessLogs' must not go to Firehose, which API Gateway offers for REST APIs only"],
    [{ alarms: AlarmSet.none(), alertEmails: ['a@example.com'] }, "'alertEmails' has nothing to tell with 'alarms: AlarmSet.none()'"],
    [{ httpApiProps: { createDefaultStage: false } }, "'httpApiProps.createDefaultStage' must not be false"],
    [{ httpStageProps: { autoDeploy: false } }, "'httpStageProps.autoDeploy' must not be false, since the stage would serve nothing"],
    [{ apiName: 'a', httpApiProps: { apiName: 'b' } }, "set either 'apiName' or 'httpApiProps.apiName', got both"],
    [{ description: 'a', httpApiProps: { description: 'b' } }, "set either 'description' or 'httpApiProps.description', got both"],
    [{ ipAddressType: 'ipv4', httpApiProps: { ipAddressType: 'ipv4' } }, "set either 'ipAddressType' or 'httpApiProps.ipAddressType', got both"],
    [{ disableExecuteApiEndpoint: false, httpApiProps: { disableExecuteApiEndpoint: true } }, "set either 'disableExecuteApiEndpoint' or 'httpApiProps.disableExecuteApiEndpoint', got both"],
    [{ authorizer: HttpRouteAuthorizer.iam(), httpApiProps: { defaultAuthorizer: HttpRouteAuthorizer.none() } }, "set either 'authorizer' or 'httpApiProps.defaultAuthorizer', got both"],
    [{ cors: { allowOrigins: ['*'] }, httpApiProps: { corsPreflight: {} } }, "set either 'cors' or 'httpApiProps.corsPreflight', got both"],
    [{ stageName: 'a', httpStageProps: { stageName: 'b' } }, "set either 'stageName' or 'httpStageProps.stageName', got both"],
    [{ throttle: {}, httpStageProps: { throttle: {} } }, "set either 'throttle' or 'httpStageProps.throttle', got both"],
    [{ accessLogs: AccessLogs.none(), httpStageProps: { accessLogSettings: {} } }, "set either 'accessLogs' or 'httpStageProps.accessLogSettings', got both"],
    ...['cache', 'canary', 'release', 'webAcl', 'policy', 'endpoint', 'tracing', 'executionLogs', 'accountLogging', 'apiKeySourceType', 'binaryMediaTypes', 'minCompressionSize'].map(
      (prop): [object, string] => [{ [prop]: {} }, `'${prop}' is not offered by API Gateway for HTTP APIs: `]),
  ])('%#: %s', (props, message) => {
    expect(() => new HttpGateway(testStack(), 'Api', props as HttpGatewayProps)).toThrow(message);
    expect(() => new HttpGateway(testStack(), 'Api', props as HttpGatewayProps)).toThrow(/\n {4}at \[Shop\/Api/);
  });
});

test('a cache, a canary and a web ACL do not compile', () => {
  const define = (props: HttpGatewayProps) => () => new HttpGateway(testStack(), 'Api', props);
  // @ts-expect-error a HTTP API has no cache
  expect(define({ cache: {} })).toThrow('use a RestGateway');
  // @ts-expect-error a HTTP API has no canary
  expect(define({ canary: {} })).toThrow('use a RestGateway');
  // @ts-expect-error a HTTP API has no web ACL
  expect(define({ webAcl: 'arn' })).toThrow('put an ApiDistribution with a web ACL in front');
});

test('a handler may have the URL of its own API: what the API refers to does not need it', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const { gateway, handler } = testHttpGateway({}, stack);
  handler.addEnvironment('API_URL', gateway.url);
  expect(() => templateOf(stack)).not.toThrow();
});

