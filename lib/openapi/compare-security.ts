import { Kind } from './compare-kinds';
import { canonical, CompareSource, Located } from './compare-source';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** What a caller may send to get in: each of these schemes, with its scopes. */
type Requirement = Map<string, string[]>;

/** What is other in who may call. */
export interface SecurityDifference {
  readonly kind: Kind;
  readonly text: string;
}

const AUTH_TYPE = 'x-amazon-apigateway-authtype';

/** Schemes whose scopes OpenAPI speaks of; an authorizer of API Gateway is none of them, and has scopes nevertheless. */
const SCOPED = ['oauth2', 'openIdConnect'];

/** Who may call by a document, which is read as API Gateway reads it if it has its extensions. */
export class SecurityReader {
  private readonly isApiGateway: boolean;

  constructor(private readonly source: CompareSource) {
    this.isApiGateway = JSON.stringify(source.document).includes('"x-amazon-apigateway-');
  }

  /** Whether the document has what API Gateway alone understands. */
  public get hasExtensions(): boolean {
    return this.isApiGateway;
  }

  /**
   * The ways in; an operation without any is open. API Gateway takes a list of requirements as all of them, OpenAPI as one of them.
   *
   * @param withExtensions whether both documents have the extensions, so that what they say can be compared
   */
  public requirements(operation: Located, withExtensions: boolean): Requirement[] {
    const given: Array<Record<string, string[]>> = operation.value.security ?? this.source.document.security ?? [];
    if (!Array.isArray(given) || !given.every(isRequirement)) fail(`'security' of the operation at ${operation.at} must be a list, such as [{ key: [] }], got ${show(given)}`);
    const named = ([name, scopes]: [string, string[]]) => this.schemes(name, scopes, withExtensions);
    const read = given.map((requirement) => new Map(Object.entries(requirement).flatMap(named)));
    if (read.length === 0) return [new Map()];
    return this.isApiGateway ? [new Map(read.flatMap((requirement) => [...requirement]))] : read;
  }

  /** What tells a scheme from others, and the scopes that it asks for. */
  private schemes(name: string, scopes: string[], withExtensions: boolean): Array<[string, string[]]> {
    const schemes = this.source.child(this.source.root, 'components');
    const found = schemes && this.source.child(schemes, 'securitySchemes');
    const scheme = (found && this.source.child(found, name)?.value) ?? {};
    const kept = SCOPED.includes(scheme.type) || withExtensions ? scopes : [];
    const places = sourcesOf(scheme);
    if (!withExtensions && places.length > 0) {
      const nameOf = (key: string) => (places.length === 1 ? name : `${name}.${key}`);
      return places.map(([place, key]) => [identity({ type: 'apiKey', name: key, in: place }, nameOf(key)), kept]);
    }
    return [[withExtensions ? fullIdentity(scheme, name) : identity(scheme, name), kept]];
  }
}

/** The differences of two lists of requirements. */
export function compareSecurity(before: Requirement[], after: Requirement[], isApiGateway: boolean): SecurityDifference[] {
  const [wasOpen, isOpen] = [before, after].map((ways) => ways.some((way) => way.size === 0));
  const lost = before.filter((way) => !after.some((other) => admits(other, way, isApiGateway)));
  const gained = after.filter((way) => !before.some((other) => admits(other, way, isApiGateway)));
  if (lost.length === 0 && gained.length === 0) return [];
  if (wasOpen) return isOpen ? [] : [{ kind: 'authorization-added', text: `asks for ${namesOf(after)}, and was open` }];
  if (isOpen) return [{ kind: 'authorization-removed', text: `is open, and asked for ${namesOf(before)}` }];
  const sameSchemes = canonical(before.map((way) => [...way.keys()].sort())) === canonical(after.map((way) => [...way.keys()].sort()));
  const texts = { now: sameSchemes ? scopesOf(after) : namesOf(after), then: sameSchemes ? scopesOf(before) : namesOf(before) };
  const text = `asks for ${texts.now}, and asked for ${texts.then}`;
  if (lost.length > 0) return [{ kind: sameSchemes ? 'authorization-scopes-narrowed' : 'authorization-changed', text }];
  return [{ kind: sameSchemes ? 'authorization-scopes-widened' : 'authorization-widened', text }];
}

/** Whether something is schemes with their scopes. */
function isRequirement(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(Array.isArray);
}

/** Whether who sends what one way wants gets in by the other. */
function admits(way: Requirement, sent: Requirement, isApiGateway: boolean): boolean {
  return [...way].every(([scheme, scopes]) => {
    const has = sent.get(scheme);
    if (!has) return false;
    if (!isApiGateway) return scopes.every((scope) => has.includes(scope));
    // one of the scopes is enough; without any, API Gateway takes ID tokens, and with some, access tokens
    return scopes.length === 0 || has.length === 0 ? scopes.length === has.length : has.every((scope) => scopes.includes(scope));
  });
}

/** Where an authorizer of several sources looks. */
function sourcesOf(scheme: any): Array<[string, string]> {
  const { identitySource } = scheme['x-amazon-apigateway-authorizer'] ?? {};
  if (typeof identitySource !== 'string') return [];
  const places = identitySource.matchAll(/method\.request\.(header|querystring)\.([^,\s]+)/g);
  return [...places].map(([, place, name]) => [place === 'header' ? 'header' : 'query', name]);
}

/** The same scheme may have another name; but what stands in `Authorization` can be anything, and only the name tells what. */
function identity(scheme: any, name: string): string {
  const { description: _, ...said } = Object.fromEntries(Object.entries<any>(scheme).filter(([key]) => !key.startsWith('x-')));
  if (said.type === undefined) return name;
  if (said.type !== 'apiKey') return canonical({ ...said, flows: undefined });
  const place = said.in === 'header' ? said.name.toLowerCase() : said.name;
  return canonical({ ...said, name: place, called: place === 'authorization' ? name : undefined });
}

/** Whom an authorizer of API Gateway lets in is told by its kind, where it looks, and its user pools. */
function fullIdentity(scheme: any, name: string): string {
  if (scheme[AUTH_TYPE] === undefined) return identity(scheme, name);
  const { identitySource, providerARNs } = scheme['x-amazon-apigateway-authorizer'] ?? {};
  const pools = [...(providerARNs ?? [])].map(canonical).sort();
  return canonical({ kind: scheme[AUTH_TYPE], in: scheme.in, name: scheme.name?.toLowerCase(), identitySource, pools });
}

function namesOf(ways: Requirement[]): string {
  return ways.map((way) => [...way.keys()].map(shortName).join(' with ')).join(', or ');
}

function shortName(identified: string): string {
  if (!identified.startsWith('{')) return identified;
  const { kind, called, type, scheme, name } = JSON.parse(identified);
  return [called ?? kind ?? scheme ?? type, called ? undefined : name && `in "${name}"`].filter(Boolean).join(' ');
}

function scopesOf(ways: Requirement[]): string {
  const scopes = ways.flatMap((way) => [...way.values()].flat());
  return scopes.length > 0 ? `the scopes ${scopes.map((scope) => `"${scope}"`).join(', ')}` : 'no scopes';
}
