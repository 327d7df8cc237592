import { MonthlyLoad } from './monthly-load';

/** What a REST or HTTP API is asked in a month. */
export interface RequestMonthlyLoad extends MonthlyLoad {
  /** How many requests come in a month. */
  readonly requests: number;

  /**
   * The size of an answer, on average, in KB of 1,024 bytes, as it leaves API Gateway.
   *
   * @default - not known, so that data transfer is not in the estimate
   */
  readonly averageResponseKb?: number;

  /**
   * The size of a request, on average, in KB of 1,024 bytes. A HTTP API meters what is above 512 KB as further requests.
   *
   * @default 0
   */
  readonly averageRequestKb?: number;
}
