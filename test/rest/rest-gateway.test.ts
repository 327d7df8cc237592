import { Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Alias, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, CfnParameter, Size, Stack, Token } from 'aws-cdk-lib/core';
import { AccessLogs, AccountLogging, AlarmSet, RestEndpoint, RestGateway, RestGatewayProps, RestLayout, RouteAuthorizer } from '../../lib';
import { methodsOf, propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

/** How each route is authorized. */
const authorizationsOf = (stack: Stack) =>
  Object.fromEntries(Object.entries(methodsOf(stack)).map(([route, { authorization }]) => [route, authorization]));

describe('a gateway without props', () => {
  const { stack, gateway } = testGateway();
  const template = templateOf(stack);

  test('is regional, answers TLS 1.2 and above, and is called like its construct', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Name: 'OrdersApi',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'TLS_1_2',
      DisableExecuteApiEndpoint: false,
      ApiKeySourceType: 'HEADER',
    });
  });

  test('asks IAM about every call', () => {
    expect(methodsOf(stack)['GET /orders'].authorization).toBe('AWS_IAM');
  });

  test('asks IAM about routes that are added to the L2 directly', () => {
    const { gateway: other } = testGateway();
    other.api.root.addMethod('PUT', new apigateway.MockIntegration());
    expect(methodsOf(other)['PUT /'].authorization).toBe('AWS_IAM');
  });

  test('has a stage "prod" that is traced, throttled, logged without data, and says what is off', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'prod',
      TracingEnabled: true,
      CacheClusterEnabled: false,
      MethodSettings: [{
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 1000,
        ThrottlingBurstLimit: 500,
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
        MetricsEnabled: false,
        CachingEnabled: false,
      }],
      AccessLogSetting: { Format: Match.stringLikeRegexp('requestId') },
    });
  });

  test('keeps its logs for three months', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', Match.objectLike({ RetentionInDays: Match.anyValue() }));
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 90 }, 2);
  });

  test('has two alarms, of which nobody is told', () => {
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() }, 2);
    template.resourceCountIs('AWS::SNS::Topic', 0);
  });

  test('sets the role for logs of an account that has none, and the stage waits for it', () => {
    template.resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^EnsuredAccountLogging')]) });
  });

  test('defines the output of the L2 and no other', () => {
    expect(Object.keys(template.toJSON().Outputs)).toEqual([expect.stringMatching(/^OrdersApiEndpoint/)]);
  });

  test('gives the L2, the stage, the URL, a reference and the environment', () => {
    expect(gateway.api).toBeInstanceOf(apigateway.RestApi);
    expect(gateway.stage).toBe(gateway.api.deploymentStage);
    expect(stack.resolve(gateway.url)).toEqual(stack.resolve(gateway.api.url));
    expect(stack.resolve(gateway.restApiRef.restApiId)).toEqual(stack.resolve(gateway.api.restApiId));
    expect(gateway.env).toBe(gateway.api.env);
    expect(gateway.alarms.serverErrorRate.node.path).toBe('Shop/OrdersApi/#Alarms/ServerErrorRate');
  });
});

test('a gateway is recognised', () => {
  const { gateway } = testGateway();
  expect(RestGateway.isRestGateway(gateway)).toBe(true);
  expect([gateway.api, undefined, null, 'gateway'].map((other) => RestGateway.isRestGateway(other))).toEqual([false, false, false, false]);
});

test('what the L2 can do is passed on', () => {
  const { stack } = testGateway({
    restApiName: 'orders',
    description: 'Orders of the web shop',
    endpoint: RestEndpoint.edge(),
    ipAddressType: apigateway.IpAddressType.DUAL_STACK,
    disableExecuteApiEndpoint: true,
    binaryMediaTypes: ['image/png'],
    minCompressionSize: Size.kibibytes(1),
  });
  templateOf(stack).hasResourceProperties('AWS::ApiGateway::RestApi', {
    Name: 'orders',
    Description: 'Orders of the web shop',
    EndpointConfiguration: { Types: ['EDGE'], IpAddressType: 'dualstack' },
    DisableExecuteApiEndpoint: true,
    BinaryMediaTypes: ['image/png'],
    MinimumCompressionSize: 1024,
  });
});

