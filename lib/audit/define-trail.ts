import { ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AuditTrailOptions } from './audit-trail-options';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';

/** A trail of what changes something in the Region of the stack, whose files tell if somebody changed them. */
export function defineTrail(scope: Construct, options: AuditTrailOptions): Trail {
  const { encryptionKey = defineKey(scope), retention = Duration.days(365) } = options;
  if (options.bucket && options.retention) fail('set either \'trail.bucket\' or \'trail.retention\', got both: a bucket that is given keeps what its own settings say', scope);
  checkKinds(options, [
    ['bucket', has('addToResourcePolicy', 'function'), 'a bucket of aws-cdk-lib/aws-s3'],
    ['encryptionKey', has('keyArn', 'string'), 'a key of aws-cdk-lib/aws-kms'],
  ], scope);
  if (typeof retention?.toDays !== 'function' || (!retention.isUnresolved() && !isWholeDays(retention))) {
    fail(`'trail.retention' must be a Duration of whole days, at least one, got ${typeof retention?.toDays === 'function' ? retention.toString() : show(retention)}: write Duration.days(365), for example`, scope);
  }
  allowTrails(encryptionKey, Stack.of(scope));
  const bucket = options.bucket ?? defineBucket(scope, encryptionKey, retention);
  return new Trail(scope, '#Trail', {
    bucket,
    encryptionKey,
    managementEvents: ReadWriteType.WRITE_ONLY,
    enableFileValidation: true,
    isMultiRegionTrail: false,
    includeGlobalServiceEvents: false,
  });
}

function isWholeDays(retention: Duration): boolean {
  const days = retention.toDays({ integral: false });
  return Number.isInteger(days) && days >= 1;
}

function defineKey(scope: Construct): Key {
  return new Key(scope, '#TrailKey', { description: `Trail of changes: ${scope.node.path}`, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
}

function defineBucket(scope: Construct, encryptionKey: IKey, retention: Duration): IBucket {
  return new Bucket(scope, '#TrailBucket', {
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ expiration: retention, noncurrentVersionExpiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/**
 * The L2 of the trail does not allow it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
function allowTrails(key: IKey, stack: Stack): void {
  const trails = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
  const ofTrails = { 'aws:SourceArn': trails };
  key.addToResourcePolicy(new PolicyStatement({
    principals,
    actions: ['kms:GenerateDataKey*'],
    resources: ['*'], // in the policy of a key: this key
    conditions: { StringLike: { ...ofTrails, 'kms:EncryptionContext:aws:cloudtrail:arn': trails } },
  }));
  key.addToResourcePolicy(new PolicyStatement({ principals, actions: ['kms:DescribeKey'], resources: ['*'], conditions: { StringLike: ofTrails } }));
}
