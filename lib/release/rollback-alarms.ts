import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction, IAlias } from 'aws-cdk-lib/aws-lambda';
import { Duration, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RollbackAlarmOptions, RollbackAlarmsOptions, RollbackDurationAlarmOptions, RollbackRateAlarmOptions } from './rollback-alarms-options';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkNumber, isCount, isVolume } from '../private/rules';

/** An alarm, but for what the options say. */
interface Spec {
  readonly id: string;
  readonly prop: string;
  readonly label: string;
  readonly description: string;
  readonly threshold: number;
  /** The value, and how many calls it is of. */
  readonly value: string;
  readonly calls: string;
  readonly minimumRequests: number;
  readonly usingMetrics: Record<string, cloudwatch.Metric>;
  readonly period: Duration;
}

type Dimensions = Record<string, string>;

/** The alarms by which the release of a function is rolled back. */
export class RollbackAlarms {
  public readonly errors: cloudwatch.Alarm;
  public readonly throttles: cloudwatch.Alarm;
  public readonly duration: cloudwatch.Alarm;

  private readonly ofAlias: Dimensions;
  private readonly ofVersion: Dimensions;

  /**
   * @param scope   where the alarms are defined
   * @param alias   the alias. Its name is written into the dimensions, not a `Ref` to it: the alias waits for the alarms
   * @param options thresholds
   */
  constructor(private readonly scope: Construct, private readonly alias: IAlias, options: RollbackAlarmsOptions) {
    const { functionName } = alias.version.lambda;
    this.ofAlias = { FunctionName: functionName, Resource: `${functionName}:${alias.aliasName}` };
    // the new version by itself: among all calls of the alias, those of a canary of 10 % would have to fail ten times as often
    this.ofVersion = { ...this.ofAlias, ExecutedVersion: alias.version.version };
    this.errors = this.defineErrors(options.errors);
    this.throttles = this.defineThrottles(options.throttles);
    this.duration = this.defineDuration(options.duration);
  }

  private defineErrors(options: RollbackRateAlarmOptions = {}): cloudwatch.Alarm {
    const { threshold = 5, minimumRequests = 10, period = Duration.minutes(5) } = options;
    this.checkShare('alarms.errors', options, threshold);
    return this.define({
      id: 'Errors',
      prop: 'alarms.errors',
      label: 'Errors of the new version (%)',
      description: `More than ${threshold} % of the calls of the new version of ${this.name} ended in an error or a timeout: a deployment of it is rolled back; see its log`,
      threshold,
      value: '100 * FILL(errors, 0) / requests',
      calls: 'requests',
      minimumRequests,
      usingMetrics: { requests: metric('Invocations', this.ofVersion, 'Sum', period), errors: metric('Errors', this.ofVersion, 'Sum', period) },
      period,
    }, options);
  }

  private defineThrottles(options: RollbackRateAlarmOptions = {}): cloudwatch.Alarm {
    const { threshold = 1, minimumRequests = 20, period = Duration.minutes(5) } = options;
    this.checkShare('alarms.throttles', options, threshold);
    const calls = '(FILL(requests, 0) + FILL(throttles, 0))'; // Lambda does not count a throttled call as an invocation
    return this.define({
      id: 'Throttles',
      prop: 'alarms.throttles',
      label: 'Throttled calls (%)',
      description: `More than ${threshold} % of the calls of ${this.name} were refused by Lambda: a deployment of it is rolled back; see how many run at once`,
      threshold,
      value: `100 * FILL(throttles, 0) / ${calls}`,
      calls,
      minimumRequests,
      usingMetrics: { requests: metric('Invocations', this.ofAlias, 'Sum', period), throttles: metric('Throttles', this.ofAlias, 'Sum', period) },
      period,
    }, options);
  }

