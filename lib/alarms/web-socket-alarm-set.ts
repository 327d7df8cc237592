import { WebSocketAlarmsOptions } from './web-socket-alarms-options';

/** Which alarms a gateway of a WebSocket API defines for its stage. */
export abstract class WebSocketAlarmSet {
  /** Connections, messages, and errors of clients, of integrations and of calling them, and what else is given. */
  public static standard(options: WebSocketAlarmsOptions = {}): WebSocketAlarmSet {
    return new StandardAlarms(options);
  }

  /** No alarms. */
  public static none(): WebSocketAlarmSet {
    return new NoAlarms();
  }

  /**
   * What tells it from the set of the other types of APIs, which has the same methods.
   *
   * @internal
   */
  public readonly _set = 'WebSocketAlarmSet';

  /** @internal */
  public abstract _bind(): WebSocketAlarmsOptions | undefined;
}

class StandardAlarms extends WebSocketAlarmSet {
  constructor(private readonly options: WebSocketAlarmsOptions) {
    super();
  }

  public _bind(): WebSocketAlarmsOptions {
    return this.options;
  }
}

class NoAlarms extends WebSocketAlarmSet {
  public _bind(): undefined {
    return undefined;
  }
}
