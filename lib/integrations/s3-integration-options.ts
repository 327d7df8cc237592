import { RequestValue } from './request-value';
import { ServiceIntegrationOptions } from './service-integration-options';

/**
 * Options of `Integrations.s3GetObject`, which answers with the object or 404, of `Integrations.s3PutObject`, which answers `{}`, and of
 * `Integrations.s3DeleteObject`, which answers 204. Objects that are not text need `binaryMediaTypes` of the gateway.
 */
export interface S3ObjectOptions extends ServiceIntegrationOptions {
  /** The key of the object, with variables of the route's path in it: "images/{id}.png", or "files/{proxy}" for `{proxy+}`. */
  readonly objectKey: string;
}

/** Options of `Integrations.s3ListObjects`. The answer is the XML of Amazon S3. */
export interface S3ListObjectsOptions extends ServiceIntegrationOptions {
  /**
   * What the keys that are listed begin with: "images/".
   *
   * @default - all are listed
   */
  readonly prefix?: string;

  /**
   * How many keys are listed at most: 1 to 1,000.
   *
   * @default 1000
   */
  readonly maxKeys?: number;

  /**
   * The parameter of the request that says where the list goes on, from what the answer before said in `NextContinuationToken`:
   * `RequestValue.query('token')`. A request without it gets the first keys.
   *
   * @default - only the first keys can be listed
   */
  readonly continuationToken?: RequestValue;
}
