import { IKey } from 'aws-cdk-lib/aws-kms';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';

/** Options of the trail that an `ApiAudit` defines. */
export interface AuditTrailOptions {
  /**
   * The bucket of the trail. Its own settings say how long it keeps what is written.
   *
   * @default - one is defined: encrypted by `encryptionKey`, with versions, without public access, taking TLS only, kept when the stack is deleted
   */
  readonly bucket?: IBucket;

  /**
   * How long the bucket that is defined keeps what is written.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;

  /**
   * The key that encrypts what the trail writes. CloudTrail is allowed to use it; the policy of an imported key has to say so already.
   *
   * @default - a key is defined, which is billed at 1 USD a month, is rotated, and is kept when the stack is deleted
   */
  readonly encryptionKey?: IKey;
}