  private defineDuration(options: RollbackDurationAlarmOptions = {}): cloudwatch.Alarm {
    this.checkOptions('alarms.duration', options);
    const { percentile = 90, minimumRequests = 10, period = Duration.minutes(5), threshold } = options;
    if (Token.isUnresolved(percentile)) fail("'alarms.duration.percentile' must be known at synthesis, got a token: write 90, for example", this.scope);
    checkNumber('alarms.duration.percentile', percentile, (value) => value > 0 && value < 100, 'above 0 and below 100', this.scope);
    if (threshold !== undefined) this.checkDuration('alarms.duration.threshold', threshold);
    if (threshold?.isUnresolved()) fail("'alarms.duration.threshold' must be known at synthesis, got a token: write Duration.seconds(10), for example", this.scope);
    const milliseconds = threshold?.toMilliseconds() ?? 800 * this.timeoutSeconds();
    return this.define({
      id: 'Duration',
      prop: 'alarms.duration',
      label: `p${percentile} duration of the new version (ms)`,
      description: `The p${percentile} duration of the new version of ${this.name} was above ${milliseconds} ms: a deployment of it is rolled back; see its traces for what it waits for`,
      threshold: milliseconds,
      value: 'duration',
      calls: 'requests',
      minimumRequests,
      usingMetrics: {
        requests: metric('Invocations', this.ofVersion, 'Sum', period),
        duration: metric('Duration', this.ofVersion, cloudwatch.Stats.percentile(percentile), period),
      },
      period,
    }, options);
  }

  private define(spec: Spec, { evaluationPeriods = 1 }: RollbackAlarmOptions): cloudwatch.Alarm {
    const { id, prop, label, description, threshold, value, calls, minimumRequests, usingMetrics, period } = spec;
    checkNumber(`${prop}.minimumRequests`, minimumRequests, isVolume, 'at least 1 and finite', this.scope);
    checkNumber(`${prop}.evaluationPeriods`, evaluationPeriods, isCount, 'a whole number of at least 1', this.scope);
    const expression = `IF(${calls} >= ${Tokenization.stringifyNumber(minimumRequests)}, ${value}, 0)`;
    return new cloudwatch.Alarm(this.scope, id, {
      alarmDescription: description,
      metric: new cloudwatch.MathExpression({ label, expression, usingMetrics, period }),
      threshold,
      evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private get name(): string {
    return `the function ${this.alias.version.lambda.node.path} behind its alias ${this.alias.aliasName}`;
  }

  private checkShare(prop: string, options: RollbackRateAlarmOptions, threshold: number): void {
    this.checkOptions(prop, options);
    checkNumber(`${prop}.threshold`, threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this.scope);
  }

  private checkOptions(prop: string, options: RollbackAlarmOptions): void {
    if (!isObject(options)) fail(`'${prop}' must be a structure, got ${show(options)}: leave it out for the defaults`, this.scope);
    const { period } = options;
    if (period === undefined) return;
    this.checkDuration(`${prop}.period`, period);
    if (period.isUnresolved()) fail(`'${prop}.period' must be known at synthesis, got a token: write Duration.minutes(5), for example`, this.scope);
    checkNumber(`${prop}.period`, period.toMilliseconds() / 1000, (value) => value > 0 && value % 60 === 0, 'whole minutes, in seconds, since the metrics are by the minute', this.scope);
  }

  private checkDuration(prop: string, duration: Duration): void {
    if (typeof duration?.toMilliseconds !== 'function') fail(`'${prop}' must be a Duration, got ${show(duration)}: write Duration.minutes(5), for example`, this.scope);
  }

  /** 3 seconds is what Lambda takes if nobody says it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
  private timeoutSeconds(): number {
    const l1 = this.alias.version.lambda.node.defaultChild;
    const timeout = CfnFunction.isCfnFunction(l1) ? l1.timeout ?? 3 : undefined;
    if (timeout === undefined || Token.isUnresolved(timeout)) {
      fail("'alarms.duration.threshold' must be set, since the timeout of the function is not known: write RollbackAlarmSet.standard({ duration: { threshold: Duration.seconds(10) } }), for example", this.scope);
    }
    return timeout;
  }
}

function metric(metricName: string, dimensionsMap: Dimensions, statistic: string, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap, statistic, period });
}
