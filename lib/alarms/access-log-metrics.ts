import { createHash } from 'node:crypto';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AccessLogSource } from './access-log-source';
import { checkPlace } from './alarm-group';
import { WatchedStage } from './watched-stage';
import { accessLogSettingOf, isOwnLogGroup, logGroupNameOf, logGroupOf } from '../private/access-log-of-stage';
import { filterPattern, hasValuePattern, LineCondition, saysText, valueSelector } from '../private/access-log-pattern';
import { AnyStage, apiIdOf, isRestStage, isStage } from '../private/api-type';
import { canaryAccessLogOf, expectCanary } from '../private/canary-stage';
import { fail, show } from '../private/errors';
import { differencesOf, placeOfArn } from '../private/place';

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

/** What tells the lines of one stage from those of another. */
const STAGE = '$context.stage';
const API = '$context.apiId';

/**
 * For each app, or stage of it, the metric filters that are there, by all that makes two the same: a second one would count each line twice, since
 * a metric has the values of both.
 */
const DEFINED = new WeakMap<IConstruct, Set<string>>();

/** What a metric filter counts; a default and dimensions exclude each other. */
interface FilterOptions {
  readonly pattern: string;
  readonly value?: string;
  readonly defaultValue?: number;
  readonly dimensions?: Record<string, string>;
}

/** An access log that is read. */
interface Log {
  readonly logGroup: logs.ILogGroup;
  readonly format: string;
  /** The same for two log groups if they are one. */
  readonly name: string;
  readonly l1?: logs.CfnLogGroup;
  /** What only the lines of the stage meet, if others may write to the log group, too. */
  readonly ofStage: LineCondition[];
}

/** A metric filter that is to be defined. */
interface Filter extends Pick<Log, 'logGroup' | 'name'> {
  readonly options: FilterOptions;
}

/**
 * Metrics of a stage that only its access log knows, each by a metric filter. They are named by what API Gateway names its own metrics of the stage
 * by, so that an alarm on one refers to nothing that it would not refer to anyway. Groups of alarms on one stage share them.
 */
export class AccessLogMetrics {
  private log?: Log;

  /**
   * @param scope  where metric filters are defined
   * @param stage  the stage whose metrics they are
   * @param source the access log, if somebody said it
   */
  constructor(
    private readonly scope: Construct,
    private readonly stage: WatchedStage,
    private readonly source: AccessLogSource | undefined,
  ) {}

  /** How many lines meet a condition in a period: 0 if there are lines, and none does. */
  public count(name: string, condition: LineCondition, period: Duration): cloudwatch.Metric {
    const patternOf = ({ format, ofStage }: Log) => filterPattern(format, [condition, ...ofStage], this.scope);
    const metricName = this.define(name, (log) => ({ defaultValue: 0, pattern: patternOf(log) }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
  }

  /** How many lines have a value of a variable in a period, each value counted by itself under a dimension. */
  public countBy(name: string, dimension: string, variable: string, value: string, period: Duration): cloudwatch.Metric {
    const metricName = this.define(name, ({ format, ofStage }) => {
      const { selector, pattern } = hasValuePattern(format, variable, ofStage, this.scope);
      return { dimensions: { [dimension]: selector }, pattern };
    });
    const dimensionsMap = { [dimension]: value };
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, statistic: cloudwatch.Stats.SUM, period });
  }

  /** How many lines of a canary meet conditions in a period. */
  public countCanary(name: string, conditions: LineCondition[], period: Duration): cloudwatch.Metric {
    const patternOf = ({ format, ofStage }: Log) => filterPattern(format, [OF_CANARY, ...conditions, ...ofStage], this.scope);
    const metricName = this.defineOfCanary(name, (log) => ({ defaultValue: 0, pattern: patternOf(log) }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
  }

  /** A statistic of a number in the lines of a canary. */
  public valueOfCanary(name: string, variable: string, statistic: string, period: Duration): cloudwatch.Metric {
    const metricName = this.defineOfCanary(name, ({ format, ofStage }) => ({
      value: valueSelector(format, variable, this.scope),
      pattern: filterPattern(format, [OF_CANARY, ...ofStage], this.scope),
    }));
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic, period });
  }

