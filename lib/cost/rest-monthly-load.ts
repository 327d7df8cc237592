import { RequestMonthlyLoad } from './request-monthly-load';

/** What a REST API is asked in a month. */
export interface RestMonthlyLoad extends RequestMonthlyLoad {
  /**
   * For how many hours of the month a cache is there.
   *
   * @default 730 if the stage has a cache: the whole month
   */
  readonly cacheHours?: number;

  /**
   * What a million requests cost at the backend, in USD: what the cache saves where it answers. For functions their requests and their time.
   *
   * @default - not known: the estimate says how much it has to be for the cache to pay
   */
  readonly backendCostPerMillion?: number;

  /**
   * The share of requests that X-Ray traces, from 0 to 1, if the stage is traced.
   *
   * @default - that of X-Ray's default rule, for requests that come evenly: one each second, and 0.05 of the others
   */
  readonly tracedShare?: number;

  /**
   * The rules of a web ACL (AWS WAF) of the stage's own. Managed rule groups of which AWS asks more are not in the estimate.
   *
   * @default - there is no web ACL, or it is not in the estimate
   */
  readonly webAclRules?: number;

  /**
   * For a private API, the interface endpoints that are there for it, each counted once for each Availability Zone.
   *
   * @default - not known, so that AWS PrivateLink is not in the estimate
   */
  readonly endpointZones?: number;
}
