import { BroadcastTarget } from './broadcast-target';

/** Options of `Broadcaster.addRule`. */
export interface BroadcastRuleOptions {
  /** Whom the event is for. A part of it may be a field of the event: `BroadcastTarget.group(EventField.fromPath('$.detail.room'))`. */
  readonly to: BroadcastTarget;

  /**
   * What is sent: text, in which there may be fields of the event, or a field alone, which may be a structure.
   *
   * @default EventField.fromPath('$.detail') - what happened
   */
  readonly message?: string;
}
