import { AccessLogSource } from './access-log-source';
import { AlarmGroupOptions } from './alarm-group-options';
import { AlertOptions } from './alert-options';

/** What the alarms of a stage of an API of any type have in common. */
export interface StageAlarmsOptions extends AlarmGroupOptions, AlertOptions {
  /**
   * The access log of the stage, for alarms on what only it knows, such as throttled requests.
   *
   * @default - the access log that the stage has when such an alarm is defined; a stage that was imported by its name needs it here
   */
  readonly accessLog?: AccessLogSource;
}
