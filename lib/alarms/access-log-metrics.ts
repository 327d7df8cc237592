import { createHash } from 'node:crypto';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccessLogSource } from './access-log-source';
import { accessLogSettingOf } from '../private/access-log-of-stage';
import { filterPattern, jsonSelector, LineCondition, valueSelector } from '../private/access-log-pattern';
import { AnyStage, isRestStage } from '../private/api-type';
import { canaryAccessLogOf, expectCanary } from '../private/canary-stage';
import { fail, show } from '../private/errors';
import { referencedConstructs } from '../private/tokens';

/** Of the metrics that are read from access logs. */
const NAMESPACE = 'Gatehouse/AccessLogs';

/** "false" for a request to the base, and "-" without a canary. */
const OF_CANARY: LineCondition = { variable: '$context.isCanaryRequest', values: ['true'] };

/**
 * The longest name of a metric, which may hold neither ":" nor "*" nor "$".
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
const MAX_NAME = 255;

/** What a metric filter counts; a default and dimensions exclude each other. */
interface FilterOptions {
  readonly pattern: string;
  readonly value?: string;
  readonly defaultValue?: number;
  readonly dimensions?: Record<string, string>;
}

/**
 * Metrics of a stage that only its access log knows, each by a metric filter. They are named by what API Gateway names its own metrics of the stage by,
 * so that an alarm on one refers to nothing that it would not refer to anyway.
 */
export class AccessLogMetrics {
  private log?: { readonly logGroup: logs.ILogGroup; readonly format: string };

  /**
   * @param scope  where metric filters are defined
   * @param stage  the L1 of the stage, if it is defined in the app
   * @param source the access log, if somebody said it
   * @param key    by what API Gateway names the metrics of the stage
   */
  constructor(
    private readonly scope: Construct,
    private readonly stage: AnyStage | undefined,
    private readonly source: AccessLogSource | undefined,
    private readonly key: string[],
  ) {}

  /** How many lines meet a condition in a period: 0 if there are lines, and none does. */
  public count(name: string, condition: LineCondition, period: Duration): cloudwatch.Metric {
    const metricName = this.define(name, (format) => ({ defaultValue: 0, pattern: filterPattern(format, [condition], this.scope) }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
  }

  /** How many lines have a value of a variable in a period, each value counted by itself under a dimension. */
  public countBy(name: string, dimension: string, variable: string, value: string, period: Duration): cloudwatch.Metric {
    const metricName = this.define(name, (format) => {
      const selector = jsonSelector(format, variable, this.scope);
      return { dimensions: { [dimension]: selector }, pattern: `{ ${selector} != "-" }` };
    });
    const dimensionsMap = { [dimension]: value };
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic: cloudwatch.Stats.SUM, period });
  }

  /** How many lines of a canary meet conditions in a period. */
  public countCanary(name: string, conditions: LineCondition[], period: Duration): cloudwatch.Metric {
    const pattern = (format: string) => filterPattern(format, [OF_CANARY, ...conditions], this.scope);
    const metricName = this.defineOfCanary(name, (format) => ({ defaultValue: 0, pattern: pattern(format) }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
  }

  /** A statistic of a number in the lines of a canary. */
  public valueOfCanary(name: string, variable: string, statistic: string, period: Duration): cloudwatch.Metric {
    const metricName = this.defineOfCanary(name, (format) => ({
      value: valueSelector(format, variable, this.scope),
      pattern: filterPattern(format, [OF_CANARY], this.scope),
    }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic, period });
  }

  /** Defines the metric filter of a name, once. */
  private define(name: string, how: (format: string) => FilterOptions): string {
    const metricName = this.nameOf(name);
    if (!this.scope.node.tryFindChild(`${name}Filter`)) {
      const { logGroup, format } = this.accessLog(name);
      this.defineFilter(`${name}Filter`, metricName, logGroup, how(format));
    }
    return metricName;
  }

  /**
   * Defines metric filters of a name on both log groups into one metric, once: requests of a canary are logged in a group of their own, and AWS does
   * not say whether in the other, too. A rate is the same either way.
   */
  private defineOfCanary(name: string, how: (format: string) => FilterOptions): string {
    const metricName = this.define(name, how);
    if (!this.scope.node.tryFindChild(`${name}OfCanaryFilter`)) {
      const { logGroup, format } = this.accessLog(name);
      this.defineFilter(`${name}OfCanaryFilter`, metricName, this.canaryLogGroup(logGroup), how(format));
    }
    return metricName;
  }

  private defineFilter(id: string, metricName: string, logGroup: logs.ILogGroup, { pattern, value = '1', ...options }: FilterOptions): void {
    new logs.MetricFilter(this.scope, id, {
      ...options, logGroup, metricNamespace: NAMESPACE, metricName, metricValue: value, filterPattern: logs.FilterPattern.literal(pattern),
    });
  }

  private canaryLogGroup({ logGroupName }: logs.ILogGroup): logs.ILogGroup {
    const { scope, stage, source } = this;
    const id = 'CanaryAccessLog';
    if (source || !stage || !isRestStage(stage)) {
      return scope.node.tryFindChild(id) as logs.ILogGroup | undefined ?? logs.LogGroup.fromLogGroupName(scope, id, `${logGroupName}/Canary`);
    }
    expectCanary(stage);
    return canaryAccessLogOf(stage, logGroupName);
  }

  private nameOf(name: string): string {
    const parts = [...this.key, name].map((part) => (Token.isUnresolved(part) ? part : part.replace(/[:*$]/g, '.')));
    const text = parts.join(' ');
    if (Token.isUnresolved(text) || text.length <= MAX_NAME) return text;
    return `${text.slice(0, MAX_NAME - 9)} ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  }

  private accessLog(name: string): { readonly logGroup: logs.ILogGroup; readonly format: string } {
    const { source } = this;
    this.log ??= source ? { logGroup: source.logGroup, format: source.format.toString() } : this.accessLogOfStage(name);
    if (Token.isUnresolved(this.log.format)) fail('the format of the access log must be known at synthesis for an alarm that reads it, got a token: write it, or set \'accessLog\'', this.scope);
    return this.log;
  }

  private accessLogOfStage(name: string): { readonly logGroup: logs.ILogGroup; readonly format: string } {
    const { destinationArn, format } = accessLogSettingOf(this.stage);
    if (destinationArn === undefined || format === undefined) {
      fail(`the alarm ${show(name)} is read from the access log, which the stage does not have, or which is not known: apply StageAccessLogs before it, or set 'accessLog'`, this.scope);
    }
    const references = [...referencedConstructs(destinationArn, this.scope)];
    if (destinationArn.includes(':deliverystream/') || references.some((construct) => CfnDeliveryStream.isCfnDeliveryStream(construct))) {
      fail(`the alarm ${show(name)} is read from the access log by a metric filter, which Firehose does not have: write AccessLogs.cloudWatch(), or leave the alarm out`, this.scope);
    }
    const l1 = references.find((construct) => logs.CfnLogGroup.isCfnLogGroup(construct)) as logs.CfnLogGroup | undefined;
    const logGroupName = l1?.ref ?? /:log-group:([^:]+?)(:\*)?$/.exec(destinationArn)?.[1];
    if (logGroupName === undefined) {
      fail(`the alarm ${show(name)} is read from the access log, whose log group is not known from ${show(destinationArn)}: set 'accessLog'`, this.scope);
    }
    return { logGroup: logs.LogGroup.fromLogGroupName(this.scope, 'AccessLog', logGroupName), format };
  }
}