  /** Defines the metric filter of a name, once for all groups of alarms. */
  private define(name: string, how: (log: Log) => FilterOptions): string {
    const metricName = this.nameOf(name);
    const log = this.accessLog(name);
    this.defineFilter(`${name}Filter`, metricName, { ...log, options: how(log) });
    return metricName;
  }

  /**
   * Defines metric filters of a name on both log groups into one metric, once: requests of a canary are logged in a group of their own, and AWS does
   * not say whether in the other, too. A rate is the same either way.
   */
  private defineOfCanary(name: string, how: (log: Log) => FilterOptions): string {
    const metricName = this.define(name, how);
    const log = this.accessLog(name);
    this.defineFilter(`${name}OfCanaryFilter`, metricName, { ...this.canaryLogOf(log), options: how(log) });
    return metricName;
  }

  /** Defines a metric filter, unless another group of alarms has. */
  private defineFilter(id: string, metricName: string, { logGroup, name, options: { pattern, value = '1', ...options } }: Filter): void {
    const defined = definedBeside(this.scope);
    const { account, region } = Stack.of(this.scope);
    const key = JSON.stringify([...[account, region].map((part) => (Token.isUnresolved(part) ? '?' : part)), name, metricName, pattern]);
    if (defined.has(key)) return;
    defined.add(key);
    new logs.MetricFilter(this.scope, id, {
      ...options, logGroup, metricNamespace: NAMESPACE, metricName, metricValue: value, filterPattern: logs.FilterPattern.literal(pattern),
    });
  }

  /** Where the requests of a canary are logged: API Gateway names it by the log group of the stage. */
  private canaryLogOf(log: Log): Pick<Log, 'logGroup' | 'name'> {
    const { scope, source, stage: { facts: { l1: stage } } } = this;
    const id = 'CanaryAccessLog';
    const name = `${log.name}/Canary`;
    const { logGroupName: ofStage } = log.logGroup;
    if (source || !stage || !isRestStage(stage)) {
      return { name, logGroup: scope.node.tryFindChild(id) as logs.ILogGroup | undefined ?? logs.LogGroup.fromLogGroupName(scope, id, `${ofStage}/Canary`) };
    }
    expectCanary(stage);
    return { name, logGroup: canaryAccessLogOf(stage, ofStage) };
  }

  private nameOf(name: string): string {
    const said = [...Object.values(this.stage.dimensions), name];
    const parts = said.map((part) => (Token.isUnresolved(part) ? part : part.replace(/[:*$]/g, '.')));
    const text = parts.join(' ');
    if (Token.isUnresolved(text)) return text;
    // "$default" is the only stage with a point in its name; the names of two APIs may become one
    const isUnique = parts.every((part, index) => part === said[index] || said[index] === '$default');
    if (isUnique && text.length <= MAX_NAME) return text;
    return `${text.slice(0, MAX_NAME - 9)} ${createHash('sha256').update(said.join(' ')).digest('hex').slice(0, 8)}`;
  }

  private accessLog(name: string): Log {
    this.log ??= this.readLog(name);
    return this.log;
  }

  private readLog(name: string): Log {
    const { source, stage: { facts: { l1: stage } } } = this;
    const { destinationArn, format } = source ? { destinationArn: undefined, format: source.format.toString() } : accessLogSettingOf(stage);
    const found = source ? this.logGroupOfSource(source) : this.logGroupOfStage(name, stage, destinationArn, format);
    if (format === undefined || Token.isUnresolved(format)) {
      fail('the format of the access log must be known at synthesis for an alarm that reads it, got a token: write it, or set \'accessLog\'', this.scope);
    }
    const own = !source && stage !== undefined && isOwnLogGroup(found, stage);
    const { apiId, dimensions } = this.stage;
    const conditions = [{ variable: STAGE, values: [dimensions.Stage] }, { variable: API, values: [apiId] }];
    const told = conditions.filter(({ variable }) => saysText(format, variable));
    const log = { ...found, format, ofStage: own ? [] : told };
    this.scope.node.addValidation({
      validate: () => [
        ...classProblems(name, log),
        ...(source || !stage ? [] : changeProblems(name, log, stage)),
        ...(own || told.length === 2 ? [] : this.sharingProblems(name, log)),
      ],
    });
    return log;
  }

