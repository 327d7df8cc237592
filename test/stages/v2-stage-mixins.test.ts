import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage, HttpApi, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Fn, Lazy, Mixin, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AccountLogging, mixins } from '../../lib';
import { setForRoute } from '../../lib/private/route-settings';
import { propertiesOf, templateOf, testStack } from '../helpers';

const STAGE = 'AWS::ApiGatewayV2::Stage';

const http = (stack = testStack()) => new HttpApi(stack, 'Legacy').defaultStage!;
const webSocket = (stack = testStack()) => new WebSocketStage(stack, 'Stage', { webSocketApi: new WebSocketApi(stack, 'Legacy'), stageName: 'live', autoDeploy: true });
const l1Of = (stage: { readonly node: any }) => stage.node.defaultChild as CfnStage;
const properties = (stage: { readonly node: any }) => propertiesOf(stage as never, STAGE);

const HTTP_OFF = { DetailedMetricsEnabled: false, ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 };
const WEBSOCKET_OFF = { ...HTTP_OFF, LoggingLevel: 'OFF', DataTraceEnabled: false };

test('throttling sets both limits, in the shape of CloudFormation', () => {
  for (const stage of [http(), webSocket()]) {
    stage.with(new mixins.StageThrottling({ rateLimit: 7 }));
    expect(properties(stage).DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 500 });
  }
});

test('explicit settings are those that the type of the API has', () => {
  for (const [stage, expected] of [[http(), HTTP_OFF], [webSocket(), WEBSOCKET_OFF]] as const) {
    stage.with(new mixins.StageExplicitSettings());
    expect(properties(stage).DefaultRouteSettings).toEqual(expected);
  }
});

test('what the stage says stays, unless a mixin says otherwise', () => {
  const settingsWith = (...applied: Mixin[]) => {
    const stack = testStack();
    const httpApi = new HttpApi(stack, 'Legacy', { createDefaultStage: false });
    const stage = new HttpStage(stack, 'Stage', { httpApi, throttle: { rateLimit: 3, burstLimit: 4 }, detailedMetricsEnabled: true });
    stage.with(...applied);
    return properties(stage).DefaultRouteSettings;
  };
  expect(settingsWith(new mixins.StageExplicitSettings())).toEqual({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4, DetailedMetricsEnabled: true });
  const throttled = settingsWith(new mixins.StageExplicitSettings(), new mixins.StageThrottling({ rateLimit: 5, burstLimit: 6 }));
  expect(throttled).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6, DetailedMetricsEnabled: true });
});

test('settings of single routes are completed and written as CloudFormation takes them, whatever the case', () => {
  const stage = webSocket();
  l1Of(stage).routeSettings = { list: { throttlingRateLimit: 1 }, send: { LoggingLevel: 'INFO' } };
  stage.with(new mixins.StageThrottling({ rateLimit: 10, burstLimit: 20 }));
  expect(properties(stage).RouteSettings).toEqual({
    list: { ...WEBSOCKET_OFF, ThrottlingRateLimit: 1, ThrottlingBurstLimit: 20 },
    send: { ...WEBSOCKET_OFF, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20, LoggingLevel: 'INFO' },
  });
});

test('settings of a route follow those of the stage, before and after', () => {
  const [before, after] = [http(), http()];
  before.with(new mixins.StageThrottling({ rateLimit: 10, burstLimit: 20 }));
  for (const stage of [before, after]) setForRoute(l1Of(stage), 'GET /a', { throttlingRateLimit: 1 });
  after.with(new mixins.StageThrottling({ rateLimit: 10, burstLimit: 20 }));
  expect(properties(before)).toEqual(properties(after));
  expect(properties(before).RouteSettings).toEqual({ 'GET /a': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 20, DetailedMetricsEnabled: false } });
});

test('what is set by hand between two mixins is kept', () => {
  const stage = http();
  stage.with(new mixins.StageThrottling());
  l1Of(stage).routeSettings = { 'GET /a': { ThrottlingRateLimit: 2 } };
  setForRoute(l1Of(stage), 'GET /b', { throttlingRateLimit: 1 });
  l1Of(stage).defaultRouteSettings = { throttlingRateLimit: 9 };
  stage.with(new mixins.StageExplicitSettings());
  expect(properties(stage)).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 9 }, RouteSettings: { 'GET /a': { ThrottlingRateLimit: 2 }, 'GET /b': { ThrottlingRateLimit: 1 } } });
});

test('what a mixin filled in follows what is set by hand afterwards', () => {
  const stage = http();
  const cfnStage = stage.node.defaultChild as CfnStage;
  cfnStage.routeSettings = { 'GET /x': { throttlingRateLimit: 3 } };
  stage.with(new mixins.StageThrottling({ rateLimit: 10, burstLimit: 20 }));
  cfnStage.defaultRouteSettings = { detailedMetricsEnabled: true };
  stage.with(new mixins.StageThrottling({ rateLimit: 11, burstLimit: 21 }));
  expect(properties(stage).RouteSettings).toEqual({ 'GET /x': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 21, DetailedMetricsEnabled: true } });
});

