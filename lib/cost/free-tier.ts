/**
 * What AWS gives for nothing each month, to an account in all Regions together. An estimate takes off the whole of it, as if nothing else
 * in the account used it.
 *
 * @see https://aws.amazon.com/free/
 */
export enum FreeTier {
  /** None of it: what a further API in an account costs. */
  NONE = 'NONE',

  /** What is free for ever: of CloudWatch 10 metrics of alarms, 3 dashboards, 10 custom metrics and 5 GB of logs, 100,000 traces of X-Ray, 100 GB to the internet. */
  ALWAYS_FREE = 'ALWAYS_FREE',

  /**
   * Also what API Gateway gives for the first 12 months: a million requests, a million messages and 750,000 minutes of connections.
   * Accounts since 15 July 2025 have credits in its place.
   */
  FIRST_YEAR = 'FIRST_YEAR',
}
