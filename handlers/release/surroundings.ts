import type { Clients } from './clients';
import type { Clock } from './patience';

/** What the handler takes from its surroundings. */
export interface Surroundings {
  readonly clients: Clients;
  readonly clock: Clock;
}
