/**
 * What goes wrong with a call of an AWS service:
 *
 * - throttle: refused, as the service does it that is called too often
 * - refuse: refused for good, as what must not be tried again
 * - error: an internal error of the service, nothing is done
 * - cut: the connection breaks before anything is done
 * - lost: it is done, but the connection breaks before the answer
 * - hang: it is not done and never answered
 * - crash: the calling function dies before it is done
 * - crashAfter: the calling function dies after it is done
 */
export type Fault = 'throttle' | 'refuse' | 'error' | 'cut' | 'lost' | 'hang' | 'crash' | 'crashAfter';

/** A call that a function makes of an AWS service. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  /** Logical id of the function that calls. */
  readonly caller: string;
  /** What it is about, if it is a call of \@connections: the connection. */
  readonly connectionId?: string;
}

/** Decides which calls go wrong. */
export type FaultPlan = (call: Call) => Fault | undefined;

/** Faults for chosen calls by their number: the third call that matches is `nth('throttle', 3, …)`. */
export function nth(fault: Fault, number: number, matches: (call: Call) => boolean): FaultPlan {
  let seen = 0;
  return (call) => (matches(call) && ++seen === number ? fault : undefined);
}

/** The first plan that has a fault for a call. */
export function firstOf(...plans: FaultPlan[]): FaultPlan {
  return (call) => {
    for (const plan of plans) {
      const fault = plan(call);
      if (fault) return fault;
    }
    return undefined;
  };
}
