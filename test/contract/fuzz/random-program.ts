import * as fc from 'fast-check';
import { Factory, factoriesOf, membersOf, methodsOf, TypeReference, TYPES, Value } from './assembly';
import { enumOf } from './enums';
import { GIVEN, PASSED_ON, STRUCTS } from './given';
import { ApiType, durations, goodJson, goodKeys, goodNumbers, goodText } from './good-values';
import { Call, Mistake, ODD, Program, Said, withMistakes } from './said';
import { sensible } from './sense';

const DEEPEST = 5;

/** Of what a route calls, it has one. */
const TARGETS = ['handler', 'integration', 'stagedHandler'];

const CDK = 'aws-cdk-lib.';

/** What a gateway gives that is no part of it, and whose methods write files or ask. */
const DEEP_TYPES = new Set(['cdk-gatehouse.OpenApiDocument', 'cdk-gatehouse.ResourcePolicy']);

/** Values of the public types of the library for one type of API, as random as their types allow. */
class Values {
  private readonly known = new Map<string, fc.Arbitrary<Said>>();

  constructor(private readonly api: ApiType) {}

  /** Values of a type; the name of what they are for tells what text means something there. */
  public of(type: TypeReference, name: string, depth = 0): fc.Arbitrary<Said> {
    const key = `${JSON.stringify(type)} ${name} ${depth}`;
    let known = this.known.get(key);
    if (!known) this.known.set(key, known = this.define(type, name, depth));
    return known;
  }

  /** A struct: what must be there, and now and then what need not. */
  public struct(members: Value[], depth: number, said: number): fc.Arbitrary<Said> {
    const arbitraries = Object.fromEntries(members.filter(({ optional }) => !optional || depth < DEEPEST).map(({ name, type, optional }) => {
      const value = this.of(type, name, depth + 1);
      return [name, optional ? fc.oneof({ weight: said, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }) : value];
    }));
    const targets = members.filter(({ name }) => TARGETS.includes(name));
    const targeted = targets.map(({ name, type }) => this.of(type, name, depth + 1).map((value) => ({ [name]: value })));
    const target = targets.length > 1 ? fc.oneof(...targeted) : fc.constant({});
    const others = fc.record(Object.fromEntries(Object.entries(arbitraries).filter(([name]) => targets.length <= 1 || !TARGETS.includes(name))));
    const isSaid = (entry: [string, unknown]): entry is [string, Said] => entry[1] !== undefined;
    return fc.tuple(target, others).map(([one, values]) => ({ members: Object.fromEntries(Object.entries({ ...values, ...one }).filter(isSaid)) }));
  }

  /** The arguments of a method; of what may be left out, some have all. */
  public args(parameters: Value[] = [], depth = 0): fc.Arbitrary<Said[]> {
    const all = parameters.map(({ name, type, variadic }) => {
      const value = this.of(type, name, depth);
      return variadic ? fc.array(value, { minLength: 1, maxLength: 3 }) : value.map((said) => [said]);
    });
    const needed = parameters.filter(({ optional, variadic }) => !optional && !variadic).length;
    return fc.tuple(fc.tuple(...all), fc.oneof({ weight: 4, arbitrary: fc.constant(parameters.length) }, { weight: parameters.some(({ name }) => name === 'routeKey') ? 0 : 1, arbitrary: fc.constant(needed) })).map(([given, count]) => given.slice(0, count).flat());
  }

  private define(type: TypeReference, name: string, depth: number): fc.Arbitrary<Said> {
    if (type.collection) {
      const { kind, elementtype } = type.collection;
      const element = this.of(elementtype, name, depth + 1);
      if (kind === 'array') return fc.uniqueArray(element, { minLength: 1, maxLength: 2, selector: (said) => JSON.stringify(said) });
      const keys = fc.constantFrom(...goodKeys(name, this.api));
      return fc.dictionary(keys, element, { minKeys: 1, maxKeys: 2, noNullPrototype: true }).map((members) => ({ members }));
    }
    switch (type.primitive) {
      case 'string': return fc.constantFrom<Said>(...goodText(name, this.api));
      case 'number': return fc.constantFrom<Said>(...goodNumbers(name));
      case 'boolean': return fc.constantFrom<Said>(true, false);
      case 'date': return fc.constant<Said>({ odd: 'date' });
      case undefined: return this.named(type.fqn!, name, depth);
      default: return fc.constantFrom(...goodJson(name));
    }
  }

  private named(fqn: string, name: string, depth: number): fc.Arbitrary<Said> {
    if (TYPES[fqn]?.datatype) {
      return this.struct(membersOf(fqn), depth, /(Gateway|OpenApi)Props$/.test(fqn) ? 12 : 4).map((said) => ({ ...(said as object), of: fqn } as Said))
        .chain((said) => fc.oneof({ weight: 9, arbitrary: fc.constant(sensible(said, fqn)) }, { weight: 1, arbitrary: fc.constant(said) }));
    }
    const local = fqn.replace(CDK, '');
    if (STRUCTS[local]) {
      const struct = this.struct(STRUCTS[local], depth, 1);
      return PASSED_ON.has(local) ? struct.map((said) => ({ ...(said as object), passedOn: true } as Said)) : struct;
    }
    const values = enumOf(fqn);
    if (values) return fc.nat(values.length - 1).map((index) => ({ given: fqn, index }));
    const fitting = factoriesOf(fqn).filter(({ member }) => this.fits(member));
    const plain = fitting.filter(({ parameters = [] }) => parameters.every(({ optional }) => optional));
    const made = (depth < DEEPEST || plain.length === 0 ? fitting : plain).map((factory) => this.made(factory, depth + 1));
    const given = local === 'Duration' ? durations(name).map((index) => fc.constant<Said>({ given: fqn, index })) : fqn.startsWith(CDK) ? GIVEN[local]?.map((_, index) => fc.constant<Said>({ given: fqn, index })) ?? [] : [];
    const atHand = methodsOf('cdk-gatehouse.' + this.api + 'Gateway').some(({ returns }) => returns?.type.fqn === fqn) || /Alarms$/.test(fqn) ? [fc.constant<Said>({ given: fqn, index: 0 })] : [];
    const all = [...given, ...made, ...(made.length === 0 ? atHand : [])];
    if (all.length === 0) throw new Error(`nothing is known that makes a ${fqn}, for '${name}': add it to given.ts`);
    return fc.oneof(...all.map((arbitrary, index) => ({ weight: index === 0 ? 1 + all.length : 1, arbitrary })));
  }

