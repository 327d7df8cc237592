import { RollbackAlarmsOptions } from './rollback-alarms-options';

/** Which alarms a `FunctionRelease` defines to roll back by, besides those that it is given. */
export abstract class RollbackAlarmSet {
  /** Errors and duration of the new version, and throttled calls of the alias. */
  public static standard(options: RollbackAlarmsOptions = {}): RollbackAlarmSet {
    return new StandardAlarms(options);
  }

  /** No alarms. */
  public static none(): RollbackAlarmSet {
    return new NoAlarms();
  }

  /** @internal */
  public abstract _bind(): RollbackAlarmsOptions | undefined;
}

class StandardAlarms extends RollbackAlarmSet {
  constructor(private readonly options: RollbackAlarmsOptions) {
    super();
  }

  public _bind(): RollbackAlarmsOptions {
    return this.options;
  }
}

class NoAlarms extends RollbackAlarmSet {
  public _bind(): undefined {
    return undefined;
  }
}
