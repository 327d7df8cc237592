import { SamplingOptions } from './sampling-options';

/** Options of `RestApiTracing`. */
export interface RestApiTracingOptions {
  /**
   * The name of the API in API Gateway, by which X-Ray knows it.
   *
   * @default - the name as it is defined; an imported API has to say it
   */
  readonly apiName?: string;

  /**
   * The name of the group, at most 32 characters, unique in the account and the Region.
   *
   * @default - the name of the API, of a single stage with that of the stage behind it, shortened if it is too long
   */
  readonly groupName?: string;

  /**
   * What traces of the group have besides: a filter expression of X-Ray, such as `fault` or `responsetime > 2`.
   *
   * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
   * @default - all traces of the API
   */
  readonly filterExpression?: string;

  /**
   * Whether X-Ray looks for anomalies in the group, which it bills by the trace.
   *
   * @default false
   */
  readonly insights?: boolean;

  /**
   * How many requests to the stage are traced.
   *
   * @default - as other rules of the account say: without any, one each second, and 0.05 of the others
   */
  readonly sampling?: SamplingOptions;

  /**
   * How many requests to single routes are traced, by their keys: "GET /orders/{id}".
   *
   * @default - as many as of the stage
   */
  readonly routes?: { [routeKey: string]: SamplingOptions };
}