test('a TLS policy is set on the API', () => {
  const securityPolicy = apigateway.SecurityPolicy.TLS13_1_3_2025_09;
  const { stack } = testGateway({ securityPolicy, endpointAccessMode: apigateway.EndpointAccessMode.BASIC });
  templateOf(stack).hasResourceProperties('AWS::ApiGateway::RestApi', { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'BASIC' });
});

test('the stage follows its props', () => {
  const { stack } = testGateway({
    stageName: 'v1',
    throttle: { rateLimit: 10, burstLimit: 20 },
    tracing: false,
    accessLogs: AccessLogs.none(),
    executionLogs: { level: apigateway.MethodLoggingLevel.INFO, dataTrace: true, dataTraceAcknowledged: true },
  });
  templateOf(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
    StageName: 'v1',
    TracingEnabled: false,
    AccessLogSetting: Match.absent(),
    MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20, LoggingLevel: 'INFO', DataTraceEnabled: true })],
  });
});

test('a stage without logs needs no role', () => {
  const { stack } = testGateway({ accessLogs: AccessLogs.none(), executionLogs: { level: apigateway.MethodLoggingLevel.OFF } });
  templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 0);
  templateOf(stack).resourceCountIs('AWS::IAM::Role', 1); // the function's
});

test('two gateways of a stack share the role for logs', () => {
  const stack = testStack();
  testGateway(undefined, stack);
  const other = new RestGateway(stack, 'Other');
  other.addRoutes({ path: '/', integration: new apigateway.MockIntegration() });
  const template = templateOf(stack);
  template.resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
  template.resourceCountIs('AWS::Lambda::Function', 2);
});

test('the L2 may manage the role for logs', () => {
  const { stack } = testGateway({ restApiProps: { cloudWatchRole: true } });
  templateOf(stack).resourceCountIs('AWS::ApiGateway::Account', 1);
  templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 0);
});

test('a route is opened by RouteAuthorizer.none()', () => {
  const { stack, gateway } = testGateway();
  gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration(), authorizer: RouteAuthorizer.none() });
  expect(authorizationsOf(stack)).toEqual({ 'GET /orders': 'AWS_IAM', 'GET /health': 'NONE' });
});

test('an authorizer of the gateway holds for the routes that name none, and IAM for those that name it', () => {
  const { stack, gateway } = testGateway({ authorizer: RouteAuthorizer.none() });
  gateway.addRoutes({ path: '/admin', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration(), authorizer: RouteAuthorizer.iam() });
  expect(authorizationsOf(stack)).toEqual({ 'GET /orders': 'NONE', 'GET /admin': 'AWS_IAM' });
});

test('CORS answers preflights without authorization', () => {
  const { stack } = testGateway({ cors: { allowOrigins: ['https://shop.example.com'] } });
  expect(authorizationsOf(stack)).toEqual({ 'OPTIONS /': 'NONE', 'GET /orders': 'AWS_IAM', 'OPTIONS /orders': 'NONE' });
  expect(methodsOf(stack)['OPTIONS /orders'].apiKeyRequired).toBe(false);
});

test('outputs on request', () => {
  const { stack } = testGateway({ outputs: true });
  const outputs = templateOf(stack).toJSON().Outputs;
  expect(Object.keys(outputs)).toEqual([expect.stringMatching(/^OrdersApiEndpoint/), expect.stringMatching(/^OrdersApiUrl/), expect.stringMatching(/^OrdersApiApiId/)]);
});

