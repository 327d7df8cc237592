/** A clock on which a wait takes no time. */
export class SimulatedClock {
  public time = Date.UTC(2026, 0, 1);

  public readonly now = (): number => this.time;

  public readonly sleep = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
  };

  /** The time as API Gateway tells it: in whole seconds. */
  public readonly seconds = (): number => Math.floor(this.time / 1000) * 1000;
}
