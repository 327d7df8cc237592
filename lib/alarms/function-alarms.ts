import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmDesk } from './alarm-desk';
import { AlarmGroup, checkPlace } from './alarm-group';
import { AlarmSeverity } from './alarm-severity';
import { checkGroupOptions } from './check-group-options';
import { checkDurationThreshold, checkPercentile } from './check-thresholds';
import { shortened } from './describe-alarm';
import {
  AddFunctionOptions, FunctionAlarmSetOptions, FunctionAlarmsOptions, FunctionConcurrencyAlarmOptions, FunctionDurationAlarmOptions,
  FunctionRateAlarmOptions, FunctionSpilloverAlarmOptions,
} from './function-alarms-options';
import { ALARMS } from './members';
import { fail, show } from '../private/errors';
import { checkNumber, isCount, isVolume } from '../private/rules';

/** What an account has for all its functions in a Region: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_CONCURRENCY = 1000;

/** A share of the calls of a function. */
interface FunctionRate {
  readonly kind: string;
  readonly metricName: string;
  readonly label: string;
  readonly threshold: number;
  readonly total: string;
  readonly description: (threshold: string) => string;
}

/**
 * The alarms of a Lambda function, or of an alias of it: errors and throttled calls, and, if asked for, duration, concurrency and the use of
 * provisioned concurrency.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @example
 *
 * declare const live: lambda.Alias;
 * FunctionAlarms.fromFunction(this, 'OrdersAlarms', live, { duration: {}, alertEmails: ['oncall@example.com'] });
 */
export class FunctionAlarms extends AlarmGroup {
  /**
   * Defines the alarms of a function.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param handler the function, or an alias or a version of it, which is then watched by itself
   * @param options thresholds, and who is told
   */
  public static fromFunction(scope: Construct, id: string, handler: IFunction, options: FunctionAlarmsOptions = {}): FunctionAlarms {
    checkGroupOptions(options, ALARMS.function, scope);
    const alarms = new FunctionAlarms(scope, id, handler, options, (group) => new AlarmDesk(group, options));
    alarms._tell();
    return alarms;
  }

  /**
   * Defines the alarms of a function with those of a stage.
   *
   * @internal
   */
  public static _below(scope: Construct, id: string, options: AddFunctionOptions, desk: AlarmDesk): FunctionAlarms {
    return new FunctionAlarms(scope, id, options.handler, options, () => desk);
  }

  /** More errors of the function than the threshold. */
  public readonly errors: cloudwatch.Alarm;

  /** More throttled calls than the threshold. */
  public readonly throttles: cloudwatch.Alarm;

  private readonly dimensions: Record<string, string>;

  private constructor(
    scope: Construct,
    id: string,
    private readonly handler: IFunction,
    options: FunctionAlarmSetOptions,
    desk: (group: AlarmGroup) => AlarmDesk,
  ) {
    super(scope, id, desk);
    if (typeof handler?.functionArn !== 'string') fail(`'handler' must be a function, or an alias or a version of it, got ${show(handler)}`, this);
    checkPlace('handler', handler.env, this);
    this.dimensions = dimensionsOf(handler);
    this.errors = this.addErrors(options.errors);
    this.throttles = this.addThrottles(options.throttles);
    if (options.duration) this.addDuration(options.duration);
    if (options.concurrency) this.addConcurrency(options.concurrency);
    if (options.provisionedSpillover) this.addProvisionedSpillover(options.provisionedSpillover);
  }

  /** @internal */
  protected get _subject(): string {
    return `the function ${shortened(this.handler.node.path)}`;
  }

  /** Another alarm on errors of the function. */
  public addErrors(options: FunctionRateAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineRate({
      kind: 'Errors',
      metricName: 'Errors',
      label: 'Function errors (%)',
      threshold: 5,
      total: 'requests',
      description: (threshold) => `More than ${threshold} % of the calls of ${this._subject} ended in an error or a timeout, which callers of the API see as a 5xx status: see its log`,
    }, options);
  }

  /** Another alarm on throttled calls. */
  public addThrottles(options: FunctionRateAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineRate({
      kind: 'Throttles',
      metricName: 'Throttles',
      label: 'Throttled calls (%)',
      threshold: 1,
      total: '(FILL(requests, 0) + FILL(errors, 0))', // Lambda does not count a throttled call as an invocation
      description: (threshold) => `More than ${threshold} % of the calls of ${this._subject} were refused by Lambda, which callers of the API see as a 5xx status: raise its reserved concurrency, or the quota of the account`,
    }, options);
  }