  private logGroupOfSource({ logGroup }: AccessLogSource): Omit<Log, 'format' | 'ofStage'> {
    checkPlace('accessLog.logGroup', logGroup.env, this.scope);
    const child = logGroup.node.defaultChild;
    const l1 = logs.CfnLogGroup.isCfnLogGroup(child) ? child : undefined;
    return { logGroup, l1, name: l1?.ref ?? logGroup.logGroupName };
  }

  private logGroupOfStage(name: string, stage?: AnyStage, destinationArn?: string, format?: string): Omit<Log, 'format' | 'ofStage'> {
    if (!stage || destinationArn === undefined || format === undefined) {
      fail(`the alarm ${show(name)} is read from the access log, which the stage does not have, or which is not known: apply StageAccessLogs before it, or set 'accessLog'`, this.scope);
    }
    const found = logGroupOf(destinationArn, stage);
    if (found === 'firehose') {
      fail(`the alarm ${show(name)} is read from the access log by a metric filter, which Firehose does not have: write AccessLogs.cloudWatch(), or leave the alarm out`, this.scope);
    }
    if (found === undefined) {
      fail(`the alarm ${show(name)} is read from the access log, whose log group is not known from ${show(destinationArn)}: set 'accessLog'`, this.scope);
    }
    checkPlace('stage.accessLog', placeOfArn(destinationArn), this.scope);
    return { ...found, logGroup: logs.LogGroup.fromLogGroupName(this.scope, '#AccessLog', found.name) };
  }

  /** Lines of another stage that cannot be told from those of this one. */
  private sharingProblems(name: string, { name: logGroup, ofStage }: Log): string[] {
    const { facts: { l1: own }, apiId, dimensions } = this.stage;
    const says = (variable: string) => ofStage.some((condition) => condition.variable === variable);
    const alike = (other: AnyStage) => {
      if (apiIdOf(other) === apiId) return !says(STAGE);
      return !says(API) && !(says(STAGE) && other.stageName !== dimensions.Stage);
    };
    const writes = (other: AnyStage) => {
      const { destinationArn } = accessLogSettingOf(other);
      return destinationArn !== undefined && logGroupNameOf(destinationArn, other) === logGroup;
    };
    const here = (other: AnyStage) => differencesOf(Stack.of(other), this.scope).length === 0;
    const others = deployedWith(this.scope).node.findAll().filter(isStage).filter((stage) => stage !== own);
    const other = others.find((stage) => alike(stage) && here(stage) && writes(stage));
    return other ? [`the alarm ${show(name)} would count the lines of another stage, [${other.node.path}], which writes to the same log group: add $context.stage and $context.apiId to the format, or give each stage a log group of its own`] : [];
  }
}

/** What is deployed with a construct: the app, or a `Stage` of it. */
function deployedWith(scope: IConstruct): IConstruct {
  return Stage.of(scope) ?? scope.node.root;
}

function definedBeside(scope: IConstruct): Set<string> {
  const home = deployedWith(scope);
  const defined = DEFINED.get(home) ?? new Set();
  DEFINED.set(home, defined);
  return defined;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
function classProblems(name: string, { l1 }: Log): string[] {
  const logClass = l1?.logGroupClass;
  if (logClass === undefined || Token.isUnresolved(logClass) || logClass === logs.LogGroupClass.STANDARD) return [];
  return [`the alarm ${show(name)} is read from the access log by a metric filter, which a log group of class ${logClass} does not have: take LogGroupClass.STANDARD, or leave the alarm out`];
}

function changeProblems(name: string, log: Log, stage: AnyStage): string[] {
  const { destinationArn, format } = accessLogSettingOf(stage);
  if (destinationArn !== undefined && format === log.format && logGroupNameOf(destinationArn, stage) === log.name) return [];
  return [`the access log was changed after the alarm ${show(name)} that reads it was defined: change it before, so that the alarm reads what is written`];
}
