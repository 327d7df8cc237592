import { StandardAlarmsOptions } from './standard-alarms-options';

/** Which alarms a gateway of a REST or HTTP API defines for its stage. */
export abstract class AlarmSet {
  /** Server errors and latency, and what else is given: `AlarmSet.standard({ clientErrorRate: {} })` has client errors, too, with their default threshold. */
  public static standard(options: StandardAlarmsOptions = {}): AlarmSet {
    return new StandardAlarms(options);
  }

  /** No alarms. */
  public static none(): AlarmSet {
    return new NoAlarms();
  }

  /**
   * What tells it from the set of the other types of APIs, which has the same methods.
   *
   * @internal
   */
  public readonly _set = 'AlarmSet';

  /** @internal */
  public abstract _bind(): StandardAlarmsOptions | undefined;
}

class StandardAlarms extends AlarmSet {
  constructor(private readonly options: StandardAlarmsOptions) {
    super();
  }

  public _bind(): StandardAlarmsOptions {
    return this.options;
  }
}

class NoAlarms extends AlarmSet {
  public _bind(): undefined {
    return undefined;
  }
}
