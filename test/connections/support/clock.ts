/** The time of the local cloud: the real one, and what was skipped. */
export class Clock {
  private skipped = 0;

  public now(): number {
    return Date.now() + this.skipped;
  }

  public skip(milliseconds: number): void {
    this.skipped += milliseconds;
  }
}
