import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A type as the assembly of jsii writes it. */
export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

export interface Value {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly static?: boolean;
}

export interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly parameters?: Value[];
  readonly returns?: { readonly type: TypeReference };
}

export interface Type {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly properties?: Value[];
  readonly methods?: Method[];
  readonly initializer?: { readonly parameters?: Value[] };
}

/** What makes an instance of a type: a member of a class that is there for all, or its constructor. */
export interface Factory { readonly member: string; readonly parameters?: Value[]; readonly isConstant?: boolean }

const ROOT = path.join(__dirname, '..', '..', '..');
const FILE = path.join(ROOT, '.jsii');

/** Whether the library has been compiled, so that its public types can be read. */
export const COMPILED = existsSync(FILE);

function read(): Record<string, Type> {
  if (!COMPILED) return {};
  const plain = JSON.parse(readFileSync(FILE, 'utf8'));
  return (plain.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(path.join(ROOT, plain.filename))).toString()) : plain).types;
}

export const TYPES = read();

/** All members of a struct, also of what it extends. */
export function membersOf(fqn: string): Value[] {
  const { properties = [], interfaces = [] } = TYPES[fqn];
  const all = [...properties, ...interfaces.flatMap((base) => (TYPES[base] ? membersOf(base) : []))];
  return [...new Map(all.map((member) => [member.name, member])).values()];
}

/** Whether instances of a class are of a type. */
function isOf(fqn: string, wanted: string): boolean {
  if (fqn === wanted) return true;
  const { base, interfaces = [] } = TYPES[fqn] ?? {};
  return [...interfaces, ...(base ? [base] : [])].some((parent) => isOf(parent, wanted));
}

/** What of the library makes instances of a type, its own or one of the CDK. */
export function factoriesOf(wanted: string): Factory[] {
  return Object.entries(TYPES).flatMap(([fqn, { kind, abstract, initializer, methods = [], properties = [] }]) => {
    if (kind !== 'class') return [];
    const statics = methods.filter((method) => method.static && method.returns?.type.fqn && isOf(method.returns.type.fqn, wanted))
      .filter(({ parameters = [] }) => parameters[0]?.name !== 'scope')
      .map(({ name, parameters }) => ({ member: `${fqn}.${name}`, parameters }));
    const constants = properties.filter((property) => property.static && property.type.fqn && isOf(property.type.fqn, wanted)).map(({ name }) => ({ member: `${fqn}.${name}`, isConstant: true }));
    const constructs = !abstract && initializer?.parameters?.[0]?.name === 'scope' && isOf(fqn, wanted) ? [{ member: fqn, parameters: initializer.parameters.slice(2) }] : [];
    return [...statics, ...constants, ...constructs];
  });
}

/** The methods of an instance, its own and those it inherits. */
export function methodsOf(fqn: string): Method[] {
  const { methods = [], base } = TYPES[fqn] ?? {};
  return [...methods.filter((method) => !method.static), ...(base ? methodsOf(base) : [])];
}