  /** Whether a factory is of this type of API, where it says in its name which it is of. */
  private fits(member: string): boolean {
    const [, of] = /^cdk-gatehouse\.(Rest|Http|WebSocket)[A-Z]/.exec(member) ?? [];
    return of === undefined || of === this.api;
  }

  private made({ member, parameters, isConstant }: Factory, depth: number): fc.Arbitrary<Said> {
    if (isConstant) return fc.constant({ made: member });
    const owner = member.split('.').at(-2);
    const named = /\.fromFile$/.test(member) ? parameters?.map((parameter) => ({ ...parameter, name: `${owner}.${parameter.name}` })) : parameters;
    return this.args(named, Math.max(depth, 1)).map((args) => ({ made: member, args }));
  }
}

/** The types of the things that a gateway gives to its user: itself, what its properties hold, and what its methods return. */
function reachable(fqn: string, found = new Set<string>()): Set<string> {
  if (found.has(fqn) || TYPES[fqn]?.kind !== 'class' || DEEP_TYPES.has(fqn)) return found;
  if (methodsOf(fqn).length > 0) found.add(fqn);
  const held = (TYPES[fqn].properties ?? []).filter((property) => !property.static).map(({ type }) => type);
  const next = [...held, ...methodsOf(fqn).flatMap(({ returns }) => (returns ? [returns.type] : []))];
  for (const type of next) if (type.fqn) reachable(type.fqn, found);
  return found;
}

function calls(values: Values, api: ApiType): fc.Arbitrary<Call[]> {
  const gateway = `cdk-gatehouse.${api}Gateway`;
  const all = [...reachable(gateway)].flatMap((on) => methodsOf(on).map((method) => {
    const route = on === gateway && /^addRoutes?$/.test(method.name);
    const weight = route ? 60 : on === gateway ? 6 : 1;
    const args = values.args(method.parameters);
    return { weight, arbitrary: fc.record({ on: fc.constant(on), index: fc.nat(2), method: fc.constant(method.name), args }) };
  }));
  const [route] = all.filter(({ weight }) => weight === 60);
  return fc.tuple(route.arbitrary, fc.array(fc.oneof(...all), { maxLength: 4 })).map(([first, others]) => {
    const start: Call[] = api !== 'WebSocket' ? [
      { on: gateway, index: 0, method: 'addRoutes', args: [{ members: { path: '/first', methods: ['GET'], handler: { given: 'aws-cdk-lib.aws_lambda.IFunction', index: 0 } } }] },
    ] : [
      { on: gateway, index: 0, method: 'addRoute', args: ['first', { members: { handler: { given: 'aws-cdk-lib.aws_lambda.IFunction', index: 0 } } }] },
      { on: gateway, index: 0, method: 'addRoute', args: ['$connect'] },
      { on: gateway, index: 0, method: 'addModel', args: ['Message', { members: { schema: goodJson('schema')[0] } }] },
    ];
    return [...start, first, ...others];
  });
}

/** Text, numbers and other things that hurt. */
const strange: Said[] = [
  null, true, false, 0, 1, -1, 1.5, 1e21, 2 ** 31, '', ' ', 'a b', '*', '/', '//', '{', '${x}', '$', 'ünï¢ødé', 'a\nb', '__proto__', 'constructor', 'toString', '"', '\'', 'x'.repeat(2000), [], [null], [[]], [''],
  { members: {} }, { members: { __proto: null } }, { members: { constructor: 1 } }, ...ODD.map((odd) => ({ odd })),
];

const mistake: fc.Arbitrary<Mistake> = fc.record({
  at: fc.nat(),
  say: fc.oneof<fc.Arbitrary<Mistake['say']>[]>({ weight: 6, arbitrary: fc.constantFrom(...strange) } as never, { weight: 1, arbitrary: fc.constant('misspelt') } as never, { weight: 1, arbitrary: fc.constant('left out') } as never),
});

/** A gateway with random props, what is done with it, and mistakes in both: none, one or two. */
export function randomProgram(api: ApiType, withFaults = true): fc.Arbitrary<Program> {
  const values = new Values(api);
  const gateway = `cdk-gatehouse.${api}Gateway`;
  const openApi = `cdk-gatehouse.${api}OpenApiProps`;
  const props = (fqn: string, member: string) => values.of({ fqn }, 'props').map((said) => ({ gateway: member, props: said }));
  const made = fc.oneof(
    { weight: 9, arbitrary: props(`${gateway}Props`, gateway) },
    ...(TYPES[openApi] ? [{ weight: 1, arbitrary: props(openApi, `${gateway}.fromOpenApi`) }] : []),
  );
  const mistakes = fc.oneof(...[4, 5, 1].map((weight, count) => ({ weight, arbitrary: fc.array(mistake, { minLength: count, maxLength: count }) })));
  return fc.tuple(made, calls(values, api), withFaults ? mistakes : fc.constant<Mistake[]>([]))
    .map(([program, done, faults]) => withMistakes({ ...program, calls: done }, faults));
}
