import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream, IDeliveryStreamRef } from 'aws-cdk-lib/aws-kinesisfirehose';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { DataProtectionPolicy, ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Annotations, ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { DEFAULT_FIELDS, knowsVariable } from './access-log-fields';
import { jsonLine } from './access-log-line';
import { AccessLogsConfig } from './access-logs-config';
import { ACCESS_LOGS, defineLogGroup } from './log-group';
import { AnyStage, apiIdOf, apiTypeOf } from '../private/api-type';
import { canaryAccessLogOf, whenReleased } from '../private/canary-stage';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_FORMAT_BYTES = 3 * 1024;

/** Options of a log group that access logs go to. */
export interface CloudWatchAccessLogsOptions {
  /**
   * An existing log group. `retention`, `encryptionKey`, `dataProtectionPolicy` and `removalPolicy` are then its owner's business.
   *
   * @default - a log group is defined for the stage
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long log events are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;

  /**
   * The key that encrypts the log group. CloudWatch Logs is allowed to use it for log groups of this account;
   * the policy of an imported key has to say so already.
   *
   * @default - the log group is encrypted with a key that CloudWatch Logs owns
   */
  readonly encryptionKey?: IKey;

  /**
   * What is masked for readers of the log group who may not unmask it: identifiers of personal data, such as e-mail addresses. It is billed.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: DataProtectionPolicy;

  /**
   * What happens to the log group when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE; the one for canaries goes when the stage gets no canaries any more
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What each line says: a format of `RestAccessLogFormat`, `HttpAccessLogFormat` or `WebSocketAccessLogFormat`, or one of your own. It must be one
   * line, contain `$context.requestId` or `$context.extendedRequestId`, and read no variables that the type of API does not know.
   *
   * @default - JSON with the fields of docs/access-logs.md, every value quoted
   */
  readonly format?: AccessLogFormat;
}

/** Options of a delivery stream that access logs go to. */
export interface FirehoseAccessLogsOptions {
  /**
   * What each line says: a format of `RestAccessLogFormat`, `HttpAccessLogFormat` or `WebSocketAccessLogFormat`, or one of your own. It must be one
   * line, contain `$context.requestId` or `$context.extendedRequestId`, and read no variables that the type of API does not know.
   *
   * @default - JSON with the fields of docs/access-logs.md, every value quoted
   */
  readonly format?: AccessLogFormat;
}

const CLOUD_WATCH: Record<keyof CloudWatchAccessLogsOptions, true> = {
  logGroup: true, retention: true, encryptionKey: true, dataProtectionPolicy: true, removalPolicy: true, format: true,
};

/** Where a stage writes a line for each request, and what the line says. */
export abstract class AccessLogs {
  /** To a log group of CloudWatch Logs. */
  public static cloudWatch(options: CloudWatchAccessLogsOptions = {}): AccessLogs {
    if (!isObject(options)) fail(`the options of access logs must be a structure, got ${show(options)}: leave them out for the defaults`);
    checkMembers(options, Object.keys(CLOUD_WATCH), 'AccessLogs.cloudWatch');
    if (options.logGroup !== undefined && typeof options.logGroup?.logGroupName !== 'string') fail(`'logGroup' must be a log group, got ${show(options.logGroup)}`);
    return new CloudWatchAccessLogs(options);
  }

  /**
   * To a Firehose delivery stream, of a REST API only. Its name must begin with `amazon-apigateway-`, which API Gateway asks for. API Gateway
   * writes to it with a service-linked role, not with the account's role for logs.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
   */
  public static firehose(deliveryStream: IDeliveryStreamRef, options: FirehoseAccessLogsOptions = {}): AccessLogs {
    if (!isObject(deliveryStream?.deliveryStreamRef)) fail(`'deliveryStream' must be a delivery stream of Firehose, got ${show(deliveryStream)}`);
    checkMembers(options, ['format'], 'AccessLogs.firehose');
    return new FirehoseAccessLogs(deliveryStream, options);
  }

  /** Nowhere: the stage writes no access logs. */
  public static none(): AccessLogs {
    return new NoAccessLogs();
  }

  /** @internal */
  public abstract _bind(stage: AnyStage): AccessLogsConfig | undefined;
}

class CloudWatchAccessLogs extends AccessLogs {
  constructor(private readonly options: CloudWatchAccessLogsOptions) {
    super();
  }

  public _bind(stage: AnyStage): AccessLogsConfig {
    const { logGroup, format, ...ofGroup } = this.options;
    const set = Object.entries(ofGroup).find(([, value]) => value !== undefined);
    if (logGroup && set) fail(`'logGroup' is given, so '${set[0]}' has no effect: set it on that log group, and leave it out here`, stage);
    const group = logGroup ?? defineLogGroup(stage, ACCESS_LOGS, { ...ofGroup, logGroupName: vendedLogGroupName(stage) });
    if (logGroup) whenReleased(stage, () => canaryAccessLogOf(stage, logGroup.logGroupName));
    const destinationArn = Stack.of(group).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: group.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      account: group.env.account,
      region: group.env.region,
    });
    return { withAccountRole: apiTypeOf(stage) !== 'HTTP', destinationArn, format: renderFormat(format, stage) };
  }
}

