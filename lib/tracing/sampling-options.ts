/** How many requests X-Ray traces. */
export interface SamplingOptions {
  /** The share of requests that are traced after those of `reservoir`, from 0 to 1. X-Ray's default rule has 0.05. */
  readonly rate: number;

  /**
   * How many requests are traced each second before `rate` holds. X-Ray's default rule has 1.
   *
   * @default 1
   */
  readonly reservoir?: number;

  /**
   * In which order rules are looked at, from 1 to 9999, the lowest first; the first that matches decides.
   *
   * @default - 9000 of a stage, and from 5000 on of its routes, so that those without variables are looked at before those with
   */
  readonly priority?: number;
}