test('no alarms on request', () => {
  const { stack, gateway } = testGateway({ alarms: AlarmSet.none() });
  templateOf(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  expect(() => gateway.alarms).toThrow("'alarms' are none: leave out 'alarms: AlarmSet.none()', or use 'RestApiAlarms.fromStage'\n    at [Shop/OrdersApi]");
});

describe('restApiProps', () => {
  test('win over the defaults', () => {
    const { stack } = testGateway({
      restApiProps: {
        restApiName: 'mine',
        endpointTypes: [apigateway.EndpointType.EDGE],
        apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER,
        disableExecuteApiEndpoint: true,
        retainDeployments: true,
        defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.NONE },
        deployOptions: {
          stageName: 'beta',
          tracingEnabled: false,
          throttlingRateLimit: 7,
          loggingLevel: apigateway.MethodLoggingLevel.INFO,
          metricsEnabled: true,
          variables: { table: 'orders' },
        },
      },
    });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'mine', EndpointConfiguration: { Types: ['EDGE'] }, ApiKeySourceType: 'AUTHORIZER', DisableExecuteApiEndpoint: true });
    expect(methodsOf(stack)['GET /orders']).toMatchObject({ authorization: 'NONE', apiKeyRequired: false });
    template.hasResource('AWS::ApiGateway::Deployment', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'beta',
      TracingEnabled: false,
      Variables: { table: 'orders' },
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 500, LoggingLevel: 'INFO', MetricsEnabled: true })],
    });
  });

  test('win over the defaults of methods: all ask for a key', () => {
    const defaultMethodOptions = { authorizationType: apigateway.AuthorizationType.NONE, apiKeyRequired: true };
    const { stack } = testGateway({ restApiProps: { defaultMethodOptions } });
    expect(methodsOf(stack)['GET /orders']).toMatchObject({ authorization: 'NONE', apiKeyRequired: true });
  });

  test('that say what no prop of ours does go with those that do', () => {
    const { stack } = testGateway({
      throttle: { rateLimit: 3 },
      executionLogs: { existingLogGroup: true, dataTraceAcknowledged: true },
      restApiProps: { deployOptions: { throttlingBurstLimit: 4, loggingLevel: apigateway.MethodLoggingLevel.INFO, dataTraceEnabled: true } },
    });
    templateOf(stack).resourcePropertiesCountIs('AWS::Logs::LogGroup', { LogGroupName: Match.anyValue() }, 0);
    templateOf(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4, LoggingLevel: 'INFO', DataTraceEnabled: true })],
    });
  });

  test('say what the API is', () => {
    const { stack } = testGateway({
      restApiProps: {
        description: 'Orders',
        binaryMediaTypes: ['image/png'],
        minCompressionSize: Size.kibibytes(2),
        defaultCorsPreflightOptions: { allowOrigins: ['https://shop.example.com'] },
      },
    });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Description: 'Orders', BinaryMediaTypes: ['image/png'], MinimumCompressionSize: 2048 });
    expect(methodsOf(stack)).toHaveProperty(['OPTIONS /orders']);
  });

  test('open or close all routes by type, and a route may differ', () => {
    const open = testGateway({ restApiProps: { defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.NONE } } });
    open.gateway.addRoutes({ path: '/admin', methods: [HttpMethod.GET], handler: open.handler, authorizer: RouteAuthorizer.iam() });
    const closed = testGateway({ restApiProps: { defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM } } });
    closed.gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler: closed.handler, authorizer: RouteAuthorizer.none() });
    expect(authorizationsOf(open.stack)).toEqual({ 'GET /orders': 'NONE', 'GET /admin': 'AWS_IAM' });
    expect(authorizationsOf(closed.stack)).toEqual({ 'GET /orders': 'AWS_IAM', 'GET /health': 'NONE' });
  });

  test('that write access logs and nothing else have the role ensured, too', () => {
    const stack = testStack();
    const destination = new apigateway.LogGroupLogDestination(new LogGroup(stack, 'Mine'));
    testGateway({
      executionLogs: { level: apigateway.MethodLoggingLevel.OFF },
      restApiProps: { deployOptions: { accessLogDestination: destination } },
    }, stack);
    const template = templateOf(stack);
    template.resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith(Object.keys(template.findResources('Custom::ApiGatewayAccountLogging'))) });
  });

  test('keep their own access logs', () => {
    const stack = testStack();
    const deliveryStream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-orders' });
    const destination = new apigateway.FirehoseLogDestination(deliveryStream);
    testGateway({ restApiProps: { deployOptions: { accessLogDestination: destination } }, accountLogging: AccountLogging.existing() }, stack);
    templateOf(stack).hasResourceProperties('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Stream', 'Arn'] } } });
    templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('that a default integration is in make handler and integration optional', () => {
    const { stack, gateway } = testGateway({ restApiProps: { defaultIntegration: new apigateway.HttpIntegration('https://example.com') } });
    gateway.addRoutes({ path: '/proxied', methods: [HttpMethod.GET] });
    expect(methodsOf(stack)['GET /proxied'].integration).toMatchObject({ Type: 'HTTP_PROXY', Uri: 'https://example.com' });
  });

  test.each<[string, object, object]>([
    ['restApiName', { restApiName: 'a' }, { restApiName: 'b' }],
    ['description', { description: 'a' }, { description: 'b' }],
    ['endpoint', { endpoint: RestEndpoint.edge() }, { endpointTypes: ['REGIONAL'] }],
    ['ipAddressType', { ipAddressType: 'ipv4' }, { endpointConfiguration: { types: ['REGIONAL'] } }],
    ['disableExecuteApiEndpoint', { disableExecuteApiEndpoint: true }, { disableExecuteApiEndpoint: false }],
    ['binaryMediaTypes', { binaryMediaTypes: ['a/b'] }, { binaryMediaTypes: ['c/d'] }],
    ['minCompressionSize', { minCompressionSize: Size.bytes(1) }, { minimumCompressionSize: 2 }],
    ['authorizer', { authorizer: RouteAuthorizer.none() }, { defaultMethodOptions: { authorizationType: 'AWS_IAM' } }],
    ['cors', { cors: { allowOrigins: ['*'] } }, { defaultCorsPreflightOptions: { allowOrigins: ['*'] } }],
    ['stageName', { stageName: 'a' }, { deployOptions: { stageName: 'b' } }],
    ['throttle.rateLimit', { throttle: { rateLimit: 1 } }, { deployOptions: { throttlingRateLimit: 2 } }],
    ['throttle.burstLimit', { throttle: { burstLimit: 1 } }, { deployOptions: { throttlingBurstLimit: 2 } }],
    ['throttle.rateLimit', { throttle: { rateLimit: 1 } }, { deployOptions: { methodOptions: { '/*/*': { throttlingRateLimit: 2 } } } }],
    ['tracing', { tracing: false }, { deployOptions: { tracingEnabled: true } }],
    ['accessLogs', { accessLogs: AccessLogs.none() }, { deployOptions: { accessLogFormat: apigateway.AccessLogFormat.clf() } }],
    ['executionLogs.level', { executionLogs: { level: 'OFF' } }, { deployOptions: { loggingLevel: 'INFO' } }],
    ['executionLogs.dataTrace', { executionLogs: { dataTrace: false } }, { deployOptions: { dataTraceEnabled: true } }],
    ['accountLogging', { accountLogging: AccountLogging.existing() }, { cloudWatchRole: true }],
  ])('fails when %s is said twice', (prop, props, restApiProps) => {
    expect(() => new RestGateway(testStack(), 'Api', { ...props, restApiProps })).toThrow(new RegExp(`^set either '${prop}' or 'restApiProps\\.[A-Za-z./*]+', got both\n    at \\[Shop/Api\\]$`));
  });

  test('have settings for single methods, completed from those of the stage', () => {
    const { stack, gateway } = testGateway({
      restApiProps: { deployOptions: { methodOptions: { '/orders/GET': { throttlingRateLimit: 5 }, '//PUT': { metricsEnabled: true }, '/any/POST': {}, '/*/*': {} } } },
    });
    for (const [path, methods] of [['/', [HttpMethod.PUT]], ['/any', undefined]] as const) gateway.addRoutes({ path, methods: methods && [...methods], integration: new apigateway.MockIntegration() });
    const { MethodSettings } = propertiesOf(stack, 'AWS::ApiGateway::Stage');
    expect(MethodSettings).toContainEqual(expect.objectContaining({ ResourcePath: '/~1orders', HttpMethod: 'GET', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 500, LoggingLevel: 'ERROR' }));
    expect(MethodSettings).toContainEqual(expect.objectContaining({ ResourcePath: '/', HttpMethod: 'PUT', MetricsEnabled: true, ThrottlingRateLimit: 1000 }));
  });

  test('have settings for all methods in either place', () => {
    const { stack } = testGateway({
      restApiProps: { deployOptions: { methodOptions: { '/*/*': { throttlingRateLimit: 5, loggingLevel: apigateway.MethodLoggingLevel.INFO, metricsEnabled: true } } } },
    });
    templateOf(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 500, LoggingLevel: 'INFO', MetricsEnabled: true })],
    });
  });

  test('fail with settings for a method that is not routed', () => {
    const { stack } = testGateway({ restApiProps: { deployOptions: { methodOptions: { '/nope/GET': {}, '/orders/PUT': {} } } } });
    expect(() => templateOf(stack)).toThrow(/\[Shop\/OrdersApi\] 'restApiProps.deployOptions.methodOptions' has settings for "\/nope\/GET", which is no route: write one of \/orders\/GET, or "\/\*\/\*" for all\n.*"\/orders\/PUT"/);
  });

  test('fail with a throttle of 0 for a method', () => {
    expect(() => testGateway({ restApiProps: { deployOptions: { methodOptions: { '/orders/GET': { throttlingRateLimit: 0 } } } } }))
      .toThrow("'restApiProps.deployOptions.methodOptions[\"/orders/GET\"].rateLimit' must be above 0");
  });

  test('fails without a stage', () => {
    expect(() => new RestGateway(testStack(), 'Api', { restApiProps: { deploy: false } })).toThrow("'restApiProps.deploy' must not be false, since a gateway has a stage: leave it out, or use");
  });
});

