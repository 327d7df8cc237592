import { Difference, Kind, placeName } from './compare-kinds';
import { SchemaComparer } from './compare-schema';
import { canonical, CompareSource, Located } from './compare-source';
import { UnchangedSchemas } from './compare-unchanged';

/** Something that has changed in an operation. */
export interface OperationChange {
  readonly kind: Kind;
  readonly at: string;
  readonly text: string;
}

/** An operation, and the item of the path that it is in. */
export interface Operation {
  readonly path: string;
  readonly item: Located;
  readonly located: Located;
}

type Texts = Record<'removed' | 'added' | 'required' | 'optional', Kind>;

const PARAMETER: Texts = { removed: 'parameter-removed', added: 'parameter-added', required: 'parameter-required', optional: 'parameter-optional' };
const BODY: Texts = { removed: 'request-body-removed', added: 'request-body-added', required: 'request-body-required', optional: 'request-body-optional' };
const STYLES: Record<string, string> = { query: 'form', cookie: 'form', path: 'simple', header: 'simple' };

/** Compares what operations take and give. */
export class OperationComparer {
  private readonly requests: SchemaComparer;
  private readonly responses: SchemaComparer;

  constructor(private readonly before: CompareSource, private readonly after: CompareSource) {
    const unchanged = new UnchangedSchemas(before.document, after.document);
    this.requests = new SchemaComparer(before, after, 'request', unchanged);
    this.responses = new SchemaComparer(before, after, 'response', unchanged);
  }

  /** What has changed, without who may call. */
  public compare(was: Operation, is: Operation): OperationChange[] {
    return [
      ...this.compareParameters(was, is),
      ...this.compareBodies(this.before.child(was.located, 'requestBody'), this.after.child(is.located, 'requestBody'), is.located.at),
      ...this.compareResponses(this.before.child(was.located, 'responses'), this.after.child(is.located, 'responses')),
      ...compareWords(was.located, is.located),
    ];
  }

  private compareParameters(was: Operation, is: Operation): OperationChange[] {
    const [before, after] = [parametersOf(was, this.before), parametersOf(is, this.after)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
      const [left, right] = [before.get(key), after.get(key)];
      const { name, in: place } = (right ?? left)!.value;
      const what = `the ${place} parameter "${name}"`;
      const changes = presence(left, right, what, PARAMETER, 'taken');
      if (!left || !right) return changes;
      if (styleOf(left.value) !== styleOf(right.value)) changes.push({ kind: 'parameter-style-changed', at: right.at, text: `${what} is written in another way: ${styleOf(right.value)}, and was ${styleOf(left.value)}` });
      return [...changes, ...this.compareValue(this.requests, left, right, what), ...this.compareContents(left, right, what, 'request')];
    });
  }

  private compareBodies(was: Located | undefined, is: Located | undefined, at: string): OperationChange[] {
    const changes = presence(was, is, 'the request body', BODY, 'taken', at);
    return was && is ? [...changes, ...this.compareContents(was, is, 'the request body', 'request')] : changes;
  }

  private compareResponses(was: Located | undefined, is: Located | undefined): OperationChange[] {
    const [before, after] = [this.before.children(was), this.after.children(is)];
    const added = [...after].filter(([code]) => !before.has(code)).map(([code, { at }]): OperationChange => ({ kind: 'response-added', at, text: `may answer ${code}` }));
    const others = [...before].flatMap(([code, left]): OperationChange[] => {
      const right = after.get(code) ?? after.get(`${code[0]}XX`) ?? after.get('default');
      if (!right) return [{ kind: /^[45]/.test(code) ? 'response-error-removed' : 'response-removed', at: left.at, text: `answers ${code} no more` }];
      return [...this.compareHeaders(code, left, right), ...this.compareContents(left, right, `the response ${code}`, 'response')];
    });
    return [...added, ...others];
  }

  private compareHeaders(code: string, was: Located, is: Located): OperationChange[] {
    const byName = (source: CompareSource, response: Located) => new Map([...source.children(source.child(response, 'headers'))].map(([name, header]) => [name.toLowerCase(), { name, header }]));
    const [before, after] = [byName(this.before, was), byName(this.after, is)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): OperationChange[] => {
      const [left, right] = [before.get(key)?.header, after.get(key)?.header];
      const what = `the header "${(after.get(key) ?? before.get(key))!.name}" of the response ${code}`;
      if (!left) return [{ kind: 'response-header-added', at: right!.at, text: `${what} is new` }];
      if (!right) return [{ kind: 'response-header-removed', at: left.at, text: `${what} is given no more` }];
      const changes = this.compareValue(this.responses, left, right, what);
      const [needed, needs] = [left, right].map(({ value }) => value.required === true);
      if (needed === needs) return changes;
      return [...changes, { kind: needs ? 'response-header-required' : 'response-header-optional', at: right.at, text: `${what} ${needs ? 'is always there' : 'may be missing'}` }];
    });
  }

  /** The schemas by content type. */
  private compareContents(was: Located, is: Located, what: string, direction: 'request' | 'response'): OperationChange[] {
    const [before, after] = [contentsOf(was, this.before), contentsOf(is, this.after)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((type): OperationChange[] => {
      const [left, right] = [before.get(type), after.get(type)];
      if (!left) return [{ kind: `${direction}-content-type-added`, at: right!.at, text: `${what} may be ${type}` }];
      if (!right) return [{ kind: `${direction}-content-type-removed`, at: left.at, text: `${what} is no ${type} any more` }];
      const changes = this.compareValue(direction === 'request' ? this.requests : this.responses, left, right, what);
      const [encoded, encodes] = [left, right].map(({ value }) => canonical(value.encoding ?? {}));
      return encoded === encodes ? changes : [...changes, { kind: `${direction}-schema-changed`, at: right.at, text: `${what} is encoded in another way` }];
    });
  }

  /** The schemas of what has one. */
  private compareValue(comparer: SchemaComparer, was: Located, is: Located, what: string): OperationChange[] {
    const [before, after] = [this.before.child(was, 'schema'), this.after.child(is, 'schema')];
    return comparer.compare(before ? [before] : [], after ? [after] : []).map((difference) => ({
      kind: difference.kind,
      at: difference.at || (after ?? before)!.at,
      text: `${subject(what, difference)} ${difference.text}`,
    }));
  }
}

