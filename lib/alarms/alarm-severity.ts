/** How urgent an alarm is. */
export enum AlarmSeverity {
  /** Somebody has to look now, at night, too. It tells `alertTopic`. */
  HIGH = 'HIGH',

  /** Somebody has to look on the next working day. It tells `lowSeverityTopic`. */
  LOW = 'LOW',
}
