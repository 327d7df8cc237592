import * as fc from 'fast-check';
import { Step } from './explorer';
import { FAULT_KINDS } from './release-function';
import { CREATIONS, DEPLOYS, FAILURES, MEANWHILE } from './steps';
import { Conditions } from './world';

const oneOf = (names: object): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(names));

/** What goes wrong with an operation: mostly nothing. */
const conditions: fc.Arbitrary<Conditions | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.record({ fault: fc.record({ call: fc.nat(60), kind: fc.constantFrom(...FAULT_KINDS) }) }) },
  { weight: 1, arbitrary: fc.record({ duplicate: fc.record({ event: fc.nat(8), after: fc.nat(4) }) }) },
  { weight: 1, arbitrary: fc.record({ statusEvents: fc.constantFrom('lost' as const, 'start-lost' as const, 'end-lost' as const, 'twice' as const) }) },
);

const step: fc.Arbitrary<Step> = fc.record({
  meanwhile: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: oneOf(MEANWHILE) }),
  operation: fc.oneof({ weight: 15, arbitrary: oneOf(DEPLOYS) }, { weight: 1, arbitrary: fc.constant('delete the stack') }, { weight: 1, arbitrary: oneOf(CREATIONS) }),
  failure: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: oneOf(FAILURES) }),
  conditions,
});

/** A stack is created, and operations follow, each of which may go wrong. */
export function randomSteps(count: number): fc.Arbitrary<Step[]> {
  const first = oneOf(CREATIONS).map((operation): Step => ({ operation }));
  return fc.tuple(first, fc.array(step, { minLength: count, maxLength: count + 3 })).map(([one, rest]) => [one, ...rest]);
}
