import { IConstruct } from 'constructs';
import { fail } from '../private/errors';

/** What can be said twice: a prop of a gateway, and the places in the L2's props that say the same. */
export type SaidTwice = Array<[prop: string, places: string[]]>;

/** Checks that nothing is said in two places. */
export function checkSaidTwice(props: object, saidTwice: SaidTwice, scope: IConstruct): void {
  for (const [prop, places] of saidTwice) {
    const place = valueAt(props, prop) === undefined ? undefined : places.find((candidate) => valueAt(props, candidate) !== undefined);
    if (place) fail(`set either '${prop}' or '${place}', got both`, scope);
  }
}

function valueAt(object: object, place: string): unknown {
  return place.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}
