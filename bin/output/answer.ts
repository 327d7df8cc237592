import { facts } from './table';

type Pairs = ReadonlyArray<readonly [string, string | undefined]>;

/** Facts, and below them what to know about them. */
export function withNotes(pairs: Pairs, notes: readonly string[], width: number): string {
  return facts([...pairs, ...notes.map((note) => ['Warning', note] as const)], width);
}
