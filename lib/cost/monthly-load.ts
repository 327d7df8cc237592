import { ApiPrices } from './api-prices';
import { FreeTier } from './free-tier';

/** What an API of any type is asked in a month. */
export interface MonthlyLoad {
  /**
   * The Region whose prices are taken. All of those that an estimate needs are known of us-east-1, and some of eu-west-1; of another Region give `prices`.
   *
   * @default - that of the stack; us-east-1 if the stack may be deployed to any
   */
  readonly region?: string;

  /**
   * Prices of your own, which stand before those of the Region.
   *
   * @default - those of the Region
   */
  readonly prices?: ApiPrices;

  /**
   * What AWS gives for nothing.
   *
   * @default FreeTier.NONE
   */
  readonly freeTier?: FreeTier;

  /**
   * The bytes of a line of the access log.
   *
   * @default - reckoned from the format of the log, with values of usual length
   */
  readonly logLineBytes?: number;
}
