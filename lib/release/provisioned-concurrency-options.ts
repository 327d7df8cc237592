/** Instances of a function that are kept ready, between two numbers. */
export interface ProvisionedConcurrencyOptions {
  /** How many are always ready. At least 1. */
  readonly minimum: number;

  /**
   * How many are ready at most.
   *
   * @default - as many as `minimum`: nothing is scaled
   */
  readonly maximum?: number;

  /**
   * The share of ready instances that may be busy before more are made ready, above 0 and at most 0.9.
   *
   * @default 0.7 - room for what comes until more are ready
   */
  readonly utilization?: number;
}