  /** An alarm on how long calls take. */
  public addDuration(options: FunctionDurationAlarmOptions = {}): cloudwatch.Alarm {
    this._checkOptions('duration', options);
    const { percentile = 99, period = Duration.minutes(5), evaluationPeriods = 3 } = options;
    checkPercentile('duration.percentile', percentile, this);
    this._checkPeriods('duration', period, evaluationPeriods);
    if (options.threshold !== undefined) this._checkDuration('duration.threshold', options.threshold);
    const milliseconds = options.threshold?.toMilliseconds() ?? 800 * this.timeoutSeconds();
    checkDurationThreshold(milliseconds, l1Of(this.handler), this);
    return this._define({
      id: percentile === 99 ? 'Duration' : `Duration:p${percentile}`,
      description: `The p${percentile} duration of ${this._subject} was above ${milliseconds} ms for ${this._periodsOf(evaluationPeriods, options)}, close to its timeout: see its traces for what it waits for`,
      metric: this.metric('Duration', cloudwatch.Stats.percentile(percentile), period),
      threshold: milliseconds,
      evaluationPeriods,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** An alarm on how many calls run at once. */
  public addConcurrency(options: FunctionConcurrencyAlarmOptions = {}): cloudwatch.Alarm {
    this._checkOptions('concurrency', options);
    const { threshold = 80, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    const { limit = l1Of(this.handler)?.reservedConcurrentExecutions ?? ACCOUNT_CONCURRENCY } = options;
    if (Token.isUnresolved(limit)) fail("'concurrency.limit' must be known at synthesis, got a token: write 100, for example", this);
    if (Token.isUnresolved(threshold)) fail("'concurrency.threshold' must be known at synthesis, got a token: write 80, for example", this);
    checkNumber('concurrency.threshold', threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber('concurrency.limit', limit, isCount, 'a whole number of at least 1', this);
    this._checkPeriods('concurrency', period, evaluationPeriods);
    return this._define({
      id: 'Concurrency',
      description: `More than ${threshold} % of the ${limit} calls that can run at once of ${this._subject} did: above that, Lambda refuses calls; raise its reserved concurrency, or the quota of the account`,
      metric: this.metric('ConcurrentExecutions', cloudwatch.Stats.MAXIMUM, period),
      threshold: (threshold * limit) / 100,
      evaluationPeriods,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** An alarm on calls that found no provisioned concurrency free, and started cold. */
  public addProvisionedSpillover(options: FunctionSpilloverAlarmOptions = {}): cloudwatch.Alarm {
    this._checkOptions('provisionedSpillover', options);
    if (this.dimensions.Resource === undefined) fail("'provisionedSpillover' needs an alias or a version of the function, which alone has provisioned concurrency: pass it as 'handler'", this);
    const { threshold = 10, period = Duration.minutes(5), evaluationPeriods = 3 } = options;
    checkNumber('provisionedSpillover.threshold', threshold, isVolume, 'at least 1 and finite', this);
    this._checkPeriods('provisionedSpillover', period, evaluationPeriods);
    return this._define({
      id: 'ProvisionedSpillover',
      description: `More than ${Tokenization.stringifyNumber(threshold)} calls of ${this._subject} found no provisioned concurrency free in a period, for ${this._periodsOf(evaluationPeriods, options)}, and started cold: provision more`,
      metric: this.metric('ProvisionedConcurrencySpilloverInvocations', cloudwatch.Stats.SUM, period),
      threshold,
      evaluationPeriods,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  private defineRate(rate: FunctionRate, options: FunctionRateAlarmOptions): cloudwatch.Alarm {
    const prop = rate.kind.toLowerCase();
    this._checkOptions(prop, options);
    const { threshold = rate.threshold, minimumRequests = 20, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    checkNumber(`${prop}.threshold`, threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber(`${prop}.minimumRequests`, minimumRequests, isVolume, 'at least 1 and finite', this);
    this._checkPeriods(prop, period, evaluationPeriods);
    return this._define({
      id: rate.kind,
      description: rate.description(Tokenization.stringifyNumber(threshold)),
      metric: new cloudwatch.MathExpression({
        label: rate.label,
        expression: `IF(${rate.total} >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(errors, 0) / ${rate.total}, 0)`,
        usingMetrics: {
          requests: this.metric('Invocations', cloudwatch.Stats.SUM, period),
          errors: this.metric(rate.metricName, cloudwatch.Stats.SUM, period),
        },
        period,
      }),
      threshold,
      evaluationPeriods,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  private metric(metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap: this.dimensions, statistic, period });
  }

  /** 3 seconds is what Lambda takes if nobody says it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
  private timeoutSeconds(): number {
    const l1 = l1Of(this.handler);
    const timeout = l1 ? l1.timeout ?? 3 : undefined;
    if (timeout === undefined || Token.isUnresolved(timeout)) fail("'duration.threshold' must be set, since the timeout of the function is not known: write Duration.seconds(10), for example", this);
    return timeout;
  }
}

/** What an alias or a version has besides a function. */
type Qualified = IFunction & { readonly lambda?: IFunction; readonly aliasName?: string; readonly version?: string };

/** The function behind an alias or a version, or itself, if it is defined in the app. */
function l1Of(handler: IFunction): CfnFunction | undefined {
  const { lambda: behind } = handler as Qualified;
  const child = (behind ?? handler).node.defaultChild;
  return CfnFunction.isCfnFunction(child) ? child : undefined;
}

/**
 * By which CloudWatch finds the metrics of a function, or of an alias or version. The name of an alias is the one that was written, not a `Ref` to it:
 * an alarm that refers to an alias cannot roll the alias back.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
function dimensionsOf(handler: IFunction): Record<string, string> {
  const { lambda: behind, aliasName, version } = handler as Qualified;
  if (!behind) return { FunctionName: handler.functionName };
  return { FunctionName: behind.functionName, Resource: `${behind.functionName}:${aliasName ?? version}` };
}
