/** Stacks of one API each, with all alarms that there are for its type. */
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { AlarmSet, AlarmSeverity, CacheClusterSize, HttpGateway, MuteWindowOptions, RestGateway, StandardAlarmsOptions, WebSocketAlarmSet, WebSocketGateway } from '../../../lib';
import { testStack } from '../../helpers';

/** From before an incident, which begins at midnight, until 20 minutes after it began. */
const MUTE: MuteWindowOptions = { at: '2026-01-04T23:50', duration: Duration.minutes(30) };

const OF_A_ROUTE = { serverErrorRate: {}, clientErrorRate: {}, latency: {}, integrationLatency: {} };

const REQUEST_ALARMS: StandardAlarmsOptions = {
  composite: true,
  furtherLatencies: [{ percentile: 50, threshold: Duration.millis(150), severity: AlarmSeverity.LOW }],
  clientErrorRate: {},
  integrationLatency: {},
  gatewayOverhead: {},
  trafficDrop: {},
  trafficSurge: {},
  throttledRate: {},
  routeAlarms: [OF_A_ROUTE],
};

const SLO = { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } };

const QUOTA = { limit: 30_000, period: Period.DAY };

const FUNCTION_ALARMS = { duration: {}, concurrency: {} };

function topicsOf(stack: Stack) {
  return { alertTopic: new Topic(stack, 'Page'), lowSeverityTopic: new Topic(stack, 'Mail') };
}

function handlerIn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), timeout: Duration.seconds(7) });
}

export interface WatchedStackOptions {
  /** Whether there is a window in which alarms are mute. @default false */
  readonly mute?: boolean;
}

/** By type of API. */
export const WATCHED_STACKS = {
  REST: ({ mute }: WatchedStackOptions = {}) => {
    const stack = testStack();
    const handler = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handlerIn(stack).currentVersion });
    const alarms = AlarmSet.standard({ ...REQUEST_ALARMS, muteWindows: mute ? [MUTE] : undefined });
    const gateway = new RestGateway(stack, 'OrdersApi', { ...topicsOf(stack), alarms, slo: SLO, detailedMetrics: true, cache: { clusterSize: CacheClusterSize.GB_0_5 } });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
    gateway.alarms.addCacheHitRate();
    gateway.alarms.addIntegrationTimeoutRate();
    gateway.alarms.addAuthorizerErrorRate();
    gateway.alarms.addCanaryServerErrorRate();
    gateway.alarms.addCanaryLatency();
    gateway.alarms.addQuotaUsage('Partner', { apiKey: gateway.api.addApiKey('Partner'), quota: QUOTA });
    gateway.alarms.addFunction('Function', { handler, ...FUNCTION_ALARMS, provisionedSpillover: {} });
    return stack;
  },
  HTTP: () => {
    const stack = testStack();
    const handler = handlerIn(stack);
    const gateway = new HttpGateway(stack, 'OrdersApi', { ...topicsOf(stack), alarms: AlarmSet.standard(REQUEST_ALARMS), slo: SLO, detailedMetrics: true });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
    gateway.alarms.addFunction('Function', { handler, ...FUNCTION_ALARMS });
    return stack;
  },
  WebSocket: () => {
    const stack = testStack();
    const handler = handlerIn(stack);
    const alarms = WebSocketAlarmSet.standard({ composite: true, integrationLatency: {}, throttledRate: {}, authorizerErrorRate: {} });
    const gateway = new WebSocketGateway(stack, 'ChatApi', { ...topicsOf(stack), alarms });
    gateway.addRoute('$connect');
    gateway.addRoute('sendMessage', { handler });
    gateway.alarms.addFunction('Function', { handler, ...FUNCTION_ALARMS });
    return stack;
  },
} satisfies Record<string, (options?: WatchedStackOptions) => Stack>;
