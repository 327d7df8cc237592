import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import { AccessLogMetrics } from './access-log-metrics';
import { AlarmDesk } from './alarm-desk';
import { AlarmGroup, checkPlace } from './alarm-group';
import { AlarmOptions, RouteAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { DurationAlarm, DurationOptions, RateAlarm, RateOptions } from './alarm-specs';
import { checkMetricKinds, MAX_DIMENSION } from './check-metric';
import { checkNewId } from './check-new-id';
import { checkLatencyThreshold, checkPercentile } from './check-thresholds';
import { FunctionAlarms } from './function-alarms';
import { AddFunctionOptions } from './function-alarms-options';
import { ADD_FUNCTION, QUOTA_USAGE, STAGE_METRIC } from './members';
import { QuotaAlarm } from './quota-alarm';
import { QuotaUsageAlarmOptions } from './quota-usage-alarm-options';
import { StageAlarmsOptions } from './stage-alarms-options';
import { problemsOfRoutes } from './stage-facts';
import { StageMetricOptions } from './stage-metric-options';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { WatchedStage } from './watched-stage';
import { LineCondition } from '../private/access-log-pattern';
import { AnyStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { checkKinds, Kinds } from '../private/kinds';
import { checkNumber, isVolume } from '../private/rules';

/** The kinds of what is said of all alarms of a stage. */
const GROUP_KINDS: Kinds<StageAlarmsOptions & StandardAlarmsOptions> = [
  ['muteWindows', Array.isArray, 'a list, such as [{ cron: "0 2 * * SUN", duration: Duration.hours(2) }]'],
  ['furtherServerErrorRates', Array.isArray, 'a list, such as [{ threshold: 1 }]'],
  ['furtherLatencies', Array.isArray, 'a list, such as [{ percentile: 50 }]'],
  ['routeAlarms', Array.isArray, 'a list, such as [{ routes: ["GET /orders"], latency: {} }]'],
  ['composite', (value) => typeof value === 'boolean', 'true or false'],
  ['actionsEnabled', (value) => typeof value === 'boolean', 'true or false'],
  ['accessLog', (value) => typeof value?.logGroup?.logGroupName === 'string' && typeof value?.format?.toString() === 'string', 'a log group and the format of its lines, { logGroup, format }'],
];

/**
 * What the alarms of a stage have in common, of whatever type its API is.
 *
 * @internal
 */
export abstract class StageAlarms extends AlarmGroup {
  private readonly stage: WatchedStage;

  /**
   * What only the access log knows.
   *
   * @internal
   */
  protected readonly _accessLog: AccessLogMetrics;

  private readonly watchedRoutes = new Set<string>();

  protected constructor(scope: Construct, id: string, options: StageAlarmsOptions, watch: (group: AlarmGroup) => WatchedStage) {
    super(scope, id, (group) => new AlarmDesk(group, options));
    checkKinds<StageAlarmsOptions & StandardAlarmsOptions>(options, GROUP_KINDS, this);
    this.stage = watch(this);
    checkPlace('stage', this.stage, this);
    this._accessLog = new AccessLogMetrics(this, this.stage, options.accessLog);
    this.node.addValidation({ validate: () => this.problemsOfRoutes() });
  }

  /** @internal */
  protected get _subject(): string {
    return `${this.stage.apiName} (stage ${this.stage.dimensions.Stage})`;
  }

  /**
   * What is called, by the metrics that count it.
   *
   * @internal
   */
  protected abstract get _requests(): Record<string, string>;

  /**
   * A metric of the stage, or of a route, by the name that API Gateway gives it: for dashboards and alarms of one's own. Its dimensions are literal
   * names, so that an alarm on it can be a rollback alarm of a function behind the API.
   *
   * @param metricName such as "Count" or "IntegrationLatency"
   * @param options    the statistic, the period and the route
   */
  public metric(metricName: string, options: StageMetricOptions = {}): cloudwatch.Metric {
    this._checkOptions('options', options, STAGE_METRIC);
    checkMetricKinds(options, this);
    if (typeof metricName !== 'string' || metricName === '' || metricName.length > MAX_DIMENSION) fail(`'metricName' must be the name of a metric, such as "Count", got ${show(metricName)}`, this);
    const { route, statistic = cloudwatch.Stats.SUM, period = Duration.minutes(5) } = options;
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: this.dimensionsOf(route), statistic, period });
  }

  /**
   * An alarm on throttled requests: the share that is answered with 429. Read from the access log, since no metric of API Gateway has it. It counts
   * requests above the limits of stage, route, usage plan and account, exhausted quotas, and what a backend itself answers with 429.
   */
  public addThrottledRate(options: AccessLogRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineLogRate('ThrottledRate', { variable: '$context.status', values: ['429'] }, options, {
      label: 'Throttled (%)',
      severity: AlarmSeverity.LOW,
      description: (threshold, subject) => `More than ${threshold} % of the requests to ${subject} were answered with 429: callers are above the limits of the stage, a route, a usage plan or the account; see its access log for who calls`,
    });
  }

  /**
   * Alarms on a function behind the API, which tell the same people.
   *
   * @param id      the id of the alarms of the function, below those of the stage
   * @param options the function or alias, and thresholds
   */
  public addFunction(id: string, options: AddFunctionOptions): FunctionAlarms {
    this._checkOptions('options', options, ADD_FUNCTION);
    this._checkReserved('id', id);
    checkNewId(id, 'these alarms', this);
    return FunctionAlarms._below(this, id, options, this._desk);
  }

  /**
   * An alarm on a rate that is read from the access log.
   *
   * @internal
   */
  protected _defineLogRate(
    kind: string,
    condition: LineCondition,
    options: AccessLogRateAlarmOptions,
    alarm: Pick<RateAlarm, 'label' | 'severity' | 'description'>,
  ): cloudwatch.Alarm {
    this._checkNoRoute(kind, options, 'the share of all requests to the stage');
    const errors = (period: Duration) => this._accessLog.count(kind, condition, period);
    return this._defineRate({ kind, errors, requests: this._requests, threshold: 1, minimumRequests: 100, ...alarm }, options);
  }

  /**
   * Fails for a route of an alarm that is read from the access log.
   *
   * @param what of what it is instead
   *
   * @internal
   */
  protected _checkNoRoute(kind: string, options: AlarmOptions, what: string): void {
    const prop = uncapitalized(kind);
    this._checkOptions(prop, options);
    const { route } = options as RouteAlarmOptions;
    if (route !== undefined) fail(`'${prop}' must not have a 'route', got ${show(route)}: it is ${what}; leave 'route' out`, this);
  }

  /**
   * An alarm on the use of the quota of an API key, which is counted in the access log.
   *
   * @internal
   */
  protected _defineQuotaUsage(id: string, options: QuotaUsageAlarmOptions): cloudwatch.Alarm {
    this._checkOptions('options', options, QUOTA_USAGE);
    if (typeof id !== 'string' || id === '') fail(`'id' must be text, got ${show(id)}: write "OrdersKey", for example`, this);
    const quota = new QuotaAlarm(options, this);
    return this._define({
      id: `QuotaUsage:${id}`,
      description: `The API key ${quota.keyName} has used more than ${quota.threshold} % of the ${quota.limit} requests to ${this._subject} that its usage plan allows in a ${quota.periodName}: soon it gets 429; talk to its owner, or raise the quota`,
      metric: this._accessLog.countBy('RequestsByApiKey', 'ApiKeyId', '$context.identity.apiKeyId', options.apiKey.keyId, quota.period),
      threshold: quota.requests,
      evaluationPeriods: 1,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /**
   * The id of an alarm of a kind.
   *
   * @internal
   */
  protected _idOf(kind: string, options: RouteAlarmOptions): string {
    return options.route === undefined ? kind : `${kind}:${options.route}`;
  }

  /**
   * What an alarm watches: the stage, or a route of it.
   *
   * @internal
   */
  protected _subjectOf(options: RouteAlarmOptions): string {
    return options.route === undefined ? this._subject : `${options.route} of ${this._subject}`;
  }

  /**
   * The keys of the routes that are defined so far; undefined if they are not known.
   *
   * @internal
   */
  protected get _knownRoutes(): ReadonlySet<string> | undefined {
    return this.stage.facts.routeKeys();
  }

  /**
   * The L1 of the stage, if it is defined in the app.
   *
   * @internal
   */
  protected get _l1(): AnyStage | undefined {
    return this.stage.facts.l1;
  }

  /**
   * A rate, of at least a volume below which it counts as 0.
   *
   * @internal
   */
  protected _defineRate(alarm: RateAlarm, options: RateOptions = {}): cloudwatch.Alarm {
    const prop = uncapitalized(alarm.kind);
    this._checkOptions(prop, options);
    const { threshold = alarm.threshold, minimumRequests = alarm.minimumRequests ?? 20, period = Duration.minutes(5) } = options;
    const { evaluationPeriods = alarm.evaluationPeriods ?? 1 } = options;
    checkNumber(`${prop}.threshold`, threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber(`${prop}.minimumRequests`, minimumRequests, isVolume, 'at least 1 and finite', this);
    this._checkPeriods(prop, period, evaluationPeriods);
    const total = totalOf(alarm.requests);
    const metricOf = (name: string) => this.metric(name, { route: options.route, period });
    const errors = typeof alarm.errors === 'string' ? metricOf(alarm.errors) : alarm.errors(period);
    const requests = Object.fromEntries(Object.entries(alarm.requests).map(([name, metric]) => [name, typeof metric === 'string' ? metricOf(metric) : metric(period)]));
    return this._define({
      id: this._idOf(alarm.kind, options),
      description: alarm.description(Tokenization.stringifyNumber(threshold), this._subjectOf(options)),
      metric: new cloudwatch.MathExpression({
        label: alarm.label,
        // a period without requests has no data, and missing data does not breach; errors that are missing are 0
        expression: `IF(${total} >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(errors, 0) / ${total}, 0)`,
        usingMetrics: { ...requests, errors },
        period,
      }),
      threshold,
      evaluationPeriods,
      severity: alarm.severity,
    }, options);
  }

  /**
   * A percentile of a duration, of at least a volume below which it counts as 0.
   *
   * @internal
   */
  protected _defineDuration(alarm: DurationAlarm, options: DurationOptions = {}, id?: string): cloudwatch.Alarm {
    const prop = uncapitalized(alarm.kind);
    this._checkOptions(prop, options);
    const { percentile = 99, threshold = alarm.threshold, minimumRequests = 100, period = Duration.minutes(5), evaluationPeriods = 3 } = options;
    checkPercentile(`${prop}.percentile`, percentile, this);
    this._checkDuration(`${prop}.threshold`, threshold);
    checkLatencyThreshold(`${prop}.threshold`, threshold, this._l1, this);
    checkNumber(`${prop}.minimumRequests`, minimumRequests, isVolume, 'at least 1 and finite', this);
    this._checkPeriods(prop, period, evaluationPeriods);
    const metricOf = (name: string, statistic: string) => this.metric(name, { route: options.route, statistic, period });
    const sumOf = (metric: string) => metricOf(metric, cloudwatch.Stats.SUM);
    const requests = Object.fromEntries(Object.entries(alarm.requests).map(([name, metric]) => [name, typeof metric === 'string' ? sumOf(metric) : metric(period)]));
    const statistic = cloudwatch.Stats.percentile(percentile);
    const latency = typeof alarm.metric === 'string' ? metricOf(alarm.metric, statistic) : alarm.metric(statistic, period);
    return this._define({
      id: id ?? this._idOf(`${alarm.kind}:p${percentile}`, options),
      description: alarm.description(percentile, threshold, this._periodsOf(evaluationPeriods, options), this._subjectOf(options)),
      metric: new cloudwatch.MathExpression({
        label: `p${percentile} ${alarm.label} (ms)`,
        expression: `IF(${totalOf(alarm.requests)} >= ${Tokenization.stringifyNumber(minimumRequests)}, latency, 0)`,
        usingMetrics: { ...requests, latency },
        period,
      }),
      threshold: threshold.toMilliseconds(),
      evaluationPeriods,
      severity: alarm.severity,
    }, options);
  }

  private dimensionsOf(route?: string): Record<string, string> {
    if (route === undefined) return this.stage.dimensions;
    if (Token.isUnresolved(route) || typeof route !== 'string' || route === '') fail(`'route' must be the key of a route that is known at synthesis, got ${show(route)}`, this);
    this.watchedRoutes.add(route);
    return { ...this.stage.dimensions, ...this.stage.routeDimensions(route) };
  }

  /** Routes that are none, or that API Gateway writes no metrics for: an alarm on one would never be raised. */
  private problemsOfRoutes(): string[] {
    return problemsOfRoutes([...this.watchedRoutes], this.stage.facts, 'an alarm');
  }
}

/** The sum of what is counted; of several, what is missing is 0. */
function totalOf(requests: Record<string, unknown>): string {
  const ids = Object.keys(requests);
  return ids.length === 1 ? ids[0] : `(${ids.map((name) => `FILL(${name}, 0)`).join(' + ')})`;
}

/** What a prop is called that asks for alarms of a kind. */
export function uncapitalized(kind: string): string {
  return kind[0].toLowerCase() + kind.slice(1);
}