describe('settings that are tokens', () => {
  test('are read if they are known', () => {
    const stage = http();
    l1Of(stage).defaultRouteSettings = Lazy.any({ produce: () => ({ throttlingRateLimit: 8 }) });
    stage.with(new mixins.StageExplicitSettings());
    expect(properties(stage).DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 8 });
  });

  test('are read for single routes, too, and what is undefined is none', () => {
    const stage = http();
    l1Of(stage).routeSettings = { 'GET /x': Lazy.any({ produce: () => ({ throttlingRateLimit: 5 }) }), 'GET /y': undefined };
    stage.with(new mixins.StageExplicitSettings());
    expect(properties(stage).RouteSettings).toEqual({ 'GET /x': { ...HTTP_OFF, ThrottlingRateLimit: 5 } });
    const other = http();
    l1Of(other).routeSettings = { 'GET /x': Fn.conditionIf('IsProd', {}, {}) };
    expect(() => other.with(new mixins.StageThrottling())).toThrow("'routeSettings[\"GET /x\"]' must be known at synthesis");
  });

  test('fail if they are conditions', () => {
    const stage = http();
    l1Of(stage).routeSettings = Fn.conditionIf('IsProd', {}, {});
    expect(() => stage.with(new mixins.StageThrottling())).toThrow("'routeSettings' must be known at synthesis for a mixin to add to them");
  });
});

describe('execution logs', () => {
  test('of a WebSocket API go to the log group that API Gateway uses, which is defined before', () => {
    const stage = webSocket();
    stage.with(new mixins.StageExecutionLogs({ accountLogging: AccountLogging.ensure() }));
    const template = templateOf(stage);
    const [logGroup] = Object.entries(template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 } }));
    expect(logGroup[1].Properties.LogGroupName['Fn::Join'][1]).toEqual(['/aws/apigateway/', { Ref: expect.stringMatching(/^Legacy/) }, '/live']);
    template.hasResource(STAGE, { Properties: { DefaultRouteSettings: { LoggingLevel: 'ERROR', DataTraceEnabled: false } } });
    expect(Object.values(template.findResources(STAGE))[0].DependsOn).toContain(logGroup[0]);
  });

  test('of a WebSocket API fail if nothing says which role writes them', () => {
    const stage = webSocket();
    stage.with(new mixins.StageExecutionLogs());
    expect(() => templateOf(stage)).toThrow('the stage writes logs, but nothing in its stack says which role API Gateway writes them with');
  });

  test('of a HTTP API fail: the service refuses them', () => {
    expect(() => http().with(new mixins.StageExecutionLogs())).toThrow('execution logs are for stages of REST and WebSocket APIs, and a HTTP API refuses them');
  });
});

describe('access logs', () => {
  test('of a HTTP API need no role, those of a WebSocket API do', () => {
    const stage = http();
    stage.with(new mixins.StageAccessLogs());
    expect(() => templateOf(stage)).not.toThrow();
    const other = webSocket();
    other.with(new mixins.StageAccessLogs());
    expect(() => templateOf(other)).toThrow('the stage writes logs, but nothing in its stack says');
  });

  test('of a stage of an imported API have the fields of its type, if the construct knows it', () => {
    const stack = testStack();
    const stage = new HttpStage(stack, 'Stage', { httpApi: HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: 'abc' }), stageName: 'live' });
    stage.with(new mixins.StageAccessLogs());
    expect(properties(stage).AccessLogSettings.Format).toContain('$context.routeKey');
    const webSocketApi = WebSocketApi.fromWebSocketApiAttributes(stack, 'ImportedSocket', { webSocketId: 'def' });
    const socket = new WebSocketStage(stack, 'Socket', { webSocketApi, stageName: 'live' });
    socket.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.existing() }));
    expect((socket.node.defaultChild as CfnStage).accessLogSettings).toMatchObject({ format: expect.stringContaining('$context.connectionId') });
  });

  test('of an L1 stage of an API whose type nobody knows ask for a format', () => {
    const define = (format?: AccessLogFormat): Stack => {
      const stack = testStack();
      new CfnStage(stack, 'Stage', { apiId: 'abc', stageName: 'live' }).with(new mixins.StageAccessLogs({ destination: AccessLogs.cloudWatch({ format }), accountLogging: AccountLogging.existing() }));
      return stack;
    };
    expect(() => define()).toThrow("'format' must be set for a stage of an imported API, whose type is not known");
    expect(propertiesOf(define(AccessLogFormat.custom('$context.requestId')), STAGE).AccessLogSettings.Format).toBe('$context.requestId');
  });

  test('of an API that is imported from a document are those of a HTTP API', () => {
    const stack = testStack();
    const api = new CfnApi(stack, 'Api', { body: { openapi: '3.0.1' } });
    new CfnStage(stack, 'Stage', { apiId: api.ref, stageName: '$default' }).with(new mixins.StageAccessLogs());
    expect(propertiesOf(stack, STAGE).AccessLogSettings.Format).toContain('$context.dataProcessed');
  });

  test('go nowhere if it is said so', () => {
    const stage = http();
    stage.with(new mixins.StageAccessLogs({ destination: AccessLogs.none() }));
    expect(properties(stage).AccessLogSettings).toBeUndefined();
  });
});

test('tracing fails: there is none', () => {
  for (const stage of [http(), webSocket()]) {
    expect(() => stage.with(new mixins.StageTracing())).toThrow('X-Ray traces are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs');
  }
});
