import { LatencyAlarmOptions, ServerErrorRateAlarmOptions } from './rest-api-alarms-options';

/** Options of the standard alarms. */
export interface StandardAlarmsOptions {
  /**
   * The alarm on the rate of server errors.
   *
   * @default - more than 5 % of at least 20 requests in 5 minutes
   */
  readonly serverErrorRate?: ServerErrorRateAlarmOptions;

  /**
   * The alarm on latency.
   *
   * @default - p99 above 3 seconds for 15 minutes, of at least 100 requests in each 5 of them
   */
  readonly latency?: LatencyAlarmOptions;
}

/** Which alarms a gateway defines for its stage. */
export abstract class AlarmSet {
  /** Server errors and latency. */
  public static standard(options: StandardAlarmsOptions = {}): AlarmSet {
    return new StandardAlarms(options);
  }

  /** No alarms. */
  public static none(): AlarmSet {
    return new NoAlarms();
  }

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