function subject(what: string, { where }: Difference): string {
  return where.length > 0 ? `"${placeName(where)}" of ${what}` : what;
}

/** Parameters of an operation and of its path, those of the path by their position in it, since their names do not count. */
function parametersOf({ path, item, located }: Operation, source: CompareSource): Map<string, Located> {
  const variables = [...path.matchAll(/\{([^}]+?)\+?\}/g)].map(([, name]) => name);
  const keyOf = ({ value }: Located) => {
    if (value.in === 'path') return `path ${variables.indexOf(value.name)}`;
    return `${value.in} ${value.in === 'header' ? String(value.name).toLowerCase() : value.name}`;
  };
  const all = [item, located].flatMap((parent) => [...source.children(source.child(parent, 'parameters')).values()]);
  return new Map(all.map((parameter) => [keyOf(parameter), parameter]));
}

/** Media types in small letters and without what follows them. */
function contentsOf(parent: Located, source: CompareSource): Map<string, Located> {
  return new Map([...source.children(source.child(parent, 'content'))].map(([type, content]) => [type.split(';')[0].trim().toLowerCase(), content]));
}

function presence(was: Located | undefined, is: Located | undefined, what: string, kinds: Texts, verb: string, place = ''): OperationChange[] {
  if (!was && !is) return [];
  const [needed, needs] = [was, is].map((one) => one?.value.required === true);
  if (!is) return [{ kind: kinds.removed, at: was!.at, text: `${what} is ${verb} no more` }];
  if (!was) return [{ kind: needs ? kinds.required : kinds.added, at: is.at || place, text: `${what} is new${needs ? ', and required' : ''}` }];
  if (needed === needs) return [];
  return [{ kind: needs ? kinds.required : kinds.optional, at: is.at, text: `${what} is required${needs ? '' : ' no more'}` }];
}

function styleOf(parameter: any): string {
  const { in: place, style = STYLES[place], explode = style === 'form', allowReserved = false } = parameter;
  return `${style}${explode ? ', exploded' : ''}${allowReserved ? ', with reserved characters' : ''}`;
}

/** What is said to readers, to generators of code, and of callbacks. */
function compareWords({ value: was }: Located, { value: is, at }: Located): OperationChange[] {
  const changes: OperationChange[] = [];
  const differs = (key: string) => canonical(was[key] ?? null) !== canonical(is[key] ?? null);
  if (differs('callbacks')) changes.push({ kind: 'callbacks-changed', at, text: 'has other callbacks' });
  if (differs('operationId')) changes.push({ kind: 'operation-id-changed', at, text: `is called ${JSON.stringify(is.operationId)} in generated code, and was ${JSON.stringify(was.operationId)}` });
  if (is.deprecated === true && was.deprecated !== true) changes.push({ kind: 'operation-deprecated', at, text: 'is deprecated' });
  const words = ['summary', 'description', 'tags', 'externalDocs'].filter(differs);
  if (words.length > 0) changes.push({ kind: 'documentation-changed', at, text: `is described in other words: ${words.join(', ')}` });
  return changes;
}
