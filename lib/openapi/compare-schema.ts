import { compareKeywords, differenceOf } from './compare-keywords';
import { Difference, Direction, Effect, Kind } from './compare-kinds';
import { canonical, CompareSource } from './compare-source';
import { UnchangedSchemas } from './compare-unchanged';
import { alternativesOf, Conjunction, keyOf, Shape } from './schema-shape';

/** What is being looked at, and what has been. */
interface Walk {
  /** The pairs of schemas that are looked at already: their differences stand where they were met first. */
  readonly visited: Set<string>;
  /** Those that are being looked at. They are taken to be equal meanwhile, so that cycles end. */
  readonly open: Set<string>;
  /** How many questions, whether alternatives are the same, this one is within. */
  readonly depth: number;
}

/** Questions within questions, of alternatives within alternatives, that are answered; beyond that, the answer is no. */
const DEEPEST = 50;

/** An alternative of a schema. */
interface Alternative {
  readonly members: Conjunction;
  readonly shape: Shape;
}

const NULL = { value: { type: 'null' }, at: '#null' };
const NOT_NULL = { value: { type: ['array', 'boolean', 'number', 'integer', 'object', 'string'] }, at: '#rest' };

/**
 * Compares schemas by what values they let pass: where a request's schema lets less pass, calls fail that did not; where
 * a response's lets more pass, clients get what they do not expect. By convention, nobody sends what nobody said.
 */
export class SchemaComparer {
  private readonly compared = new Map<string, Difference[]>();
  /** The answers to whether one alternative passes for another: no for good, and yes as long as nothing else turns out that it was taken for granted for. */
  private readonly answers = new Map<string, boolean>();
  private readonly granted: string[] = [];

  constructor(
    private readonly before: CompareSource,
    private readonly after: CompareSource,
    private readonly direction: Direction,
    private readonly unchanged: UnchangedSchemas,
  ) {}

  /** The differences of two schemas. */
  public compare(before: Conjunction, after: Conjunction): Difference[] {
    const key = pairKey(before, after);
    const differences = this.compared.get(key) ?? [...this.walk(before, after, [], { visited: new Set(), open: new Set(), depth: 0 })];
    this.compared.set(key, differences);
    return differences;
  }

  private *walk(before: Conjunction, after: Conjunction, where: string[], walk: Walk): Iterable<Difference> {
    if (this.unchanged.has(before, after)) return;
    const key = pairKey(before, after);
    if (walk.visited.has(key)) return;
    walk.visited.add(key);
    walk.open.add(key);
    const [was, is] = [alternativesOf(before, this.before), alternativesOf(after, this.after)];
    const fallback = [before[0]?.at ?? '', after[0]?.at ?? before[0]?.at ?? ''];
    const shapes = (isPlain: boolean) => [
      was.flatMap((members) => this.alternatives(members, this.before, fallback[0], isPlain)),
      is.flatMap((members) => this.alternatives(members, this.after, fallback[1], isPlain)),
    ];
    const isPlain = was.length === 1 && is.length === 1;
    const [left, right] = shapes(isPlain);
    const differences = isPlain ? this.compareShapes(left[0].shape, right[0].shape, walk) : this.compareAlternatives(left, right, walk);
    for (const difference of differences) yield { ...difference, where: [...where, ...difference.where] };
    walk.open.delete(key);
  }

  /** A schema that may be null is one that is null, and one that is not, so that it can be compared with alternatives. */
  private alternatives(members: Conjunction, source: CompareSource, fallback: string, isPlain: boolean): Alternative[] {
    const of = (all: Conjunction) => ({ members: all, shape: new Shape(all, source, this.direction, fallback) });
    const { shape } = of(members);
    if (isPlain || !shape.types.has('null') || shape.types.size === 1) return isPlain || shape.types.size > 0 ? [{ members, shape }] : [];
    return [of([...members, NULL]), of([...members, NOT_NULL])];
  }

  private *compareAlternatives(was: Alternative[], is: Alternative[], walk: Walk): Iterable<Difference> {
    const pairs = pairsOf(was, is);
    const [paired, met] = [new Set(pairs.map(([left]) => left)), new Set(pairs.map(([, right]) => right))];
    const lost = was.filter((left) => !paired.has(left) && !is.some((right) => this.lets(left, right, walk, 'narrowed')));
    const gained = is.filter((right) => !met.has(right) && !was.some((left) => this.lets(left, right, walk, 'widened')));
    if (lost.length === 1 && gained.length === 1) pairs.push([lost.pop()!, gained.pop()!]);
    const verb = this.direction === 'request' ? 'takes' : 'gives';
    for (const [left, right] of pairs) yield* this.compareShapes(left.shape, right.shape, walk);
    for (const { shape: { at } } of lost) yield this.difference('alternative-removed', 'narrowed', at, `${verb} the alternative at ${at} no more`);
    for (const { shape: { at } } of gained) yield this.difference('alternative-added', 'widened', at, `also ${verb} the alternative at ${at}`);
  }

