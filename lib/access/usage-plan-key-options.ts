import { Expiration } from 'aws-cdk-lib/core';
import { ApiKeyValue } from './api-key-value';

/** Options of `addKey` of a usage plan. */
export interface UsagePlanKeyOptions {
  /**
   * Which key of this name it is, counted from 1. Each generation is a key of its own, with a value of its own: a key that is to be
   * replaced stays beside the next one until its line is deleted.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Where the value of the key comes from. It cannot be changed: take another generation.
   *
   * @default - API Gateway makes one
   */
  readonly value?: ApiKeyValue;

  /**
   * Whether callers may use the key. A key that is not enabled can be enabled again, which one that is deleted cannot.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * When the key is no longer to be used. Nothing is switched off by it: synthesis warns of a key that is past it. `Expiration.atDate(…)`, for example.
   *
   * @default - never
   */
  readonly expires?: Expiration;

  /**
   * Whose key it is, or what for. May be changed at any time.
   *
   * @default - the name and the generation
   */
  readonly description?: string;

  /**
   * The customer in AWS Marketplace to whom the key belongs.
   *
   * @default - none
   */
  readonly customerId?: string;

  /**
   * The name of the key in API Gateway, 1 to 1024 characters, unique in the account and Region.
   *
   * It cannot be changed: CloudFormation makes the key of the other name before it deletes the old one, with another value if API Gateway makes
   * it; if a secret has it, both keys would have it, and the deployment is refused. Take another generation.
   *
   * @default - from the path of the key, with its generation
   */
  readonly apiKeyName?: string;
}
