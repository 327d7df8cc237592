import { createHash } from 'node:crypto';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccessLogSource } from './access-log-source';
import { filterPattern, jsonSelector, LineCondition } from '../private/access-log-pattern';
import { AnyStage, isRestStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { referencedConstructs } from '../private/tokens';

/** Of the metrics that are read from access logs. */
const NAMESPACE = 'Gatehouse/AccessLogs';

/** The longest name of a metric, which may hold neither ":" nor "*" nor "$": https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html */
const MAX_NAME = 255;

/**
 * Metrics of a stage that only its access log knows, each by a metric filter. They are named by what API Gateway names its own metrics of the stage by,
 * so that an alarm on one refers to nothing that it would not refer to anyway.
 */
export class AccessLogMetrics {
  private log?: { readonly logGroup: logs.ILogGroup; readonly format: string };
  private readonly names = new Map<string, string>();

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
    const metricName = this.nameOf(name);
    if (!this.names.has(name)) {
      const { logGroup, format } = this.accessLog(name);
      new logs.MetricFilter(this.scope, `${name}Filter`, {
        logGroup, metricNamespace: NAMESPACE, metricName, metricValue: '1', defaultValue: 0, filterPattern: logs.FilterPattern.literal(filterPattern(format, condition, this.scope)),
      });
      this.names.set(name, metricName);
    }
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
  }

  /** How many lines have a value of a variable in a period, each value counted by itself under a dimension. */
  public countBy(name: string, dimension: string, variable: string, value: string, period: Duration): cloudwatch.Metric {
    const metricName = this.nameOf(name);
    if (!this.names.has(name)) {
      const { logGroup, format } = this.accessLog(name);
      const selector = jsonSelector(format, variable, this.scope);
      new logs.MetricFilter(this.scope, `${name}Filter`, {
        logGroup, metricNamespace: NAMESPACE, metricName, metricValue: '1', dimensions: { [dimension]: selector }, filterPattern: logs.FilterPattern.literal(`{ ${selector} != "-" }`),
      });
      this.names.set(name, metricName);
    }
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { [dimension]: value }, statistic: cloudwatch.Stats.SUM, period });
  }

  private nameOf(name: string): string {
    const parts = [...this.key, name].map((part) => (Token.isUnresolved(part) ? part : part.replace(/[:*$]/g, '.')));
    const text = parts.join(' ');
    if (Token.isUnresolved(text) || text.length <= MAX_NAME) return text;
    return `${text.slice(0, MAX_NAME - 9)} ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  }

  private accessLog(name: string): { readonly logGroup: logs.ILogGroup; readonly format: string } {
    if (this.log === undefined) this.log = this.source ? { logGroup: this.source.logGroup, format: this.source.format.toString() } : this.accessLogOfStage(name);
    if (Token.isUnresolved(this.log.format)) fail(`the format of the access log must be known at synthesis for an alarm that reads it, got a token: write it, or set 'accessLog'`, this.scope);
    return this.log;
  }

  private accessLogOfStage(name: string): { readonly logGroup: logs.ILogGroup; readonly format: string } {
    const { destinationArn, format } = settingOf(this.stage);
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

function settingOf(stage: AnyStage | undefined): { readonly destinationArn?: string; readonly format?: string } {
  const setting = stage && (isRestStage(stage) ? stage.accessLogSetting : stage.accessLogSettings);
  return setting === undefined || Token.isUnresolved(setting) ? {} : setting as { destinationArn?: string; format?: string };
}
