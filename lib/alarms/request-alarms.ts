import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Annotations, Duration, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmGroup, AlarmSpec } from './alarm-group';
import { AlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { checkNewId } from './check-new-id';
import { checkObjectives } from './check-objectives';
import { checkLatencyThreshold, checkMissingData } from './check-thresholds';
import { GatewayOverheadAlarmOptions, TrafficAlarmOptions } from './request-alarms-options';
import { ServiceLevelObjectives } from './service-level-objectives';
import { ServiceLevelObjectivesOptions, ServiceLevelOptions } from './service-level-objectives-options';
import { StageAlarms, uncapitalized } from './stage-alarms';
import { StageAlarmsOptions } from './stage-alarms-options';
import { ClientErrorRateAlarmOptions, LatencyAlarmOptions, RouteAlarmsOptions, ServerErrorRateAlarmOptions, StandardAlarmsOptions } from './standard-alarms-options';
import { WatchedStage } from './watched-stage';
import { fail, show } from '../private/errors';
import { checkNumber, isVolume } from '../private/rules';

/** So many alarms on routes cost more than somebody may expect. */
const MANY_ROUTE_ALARMS = 20;

/** What the alarms of a stage of a REST or HTTP API are asked for. */
export type RequestAlarmsOptions = StandardAlarmsOptions & StageAlarmsOptions & ServiceLevelOptions;

/** What the types of APIs call the metrics of errors. */
export interface ErrorMetrics {
  readonly client: string;
  readonly server: string;
}

/** An alarm on more or fewer requests than usual, or than a threshold. */
interface TrafficAlarm extends Pick<AlarmSpec, 'treatMissingData' | 'severity'> {
  readonly beyondUsual: cloudwatch.ComparisonOperator;
  readonly beyondThreshold: cloudwatch.ComparisonOperator;
}

/**
 * The alarms of a stage whose API answers requests: of a REST or HTTP API.
 *
 * @internal
 */
export abstract class RequestAlarms extends StageAlarms {
  /** More server errors than the threshold, of at least the minimum of requests. */
  public readonly serverErrorRate: cloudwatch.Alarm;

  /** A percentile of latency above the threshold. */
  public readonly latency: cloudwatch.Alarm;

  /** What the stage promises, by `slo`; undefined if nothing. Those of `addSlo` are not among it. */
  public readonly slo?: ServiceLevelObjectives;

  private readonly objectives: ServiceLevelObjectives[] = [];
  private routeAlarmCount = 0;
  private readonly ofEachRoute: RouteAlarmsOptions[] = [];
  private readonly eachRoute = new Set<string>();

  protected constructor(
    scope: Construct,
    id: string,
    options: RequestAlarmsOptions,
    watch: (group: AlarmGroup) => WatchedStage,
    private readonly errors: ErrorMetrics,
  ) {
    super(scope, id, options, watch);
    this.serverErrorRate = this.addServerErrorRate(options.serverErrorRate);
    this.latency = this.defineLatency(options.latency, this._idOf('Latency', options.latency ?? {}));
    for (const rate of options.furtherServerErrorRates ?? []) this.addServerErrorRate(rate);
    for (const latency of options.furtherLatencies ?? []) this.addLatency(latency);
    if (options.clientErrorRate) this.addClientErrorRate(options.clientErrorRate);
    if (options.integrationLatency) this.addIntegrationLatency(options.integrationLatency);
    if (options.gatewayOverhead) this.addGatewayOverhead(options.gatewayOverhead);
    if (options.trafficDrop) this.addTrafficDrop(options.trafficDrop);
    if (options.trafficSurge) this.addTrafficSurge(options.trafficSurge);
    if (options.throttledRate) this.addThrottledRate(options.throttledRate);
    for (const ofRoutes of options.routeAlarms ?? []) {
      this._checkOptions('routeAlarms', ofRoutes);
      if (ofRoutes.routes) this.addRouteAlarms(ofRoutes);
      else this.ofEachRoute.push(ofRoutes);
    }
    if (this.ofEachRoute.length > 0) this.watchEachRoute();
    if (options.slo !== undefined) this.slo = this.defineObjectives('Slo', options.slo, 'slo', 'All routes');
    this._tell();
  }

  /**
   * All that is promised, by `slo` and by `addSlo`.
   *
   * @internal
   */
  public get _objectives(): readonly ServiceLevelObjectives[] {
    return this.objectives;
  }

  /** @internal */
  protected get _requests(): Record<string, string> {
    return { requests: 'Count' };
  }

  /** Another alarm on the rate of server errors, such as one of a route. */
  public addServerErrorRate(options: ServerErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      kind: 'ServerErrorRate',
      label: '5xx rate (%)',
      description: (threshold, subject) => `More than ${threshold} % of the requests to ${subject} ended in a 5xx status: see its access log for the routes`,
      errors: this.errors.server,
      requests: this._requests,
      threshold: 5,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  /** An alarm on the rate of client errors: what the API refuses, and what a backend answers with a 4xx status. */
  public addClientErrorRate(options: ClientErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      kind: 'ClientErrorRate',
      label: '4xx rate (%)',
      description: (threshold, subject) => `More than ${threshold} % of the requests to ${subject} ended in a 4xx status: a client, an authorizer or a route may have changed; see status and errorResponseType in its access log`,
      errors: this.errors.client,
      requests: this._requests,
      threshold: 20,
      minimumRequests: 100,
      evaluationPeriods: 3,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** Another alarm on a percentile of latency, such as one of a route, or of p50. */
  public addLatency(options: LatencyAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineLatency(options);
  }

  /** An alarm on a percentile of the latency of integrations: what API Gateway waits for the backend. */
  public addIntegrationLatency(options: LatencyAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineDuration({
      kind: 'IntegrationLatency',
      metric: 'IntegrationLatency',
      label: 'integration latency',
      description: (percentile, threshold, periods, subject) => `The p${percentile} latency of the integrations of ${subject} was above ${threshold.toMilliseconds()} ms for ${periods}: the backend is slow, not API Gateway; see its metrics and traces`,
      threshold: Duration.seconds(3),
      requests: this._requests,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /**
   * An alarm on what API Gateway itself takes of a request: authorizers, validation, mapping, the web ACL. It is what latency is above integration
   * latency, on the average of all requests: sums can be subtracted, percentiles cannot, since the slowest of the two are not the same requests.
   */
  public addGatewayOverhead(options: GatewayOverheadAlarmOptions = {}): cloudwatch.Alarm {
    this._checkOptions('gatewayOverhead', options);
    const { threshold = Duration.millis(200), minimumRequests = 100, period = Duration.minutes(5), evaluationPeriods = 3, route } = options;
    this._checkDuration('gatewayOverhead.threshold', threshold);
    checkLatencyThreshold('gatewayOverhead.threshold', threshold, this._l1, this);
    checkNumber('gatewayOverhead.minimumRequests', minimumRequests, isVolume, 'at least 1 and finite', this);
    this._checkPeriods('gatewayOverhead', period, evaluationPeriods);
    const metric = (name: string, statistic: string) => this.metric(name, { route, statistic, period });
    return this._define({
      id: this._idOf('GatewayOverhead', options),
      description: `API Gateway itself took more than ${threshold.toMilliseconds()} ms of a request to ${this._subjectOf(options)} on the average for ${this._periodsOf(evaluationPeriods, options)}: an authorizer, the web ACL or a mapping is slow; see the log of the authorizer, and authorizerLatency in the access log of a REST API`,
      metric: new cloudwatch.MathExpression({
        label: 'Overhead of API Gateway (ms)',
        // what no integration answered has no integration latency, so that averages of the two are not of the same requests
        expression: `IF(requests >= ${Tokenization.stringifyNumber(minimumRequests)}, (latency - FILL(integration, 0)) / requests, 0)`,
        usingMetrics: {
          requests: metric('Latency', cloudwatch.Stats.SAMPLE_COUNT),
          latency: metric('Latency', cloudwatch.Stats.SUM),
          integration: metric('IntegrationLatency', cloudwatch.Stats.SUM),
        },
        period,
      }),
      threshold: threshold.toMilliseconds(),
      evaluationPeriods,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** An alarm on fewer requests than usual at this hour of this day, or than `threshold`: callers do not reach the API, or have stopped to call it. */
  public addTrafficDrop(options: TrafficAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineTraffic('TrafficDrop', 'fewer', 'callers may not reach it: see its domain, certificate, web ACL and clients', {
      beyondUsual: cloudwatch.ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
      beyondThreshold: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  /** An alarm on more requests than usual at this hour of this day, or than `threshold`: a success, a loop of a client, or an attack. */
  public addTrafficSurge(options: TrafficAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineTraffic('TrafficSurge', 'more', 'a success, a client in a loop or an attack: see sourceIp and caller in its access log', {
      beyondUsual: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      beyondThreshold: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /**
   * Alarms on single routes: those whose options are given, for each route. It takes `detailedMetrics` of the routes or the stage, and CloudWatch bills
   * each alarm.
   *
   * @returns the alarms, route by route
   */
  public addRouteAlarms(options: RouteAlarmsOptions): cloudwatch.Alarm[] {
    this._checkOptions('routeAlarms', options);
    if (Token.isUnresolved(options.routes)) fail("'routes' must be a list of known length, got a token: write its elements", this);
    const { routes = [...this._knownRoutes ?? []].filter((route) => this.isWatchable(route)) } = options;
    if (!Array.isArray(routes)) fail(`'routes' must be a list, such as ["GET /orders"], got ${show(routes)}`, this);
    if (options.routes === undefined && this._knownRoutes === undefined) fail("'routes' must be set, since the routes of the API are not known: write [\"GET /orders\"], for example", this);
    if (![options.serverErrorRate, options.clientErrorRate, options.latency, options.integrationLatency].some(Boolean)) {
      fail(`alarms on routes must be asked for by 'serverErrorRate', 'clientErrorRate', 'latency' or 'integrationLatency', got ${show(options)}: write { latency: {} }, for example`, this);
    }
    return [...routes].flatMap((route) => this.alarmsOfRoute(route, options));
  }

  /**
   * Further objectives, such as those of a route: what is promised over any 30 days, and alarms on how fast its error budget is burnt, which tell the
   * same people.
   *
   * @param id      the id of the objectives, below the alarms of the stage
   * @param options what is promised
   */
  public addSlo(id: string, options: ServiceLevelObjectivesOptions): ServiceLevelObjectives {
    return this.defineObjectives(id, options, 'options', 'all routes', `${id}: `);
  }

  /**
   * Defines the alarms of a route that a gateway has just got, or tells of.
   *
   * @internal
   */
  public _addRoute(route: string): void {
    if (this.ofEachRoute.length === 0 || this.eachRoute.has(route)) return;
    this.eachRoute.add(route);
    if (!this.isWatchable(route)) return;
    for (const options of this.ofEachRoute) this.addRouteAlarms({ ...options, routes: [route] });
  }

  /** Defines the alarms of the routes that are there; a gateway tells of those to come. */
  private watchEachRoute(): void {
    for (const route of this._knownRoutes ?? []) this._addRoute(route);
    const known = () => this._knownRoutes !== undefined || this.eachRoute.size > 0;
    this.node.addValidation({ validate: () => (known() ? [] : ["'routes' of 'routeAlarms' must be set, since the routes of the API are not known: write [\"GET /orders\"], for example"]) });
  }

  /** Whether alarms on all routes are on this one, too: not for OPTIONS, which browsers ask before, and not for "$default", which cannot be. */
  private isWatchable(route: string): boolean {
    if (route === '$default') {
      Annotations.of(this).addWarningV2('cdk-gatehouse:defaultRouteNotWatched',
        'the alarms on all routes leave out "$default", since AWS does not say by which dimensions CloudWatch finds its metrics: the alarms on the stage watch it with the others');
      return false;
    }
    return !route.startsWith('OPTIONS ');
  }

  private defineObjectives(id: string, options: ServiceLevelObjectivesOptions, prop: string, all: string, prefix = ''): ServiceLevelObjectives {
    checkObjectives(options, prop, this);
    if (options.latency) checkLatencyThreshold(`${prop}.latency.under`, options.latency.under, this._l1, this);
    this._checkReserved('id', id);
    checkNewId(id, 'these objectives', this);
    const { route } = options;
    const objectives = ServiceLevelObjectives._below(this, id, options, {
      title: `${prefix}${route ?? all}`,
      subject: this._subjectOf(options),
      serverErrors: this.errors.server,
      metricOf: (metricName, statistic, period) => this.metric(metricName, { route, statistic, period }),
    }, this._desk);
    this.objectives.push(objectives);
    return objectives;
  }

  private alarmsOfRoute(route: string, options: RouteAlarmsOptions): cloudwatch.Alarm[] {
    const ofRoute = <T extends AlarmOptions>(kind: T) => ({ ...kind, route, alarmId: kind.alarmId && `${kind.alarmId}:${route}` });
    const alarms = [
      ...(options.serverErrorRate ? [this.addServerErrorRate(ofRoute(options.serverErrorRate))] : []),
      ...(options.clientErrorRate ? [this.addClientErrorRate(ofRoute(options.clientErrorRate))] : []),
      ...(options.latency ? [this.addLatency(ofRoute(options.latency))] : []),
      ...(options.integrationLatency ? [this.addIntegrationLatency(ofRoute(options.integrationLatency))] : []),
    ];
    const before = this.routeAlarmCount;
    this.routeAlarmCount += alarms.length;
    if (before <= MANY_ROUTE_ALARMS && this.routeAlarmCount > MANY_ROUTE_ALARMS) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:manyRouteAlarms',
        `the stage has more than ${MANY_ROUTE_ALARMS} alarms on single routes, each of which CloudWatch bills by the metrics that it reads, two at 0.10 USD a month each, besides the metrics of the routes: watch the routes that matter, or the stage`);
    }
    return alarms;
  }

  private defineLatency(options: LatencyAlarmOptions = {}, id?: string): cloudwatch.Alarm {
    return this._defineDuration({
      kind: 'Latency',
      metric: 'Latency',
      label: 'latency',
      description: (percentile, threshold, periods, subject) => `The p${percentile} latency of ${subject} was above ${threshold.toMilliseconds()} ms for ${periods}: see integrationLatency in its access log`,
      threshold: Duration.seconds(3),
      requests: this._requests,
      severity: AlarmSeverity.HIGH,
    }, options, id);
  }

  private defineTraffic(
    kind: string,
    change: string,
    meaning: string,
    { beyondUsual, beyondThreshold, ...how }: TrafficAlarm,
    options: TrafficAlarmOptions,
  ): cloudwatch.Alarm {
    const prop = uncapitalized(kind);
    this._checkOptions(prop, options);
    const { threshold, deviations = 3, period = Duration.minutes(5), evaluationPeriods = 3, treatMissingData = how.treatMissingData } = options;
    if (Token.isUnresolved(deviations)) fail(`'${prop}.deviations' must be known at synthesis, got a token: write 3, for example`, this);
    checkNumber(`${prop}.deviations`, deviations, (value) => value > 0 && Number.isFinite(value), 'above 0 and finite', this);
    if (threshold !== undefined) {
      if (options.deviations !== undefined) fail(`'${prop}' takes either 'threshold' or 'deviations', got both: a fixed limit is not learned`, this);
      checkNumber(`${prop}.threshold`, threshold, isVolume, 'at least 1 and finite', this);
    }
    this._checkPeriods(prop, period, evaluationPeriods);
    checkMissingData(`${prop}.treatMissingData`, treatMissingData, this);
    const compared = threshold === undefined ? `far ${change} requests than usual at this hour` : `${change} than ${Tokenization.stringifyNumber(threshold)} requests in a period`;
    return this._define({
      ...how,
      comparisonOperator: threshold === undefined ? beyondUsual : beyondThreshold,
      treatMissingData,
      id: kind,
      description: `${this._subject} got ${compared} for ${this._periodsOf(evaluationPeriods, options)}: ${meaning}`,
      metric: this.metric('Count', { period }),
      threshold,
      deviations,
      evaluationPeriods,
    }, options);
  }
}