describe('bad input', () => {
  const define = (props: object) => () => new RestGateway(testStack(), 'Api', props);

  test.each(['a b', '', 'prod!', '$default', 'é', 'x'.repeat(129)])('fails on the stage name %p', (stageName) => {
    expect(define({ stageName })).toThrow(`'stageName' must be 1 to 128 letters, digits, hyphens and underscores, got ${JSON.stringify(stageName)}: write 'prod', for example\n    at [Shop/Api]`);
    expect(define({ restApiProps: { deployOptions: { stageName } } })).toThrow("'stageName' must be 1 to 128");
  });

  test('fails on the stage name that the console tests under', () => {
    expect(define({ stageName: 'test-invoke-stage' })).toThrow('\'stageName\' must not be "test-invoke-stage"');
  });

  test.each([
    [{ rateLimit: 0 }, "'throttle.rateLimit' must be above 0 requests per second, got 0: 0 refuses every call"],
    [{ rateLimit: -1 }, "'throttle.rateLimit' must be above 0 requests per second, got -1"],
    [{ rateLimit: NaN }, "'throttle.rateLimit' must be above 0 requests per second, got NaN"],
    [{ rateLimit: Infinity }, "'throttle.rateLimit' must be above 0 requests per second, got Infinity"],
    [{ burstLimit: 0 }, "'throttle.burstLimit' must be a whole number of at least 1 request, got 0: 0 refuses every call"],
    [{ burstLimit: -5 }, "'throttle.burstLimit' must be a whole number of at least 1 request, got -5"],
    [{ burstLimit: 1.5 }, "'throttle.burstLimit' must be a whole number of at least 1 request, got 1.5"],
  ])('fails on the throttle %p', (throttle, message) => {
    expect(define({ throttle })).toThrow(message);
  });

  test('fails on a throttle of 0 in restApiProps', () => {
    expect(define({ restApiProps: { deployOptions: { throttlingRateLimit: 0 } } })).toThrow("'throttle.rateLimit' must be above 0");
  });

  test.each<[object, string]>([
    [{ cors: { allowOrigins: ['shop.example.com'] } }, "'cors.allowOrigins' must be \"*\" or origins as browsers send them, without a path, got \"shop.example.com\""],
    [{ cors: { allowOrigins: ['https://shop.example.com/'] } }, 'got "https://shop.example.com/"'],
    [{ cors: { allowOrigins: ['https://*example.com'] } }, 'got "https://*example.com"'],
    [{ cors: { allowOrigins: ['https://a$b.example.com'] } }, 'got "https://a$b.example.com"'],
    [{ cors: { allowOrigins: ['*', 'https://shop.example.com'] } }, "'cors.allowOrigins' must be \"*\" alone or other origins"],
    [{ restApiName: 'Größe' }, "'restApiName' must be 1 to 255 printable ASCII characters, since CloudWatch keys the API's metrics by it, got \"Größe\""],
    [{ restApiName: ' ' }, 'got " "'],
    [{ restApiProps: { restApiName: '' } }, 'got ""'],
    [{ restApiProps: { defaultMethodOptions: { authorizationType: 'COGNITO_USER_POOLS' } } }, "'restApiProps.defaultMethodOptions.authorizationType' COGNITO_USER_POOLS goes with an authorizer: set 'authorizer' instead"],
    [{ cors: { allowOrigins: [] } }, "'cors.allowOrigins' must not be empty: write [\"https://shop.example.com\"], for example, or leave 'cors' out"],
    [{ cors: { allowOrigins: Token.asList({ Ref: 'Origins' }) } }, "'cors.allowOrigins' must be a list of known length, got a token: write its elements"],
    [{ minCompressionSize: Size.mebibytes(20) }, "'minCompressionSize' must be from 0 to 10 MiB, in bytes, got 20971520"],
    [{ restApiProps: { minimumCompressionSize: -1 } }, "'minCompressionSize' must be from 0 to 10 MiB, in bytes, got -1"],
    [{ alarms: AlarmSet.none(), alertEmails: ['a@example.com'] }, "'alertEmails' has nothing to tell with 'alarms: AlarmSet.none()': leave one of the two out"],
    [{ alarms: AlarmSet.none(), alertTopic: { topicArn: 'arn' } }, "'alertTopic' has nothing to tell"],
  ])('fails on %#', (props, message) => {
    expect(define(props)).toThrow(message);
  });

  test.each([{ cors: { allowOrigins: ['*'], allowCredentials: true } }, { restApiProps: { defaultCorsPreflightOptions: { allowOrigins: ['*'], allowCredentials: true } } }])('fails on credentials for every origin, %#', (props) => {
    expect(define(props)).toThrow("'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true, got \"*\", which browsers then refuse");
  });
});

