import { Difference, Direction, Effect, Kind } from './compare-kinds';
import { Bound, Shape, tighter, typesOf } from './schema-shape';

/** Formats of which one has all values of the other. */
const WIDER_FORMATS: Record<string, string> = { '"int32"': '"int64"', '"float"': '"double"' };

/** The defaults of a schema that has none. */
const NO_DEFAULT = '[]';

/** A difference of a schema itself. */
export function differenceOf(kind: Kind, effect: Effect, at: string, text: string): Difference {
  return { kind, effect, at, where: [], text };
}

/** The differences of two schemas without what is below them. */
export function compareKeywords(was: Shape, is: Shape, direction: Direction): Difference[] {
  const differences = [...compareTypes(was, is, direction), ...compareValues(was, is, direction)];
  const common = [...was.types].filter((type) => is.types.has(type));
  const speaks = (keyword: string) => typesOf(keyword).some((type) => common.includes(type));
  for (const keyword of new Set([...was.bounds.keys(), ...is.bounds.keys()])) {
    if (speaks(keyword)) differences.push(...compareBounds(keyword, was, is, direction));
  }
  for (const keyword of new Set([...was.listed.keys(), ...is.listed.keys()])) {
    if (speaks(keyword)) differences.push(...compareListed(keyword, was, is, direction));
  }
  if (was.others !== is.others) differences.push(differenceOf(`${direction}-schema-changed`, 'changed', is.at, `has other keywords: ${is.others}, and had ${was.others}`));
  if (was.default !== is.default) {
    const counts = direction === 'request' && ![was, is].some((shape) => shape.default === NO_DEFAULT);
    differences.push(differenceOf(counts ? 'request-default-changed' : 'default-changed', counts ? 'changed' : 'none', is.at, `has another default: ${is.default}, and had ${was.default}`));
  }
  if (was.documentation !== is.documentation) differences.push(differenceOf('documentation-changed', 'none', is.at, 'is described in other words'));
  return differences;
}

function compareTypes(was: Shape, is: Shape, direction: Direction): Difference[] {
  if (was.values && is.values) return [];
  const effect = effectOf([...was.types].some((type) => !is.types.has(type)), [...is.types].some((type) => !was.types.has(type)));
  return effect === 'none' ? [] : [change('type', effect, is, direction, `${names(is.types)}`, `${names(was.types)}`)];
}

function compareValues(was: Shape, is: Shape, direction: Direction): Difference[] {
  const { values: were } = was;
  const { values: are, at } = is;
  if (!were && !are) return [];
  const verb = direction === 'request' ? 'takes' : 'gives';
  if (!were) return [differenceOf(`${direction}-value-removed`, 'narrowed', at, `${verb} only ${[...are!].join(', ')}`)];
  if (!are) return [differenceOf(`${direction}-value-added`, 'widened', at, `${verb} other values than ${[...were].join(', ')}, too`)];
  const [removed, added] = [[...were].filter((value) => !are.has(value)), [...are].filter((value) => !were.has(value))];
  return [
    ...removed.map((value) => differenceOf(`${direction}-value-removed`, 'narrowed', was.at, `${verb} ${value} no more`)),
    ...added.map((value) => differenceOf(`${direction}-value-added`, 'widened', at, `also ${verb} ${value}`)),
  ];
}

function compareBounds(keyword: string, was: Shape, is: Shape, direction: Direction): Difference[] {
  const [before, after] = [was.bounds.get(keyword), is.bounds.get(keyword)];
  const narrowed = after !== undefined && (before === undefined || tighter(keyword, after, before));
  const widened = before !== undefined && (after === undefined || tighter(keyword, before, after));
  const effect = effectOf(narrowed, widened);
  return effect === 'none' ? [] : [change('limit', effect, is, direction, textOf(keyword, after), textOf(keyword, before))];
}

function compareListed(keyword: string, was: Shape, is: Shape, direction: Direction): Difference[] {
  const [before, after] = [was, is].map(({ listed }) => [...(listed.get(keyword) ?? [])]);
  const holds = (value: string, all: string[]) => all.some((other) => implies(keyword, other, value));
  const effect = effectOf(after.some((value) => !holds(value, before)), before.some((value) => !holds(value, after)));
  const text = (values: string[]) => (values.length > 0 ? `${keyword} ${values.join(' and ')}` : `no ${keyword}`);
  return effect === 'none' ? [] : [change('limit', effect, is, direction, text(after), text(before))];
}

/** Whether what holds by one value of a keyword holds by another, too. */
function implies(keyword: string, value: string, other: string): boolean {
  if (value === other) return true;
  if (keyword === 'format') return WIDER_FORMATS[value] === other;
  return keyword === 'multipleOf' && Number.isInteger(Number(value) / Number(other));
}

function effectOf(narrowed: boolean, widened: boolean): Effect {
  if (narrowed) return widened ? 'changed' : 'narrowed';
  return widened ? 'widened' : 'none';
}

/** What is both narrower and wider breaks, in either direction. */
function change(base: 'type' | 'limit', effect: Effect, { at }: Shape, direction: Direction, is: string, was: string): Difference {
  const breaking = direction === 'request' ? 'narrowed' : 'widened';
  const [now, then] = base === 'limit' ? ['has', 'had'] : direction === 'request' ? ['takes', 'took'] : ['gives', 'gave'];
  return differenceOf(`${direction}-${base}-${effect === 'narrowed' || effect === 'widened' ? effect : breaking}`, effect, at, `${now} ${is}, and ${then} ${was}`);
}

function textOf(keyword: string, bound?: Bound): string {
  return bound ? `${keyword} ${bound.limit}${bound.exclusive ? ', exclusive' : ''}` : `no ${keyword}`;
}

function names(types: ReadonlySet<string>): string {
  const named = [...types].filter((type) => type !== 'integer' || !types.has('fraction')).map((type) => (type === 'fraction' ? 'number' : type));
  if (types.size === 7) return 'anything';
  return named.length > 0 ? named.join(' or ') : 'nothing';
}
