import { FreeTier } from './free-tier';

/** What an API of any type is asked in a month. */
export interface MonthlyLoad {
  /**
   * The Region whose prices are taken. Where no figure for it is known, us-east-1's is, and the estimate says so.
   *
   * @default - that of the stack; us-east-1 if the stack may be deployed to any
   */
  readonly region?: string;

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
