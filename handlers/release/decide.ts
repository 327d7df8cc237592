import { History } from './history';

/** What is to happen with a candidate: it goes live at once, or as a canary, or what is live stays as it is. */
export type Decision = 'switch' | 'canary' | 'keep';

/** A candidate and the stage that it is for. */
export interface Question {
  /** Whether the strategy is new to the stage. */
  readonly created: boolean;
  readonly candidate: string;
  /** The deployment that is live. */
  readonly live: string;
  readonly history: History;
}

export function decide({ created, candidate, live, history }: Question): Decision {
  if (candidate === live) return 'switch';
  const fingerprint = history.fingerprint(candidate);
  if (fingerprint !== undefined && fingerprint === history.fingerprint(live)) return 'switch';

  const record = history.record(candidate);
  if (record && !created) return 'keep'; // promoted, aborted or rolled back since: agree with it
  if (record) return record.live === undefined ? 'canary' : 'switch';
  if (history.lastLiveLike(candidate) !== undefined) return 'switch'; // going back is never a canary
  return history.created(candidate) < history.created(live) ? 'switch' : 'canary';
}