class FirehoseAccessLogs extends AccessLogs {
  constructor(private readonly deliveryStream: IDeliveryStreamRef, private readonly options: FirehoseAccessLogsOptions) {
    super();
  }

  public _bind(stage: AnyStage): AccessLogsConfig {
    if (apiTypeOf(stage) !== 'REST') fail("'accessLogs' must not go to Firehose, which API Gateway offers for REST APIs only: write AccessLogs.cloudWatch(), and subscribe a delivery stream to its log group", stage);
    const name = literalDeliveryStreamName(this.deliveryStream);
    if (name === undefined || (!Token.isUnresolved(name) && !name.startsWith('amazon-apigateway-'))) {
      fail(`'deliveryStreamName' must begin with "amazon-apigateway-" for API Gateway to write to it, got ${show(name)}: name it "amazon-apigateway-orders", for example`, stage);
    }
    const destinationArn = this.deliveryStream.deliveryStreamRef.deliveryStreamArn;
    return { withAccountRole: false, destinationArn, format: renderFormat(this.options.format, stage) };
  }
}

/** The name as it was written; undefined if CloudFormation is to choose one. */
function literalDeliveryStreamName(stream: IDeliveryStreamRef): string | undefined {
  const l1 = [stream, stream.node.defaultChild].find((construct) => CfnDeliveryStream.isCfnDeliveryStream(construct));
  return l1 ? (l1 as CfnDeliveryStream).deliveryStreamName : stream.deliveryStreamRef.deliveryStreamName;
}

class NoAccessLogs extends AccessLogs {
  public _bind(): undefined {
    return undefined;
  }
}

/**
 * API Gateway delivers the access log of a HTTP API under a resource policy of CloudWatch Logs, which is one of
 * 5,120 characters for the whole account and Region. For names with this prefix it has one statement instead of one each.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
function vendedLogGroupName(stage: AnyStage): string | undefined {
  if (apiTypeOf(stage) !== 'HTTP') return undefined;
  const name = stage.stageName === '$default' ? '.default' : stage.stageName; // "$" may not be in the name of a log group, "." not in that of a stage
  return `/aws/vendedlogs/apis/${apiIdOf(stage)}/${name}`;
}

function renderFormat(format: AccessLogFormat | undefined, stage: AnyStage): string {
  const text: unknown = format === undefined ? defaultFormat(stage) : isObject(format) && format.toString();
  if (typeof text !== 'string') return fail(`'format' must be an AccessLogFormat of text, got ${show(format)}: write RestAccessLogFormat.json(RestAccessLogField.STATUS), for example`, stage);
  if (Token.isUnresolved(text)) return text;
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(text)) {
    fail(`'format' must contain $context.requestId or $context.extendedRequestId, got ${show(text)}: API Gateway refuses the stage without`, stage);
  }
  if (/[\r\n]/.test(text)) {
    fail(`'format' must be one line, got ${show(text)}: take the line breaks out`, stage);
  }
  if (Buffer.byteLength(text) > MAX_FORMAT_BYTES) {
    fail(`'format' must be at most ${MAX_FORMAT_BYTES} bytes, got ${Buffer.byteLength(text)}: take fields out`, stage);
  }
  const type = apiTypeOf(stage);
  const unknown = type && variablesOf(text).find((variable) => !knowsVariable(type, variable));
  if (unknown) {
    fail(`'format' must not read ${unknown}, which API Gateway does not know in the access log of a ${type === 'WEBSOCKET' ? 'WebSocket' : type} API, so that each line would say "-": take a field that docs/access-logs.md lists for it`, stage);
  }
  if (variablesOf(text).some((variable) => /identity\.apiKey\b/.test(variable))) {
    Annotations.of(stage).addWarningV2('cdk-gatehouse:apiKeyInAccessLog', "'format' writes API keys to the access log, with which whoever reads it can call: take $context.identity.apiKeyId");
  }
  return text;
}

/** What API Gateway may take for a variable: an access log has those of the context only. */
function variablesOf(text: string): string[] {
  return text.match(/\$\{(context|input|stageVariables|util|method)(\.[A-Za-z0-9_]+)+\}|\$(context|input|stageVariables|util|method)(\.[A-Za-z0-9_]+)+/g) ?? [];
}

function defaultFormat(stage: AnyStage): string {
  const type = apiTypeOf(stage) ?? fail("'format' must be set for a stage of an imported API, whose type is not known: the fields of HTTP and WebSocket APIs differ", stage);
  return jsonLine(DEFAULT_FIELDS[type]);
}
