import { Distribution, DistributionProps } from 'aws-cdk-lib/aws-cloudfront';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

const CLOUDFRONT_REGION = 'us-east-1';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html */
const WITHOUT_BUCKETS = [
  'af-south-1', 'ap-east-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1',
  'me-central-1', 'me-south-1',
];

/** What a line says: without cookies, query strings and referrers, where credentials may be. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
const FIELDS = [
  'date', 'time', 'x-edge-location', 'c-ip', 'cs-method', 'cs(Host)', 'cs-uri-stem', 'sc-status', 'sc-bytes', 'cs-bytes', 'cs(User-Agent)', 'x-edge-result-type',
  'x-edge-response-result-type', 'x-edge-detailed-result-type', 'x-edge-request-id', 'x-host-header', 'cs-protocol', 'cs-protocol-version', 'ssl-protocol',
  'ssl-cipher', 'time-taken', 'time-to-first-byte', 'sc-content-type',
];

/** Options of `DistributionLogs.bucket`. */
export interface BucketDistributionLogsOptions {
  /**
   * An existing bucket, whose object ownership has to let its owner be another than the bucket's (ACLs).
   *
   * @default - one is defined: encrypted, for TLS only, without public access; it stays when the stack is deleted
   */
  readonly bucket?: IBucket;

  /**
   * How long the files are kept in the bucket that is defined.
   *
   * @default Duration.days(90)
   */
  readonly expiration?: Duration;

  /**
   * What the names of the files begin with.
   *
   * @default - nothing
   */
  readonly prefix?: string;
}

/** Options of `DistributionLogs.cloudWatch`. */
export interface CloudWatchDistributionLogsOptions {
  /**
   * How long log events are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;
}

/** Where a distribution writes a line for each request. Never with cookies. */
export abstract class DistributionLogs {
  /** To files in a bucket of Amazon S3: CloudFront's standard logs, which have query strings. */
  public static bucket(options: BucketDistributionLogsOptions = {}): DistributionLogs {
    checkMembers(options, ['bucket', 'expiration', 'prefix'], 'DistributionLogs.bucket');
    const { bucket, expiration, prefix } = options;
    if (bucket !== undefined && typeof bucket?.bucketName !== 'string') fail(`'bucket' must be a bucket, got ${show(bucket)}`);
    if (bucket && expiration) fail("'bucket' is given, so 'expiration' has no effect: set it on that bucket, and leave it out here");
    if (expiration !== undefined && typeof expiration?.toDays !== 'function') fail(`'expiration' must be a Duration, got ${show(expiration)}: write Duration.days(90), for example`);
    if (prefix !== undefined && typeof prefix !== 'string') fail(`'prefix' must be text, got ${show(prefix)}: write "orders/", for example`);
    return new ToBucket(options);
  }

  /** To a log group of CloudWatch Logs, without query strings. Its resources have to be in us-east-1, so that the stack has to be there. */
  public static cloudWatch(options: CloudWatchDistributionLogsOptions = {}): DistributionLogs {
    checkMembers(options, ['retention'], 'DistributionLogs.cloudWatch');
    return new ToCloudWatch(options);
  }

  /** Nowhere. */
  public static none(): DistributionLogs {
    return new NoLogs();
  }

  /**
   * What the distribution is told.
   *
   * @internal
   */
  public abstract _props(scope: Construct): Partial<DistributionProps>;

  /**
   * What is defined when the distribution is.
   *
   * @internal
   */
  public _follow(_distribution: Distribution, _scope: Construct): void {
    return;
  }
}

class ToBucket extends DistributionLogs {
  constructor(private readonly options: BucketDistributionLogsOptions) {
    super();
  }

  public _props(scope: Construct): Partial<DistributionProps> {
    const { region } = Stack.of(scope);
    const { bucket, expiration = Duration.days(90), prefix } = this.options;
    if (!bucket && WITHOUT_BUCKETS.includes(region)) {
      fail(`'logs' cannot go to a bucket in ${region}, where CloudFront writes no standard logs: give DistributionLogs.bucket({ bucket }) with one of another Region, or DistributionLogs.none()`, scope);
    }
    const logBucket = bucket ?? new s3.Bucket(scope, 'Logs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: s3.ObjectOwnership.OBJECT_WRITER, // CloudFront writes by an ACL
      lifecycleRules: [{ expiration }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    return { enableLogging: true, logBucket, logFilePrefix: prefix, logIncludesCookies: false };
  }
}

class ToCloudWatch extends DistributionLogs {
  constructor(private readonly options: CloudWatchDistributionLogsOptions) {
    super();
  }

  public _props(scope: Construct): Partial<DistributionProps> {
    const { region } = Stack.of(scope);
    if (!Token.isUnresolved(region) && region !== CLOUDFRONT_REGION) {
      fail(`'logs' of CloudFront go to CloudWatch Logs from ${CLOUDFRONT_REGION} only, got a stack in ${region}: write DistributionLogs.bucket()`, scope);
    }
    return { enableLogging: false };
  }

  public _follow(distribution: Distribution, scope: Construct): void {
    const logGroup = new LogGroup(scope, 'Logs', { retention: this.options.retention ?? RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    const name = Names.uniqueResourceName(scope, { maxLength: 60 });
    const source = new CfnDeliverySource(scope, 'LogSource', { name, logType: 'ACCESS_LOGS', resourceArn: distribution.distributionArn });
    const destination = new CfnDeliveryDestination(scope, 'LogDestination', { name, destinationResourceArn: logGroup.logGroupArn, outputFormat: 'json' });
    const delivery = new CfnDelivery(scope, 'LogDelivery', { deliverySourceName: source.name, deliveryDestinationArn: destination.attrArn, recordFields: FIELDS });
    delivery.node.addDependency(source);
  }
}

class NoLogs extends DistributionLogs {
  public _props(): Partial<DistributionProps> {
    return { enableLogging: false };
  }
}