describe('a private API', () => {
  const define = () => testGateway({ restApiProps: { endpointTypes: [apigateway.EndpointType.PRIVATE] } }).gateway;

  test('fails without a resource policy', () => {
    expect(() => templateOf(define())).toThrow('[Shop/OrdersApi/Default/Resource] the API is private and has no resource policy, without which API Gateway refuses to deploy it');
  });

  test('takes the policy of the L2', () => {
    const gateway = define();
    gateway.api.grantInvokeFromVpcEndpointsOnly([InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(gateway, 'Endpoint', { vpcEndpointId: 'vpce-1', port: 443 })]);
    templateOf(gateway).hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: Match.anyValue() });
  });
});

describe('tokens pass through', () => {
  const stack = new Stack(new App(), 'Shop');
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;

  test('a stage name, an API name, a description, a throttle, a path, media types', () => {
    const gateway = new RestGateway(stack, 'Api', {
      layout: RestLayout.RESOURCES, // a document takes no tokens in paths
      stageName: text,
      restApiName: text,
      description: text,
      throttle: { rateLimit: number, burstLimit: number },
      binaryMediaTypes: list,
      minCompressionSize: Size.bytes(number),
    });
    gateway.addRoutes({ path: `/v1/${text}/orders`, methods: [HttpMethod.GET], handler: testFunction(stack) });
    gateway.addRoutes({ path: text, methods: [HttpMethod.GET], integration: new apigateway.MockIntegration() });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: { Ref: 'Text' }, MethodSettings: [Match.objectLike({ ThrottlingRateLimit: { Ref: 'Number' }, ThrottlingBurstLimit: { Ref: 'Number' } })] });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: { Ref: 'Text' }, Description: { Ref: 'Text' }, BinaryMediaTypes: { Ref: 'List' }, MinimumCompressionSize: { Ref: 'Number' } });
    template.resourcePropertiesCountIs('AWS::ApiGateway::Resource', { PathPart: { Ref: 'Text' } }, 2);
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', Match.anyValue(), 2);
  });

  test('origins with credentials', () => {
    const other = testStack();
    const origin = new CfnParameter(other, 'Origin').valueAsString;
    testGateway({ cors: { allowOrigins: [origin], allowCredentials: true } }, other);
    expect(JSON.stringify(templateOf(other).toJSON())).toContain('Access-Control-Allow-Credentials');
  });

  test('a stage name in restApiProps', () => {
    const other = testStack();
    const stageName = new CfnParameter(other, 'Name').valueAsString;
    testGateway({ restApiProps: { deployOptions: { stageName } } }, other);
    templateOf(other).hasResourceProperties('AWS::ApiGateway::Stage', { StageName: { Ref: 'Name' } });
  });
});