  /** Whether from one alternative to the other nothing is narrowed, or nothing is widened. */
  private lets(left: Alternative, right: Alternative, { open, depth }: Walk, effect: Effect): boolean {
    const key = `${effect} ${pairKey(left.members, right.members)}`;
    const answer = this.answers.get(key);
    if (answer !== undefined) return answer;
    const mark = this.granted.push(key) - 1;
    this.answers.set(key, true);
    const within = { visited: new Set(open), open: new Set(open), depth: depth + 1 };
    if (depth < DEEPEST && !this.isOther(left.shape, right.shape, within, effect)) return true;
    for (const taken of this.granted.splice(mark)) this.answers.delete(taken);
    this.answers.set(key, false);
    return false;
  }

  private isOther(was: Shape, is: Shape, walk: Walk, effect: Effect): boolean {
    for (const difference of this.compareShapes(was, is, walk)) {
      if (difference.effect === effect || difference.effect === 'changed') return true;
    }
    return false;
  }

  private *compareShapes(was: Shape, is: Shape, walk: Walk): Iterable<Difference> {
    yield* compareKeywords(was, is, this.direction);
    const both = (type: string) => was.types.has(type) && is.types.has(type);
    if (both('array')) yield* this.walk(was.items, is.items, ['[]'], walk);
    if (both('object')) yield* this.compareObjects(was, is, walk);
    yield* this.compareNots(was, is, walk);
  }

  private *compareObjects(was: Shape, is: Shape, walk: Walk): Iterable<Difference> {
    for (const name of new Set([...was.propertyNames, ...is.propertyNames])) yield* this.compareProperty(name, was, is, walk);
    if (was.closed !== is.closed) {
      const text = `${this.direction === 'request' ? 'takes' : 'has'} ${is.closed ? 'no other properties any more' : 'other properties, too'}`;
      yield this.difference(is.closed ? 'schema-closed' : 'schema-opened', is.closed ? 'narrowed' : 'widened', is.at, text);
    } else if (!is.closed && was.additional.length + is.additional.length > 0) {
      yield* this.walk(was.additional, is.additional, ['*'], walk);
    }
  }

  private compareProperty(name: string, was: Shape, is: Shape, walk: Walk): Difference[] {
    const [said, says] = [was, is].map((shape) => shape.says(name) || shape.required.has(name));
    const [needed, needs] = [was, is].map(({ required }) => required.has(name));
    const wasOpen = was.additional.length === 0;
    const isOpen = is.additional.length === 0;
    const property = (base: string, effect: Effect, at: string, text: string) => ({ ...this.difference(base, effect, at, text), where: [name] });
    const [wasAt, isAt] = [was.property(name)[0]?.at ?? was.at, is.property(name)[0]?.at ?? is.at];

    if (said && !says && (isOpen || is.closed)) return [property('property-removed', 'changed', wasAt, this.direction === 'request' ? 'is taken no more' : 'is given no more')];
    if (!said && was.closed && this.direction === 'response') return [property('schema-opened', 'widened', isAt, 'is new, and clients were told that there are no others')];
    const differences: Difference[] = [];
    if (!said && (wasOpen || was.closed)) {
      if (!needs || this.direction === 'response') differences.push(property('property-added', was.closed ? 'widened' : needs ? 'narrowed' : 'none', isAt, 'is new'));
    } else {
      differences.push(...this.walk(was.property(name), is.property(name), [name], walk));
    }
    if (needs && !needed && !(this.direction === 'response' && !said && wasOpen)) {
      differences.push(property('property-required', was.closed && !said ? 'changed' : 'narrowed', isAt, said ? 'is required' : 'is new, and required'));
    }
    if (needed && !needs) differences.push(property('property-optional', 'widened', wasAt, this.direction === 'request' ? 'is required no more' : 'may be missing'));
    return differences;
  }

  private compareNots(was: Shape, is: Shape, walk: Walk): Difference[] {
    const changed = (effect: Effect, at: string) => [this.difference('schema-changed', effect, at, "has another 'not'")];
    if (was.nots.length !== is.nots.length) return changed('changed', is.at);
    const differ = was.nots.some((not, index) => [...this.walk([not], [is.nots[index]], [], { ...walk, visited: new Set(walk.open) })].some(({ effect }) => effect !== 'none'));
    return differ ? changed('changed', is.at) : [];
  }

  private difference(base: string, effect: Effect, at: string, text: string): Difference {
    return differenceOf(`${this.direction}-${base}` as Kind, effect, at, text);
  }
}

function pairKey(before: Conjunction, after: Conjunction): string {
  return `${keyOf(before)}\n${keyOf(after)}`;
}

/** The alternatives that are meant to be the same: by the name of their schema, or word by word. */
function pairsOf(was: Alternative[], is: Alternative[]): Array<[Alternative, Alternative]> {
  const free = new Set(is);
  const pairs: Array<[Alternative, Alternative]> = [];
  for (const left of was) {
    const name = nameOf(left);
    const right = [...free].find((candidate) => nameOf(candidate) === name);
    if (!right) continue;
    free.delete(right);
    pairs.push([left, right]);
  }
  return pairs;
}

function nameOf({ members }: Alternative): string {
  return canonical(members.map(({ value, at }) => (at.startsWith('/components/') && at.split('/').length === 4 ? at : value)));
}
