import { AccessLogFormat, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream, IDeliveryStreamRef } from 'aws-cdk-lib/aws-kinesisfirehose';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { REST_ACCESS_LOG_FIELDS } from './access-log-fields';
import { AccessLogsConfig } from './access-logs-config';
import { defineLogGroup } from './log-group';
import { fail, show } from '../private/errors';

/** Options of a log group that access logs go to. */
export interface CloudWatchAccessLogsOptions {
  /**
   * An existing log group. `retention`, `encryptionKey` and `removalPolicy` are then its owner's business.
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
   * What happens to the log group when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What each line says. It must contain `$context.requestId` or `$context.extendedRequestId` and be one line.
   *
   * @default - JSON with the fields of docs/access-logs.md, every value quoted
   */
  readonly format?: AccessLogFormat;
}

/** Options of a delivery stream that access logs go to. */
export interface FirehoseAccessLogsOptions {
  /**
   * What each line says. It must contain `$context.requestId` or `$context.extendedRequestId` and be one line.
   *
   * @default - JSON with the fields of docs/access-logs.md, every value quoted
   */
  readonly format?: AccessLogFormat;
}

/** Where a stage writes a line for each request, and what the line says. */
export abstract class AccessLogs {
  /** To a log group of CloudWatch Logs. */
  public static cloudWatch(options: CloudWatchAccessLogsOptions = {}): AccessLogs {
    return new CloudWatchAccessLogs(options);
  }

  /**
   * To a Firehose delivery stream. Its name must begin with `amazon-apigateway-`, which API Gateway asks for. API Gateway
   * writes to it with a service-linked role, not with the account's role for logs.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
   */
  public static firehose(deliveryStream: IDeliveryStreamRef, options: FirehoseAccessLogsOptions = {}): AccessLogs {
    return new FirehoseAccessLogs(deliveryStream, options);
  }

  /** Nowhere: the stage writes no access logs. */
  public static none(): AccessLogs {
    return new NoAccessLogs();
  }

  /** @internal */
  public abstract _bind(stage: CfnStage): AccessLogsConfig | undefined;
}

class CloudWatchAccessLogs extends AccessLogs {
  constructor(private readonly options: CloudWatchAccessLogsOptions) {
    super();
  }

  public _bind(stage: CfnStage): AccessLogsConfig {
    const { logGroup, retention, encryptionKey, removalPolicy, format } = this.options;
    if (logGroup && (retention || encryptionKey || removalPolicy)) {
      fail("'logGroup' is given, so 'retention', 'encryptionKey' and 'removalPolicy' have no effect: set them on that log group", stage);
    }
    const group = logGroup ?? defineLogGroup(stage, 'AccessLogs', { retention, encryptionKey, removalPolicy });
    const destinationArn = Stack.of(group).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: group.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      account: group.env.account,
      region: group.env.region,
    });
    return { withAccountRole: true, destinationArn, format: renderFormat(format, stage) };
  }
}

class FirehoseAccessLogs extends AccessLogs {
  constructor(private readonly deliveryStream: IDeliveryStreamRef, private readonly options: FirehoseAccessLogsOptions) {
    super();
  }

  public _bind(stage: CfnStage): AccessLogsConfig {
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

function renderFormat(format: AccessLogFormat | undefined, stage: CfnStage): string {
  const text = format?.toString() ?? JSON.stringify(REST_ACCESS_LOG_FIELDS);
  if (Token.isUnresolved(text)) return text;
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(text)) {
    fail(`'format' must contain $context.requestId or $context.extendedRequestId, got ${show(text)}: API Gateway refuses the stage without`, stage);
  }
  if (/[\r\n]/.test(text)) {
    fail(`'format' must be one line, got ${show(text)}: take the line breaks out`, stage);
  }
  return text;
}