test.each([RestLayout.RESOURCES, RestLayout.OPENAPI])('the deployment follows an alias and a function that are renamed in place, in the layout %s', (layout) => {
  const deploymentId = (aliasName: string | undefined, functionName: string) => {
    const stack = testStack();
    const handler = testFunction(stack);
    (handler.node.defaultChild as CfnFunction).functionName = functionName;
    const alias = aliasName && new Alias(stack, 'Alias', { aliasName, version: handler.latestVersion });
    new RestGateway(stack, 'Api', { layout }).addRoutes({ path: '/orders', handler: alias || handler });
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  expect(deploymentId('live', 'a')).toBe(deploymentId('live', 'a'));
  const ids = [deploymentId('live', 'a'), deploymentId('next', 'a'), deploymentId('live', 'b'), deploymentId(undefined, 'a'), deploymentId(undefined, 'b')];
  expect(new Set(ids).size).toBe(5);
});

test('the properties of the API are as the L2 makes them in the layout RESOURCES, and no more', () => {
  expect(propertiesOf(testGateway({ layout: RestLayout.RESOURCES }).stack, 'AWS::ApiGateway::RestApi')).toEqual({
    Name: 'OrdersApi',
    EndpointConfiguration: { Types: ['REGIONAL'] },
    SecurityPolicy: 'TLS_1_2',
    DisableExecuteApiEndpoint: false,
    ApiKeySourceType: 'HEADER',
    Policy: expect.anything(), // test/access/explicit-policy.test.ts
  });
});

describe('deployments', () => {
  const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
  const idOf = (props: RestGatewayProps) => Object.keys(templateOf(testGateway(props).stack).findResources(DEPLOYMENT))[0];

  test.each([[{}, 'Retain'], [{ retainDeployments: false }, 'Delete'], [{ restApiProps: { retainDeployments: false } }, 'Delete']])('with %j have the policy %s', (props, policy) => {
    const [deployment] = Object.values(templateOf(testGateway(props).stack).findResources(DEPLOYMENT));
    expect(deployment.DeletionPolicy ?? 'Delete').toBe(policy);
  });

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('follow redeployOn in the layout %s', (layout) => {
    const ids = [{}, { redeployOn: ['1'] }, { redeployOn: ['2'] }, { redeployOn: [{ schema: 2 }] }, { redeployOn: [] }].map((props) => idOf({ layout, ...props }));
    expect(new Set(ids).size).toBe(4);
    expect(ids[4]).toBe(ids[0]);
    expect(idOf({ layout, redeployOn: ['1'] })).toBe(ids[1]);
  });

  test('fail on bad input', () => {
    expect(() => testGateway({ redeployOn: '1' as any })).toThrow("'redeployOn' must be a list of text, numbers and plain structures of them, such as [schemaVersion], got \"1\"");
    expect(() => testGateway({ redeployOn: [new Date(1)] })).toThrow("'redeployOn' must be a list of text, numbers and plain structures");
    expect(() => testGateway({ redeployOn: [{ a: [testStack()] }] })).toThrow("'redeployOn' must be a list of text");
    expect(() => testGateway({ retainDeployments: true, restApiProps: { retainDeployments: true } })).toThrow("set either 'retainDeployments' or 'restApiProps.retainDeployments', got both");
  });
});
