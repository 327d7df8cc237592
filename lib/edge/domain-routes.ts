import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DomainRoutingMode } from './domain-routing-mode';
import { ApiType } from '../private/api-type';
import { fail, show } from '../private/errors';

/** A base path that leads to a stage. */
export interface MappedPath {
  /** Without slashes around it; empty for all that no other path takes. */
  readonly basePath: string;
  readonly apiType: ApiType;
  /** Whose stage it is. */
  readonly owner: IConstruct;
}

/** A routing rule, as far as others have to do with it. */
export interface OrderedRule {
  readonly priority: number;
  /** What the rule asks of a request: equal for rules that ask the same, empty if it asks nothing. */
  readonly asks: string;
  readonly owner: IConstruct;
}

const ROUTES = Symbol.for('cdk-gatehouse.domainRoutes');

/** What leads from a domain to stages, wherever in the app it is defined, and whether the domain is defined there or imported. */
export class DomainRoutes {
  /** The routes of the domain of a name that is where a construct is. */
  public static of(name: string, scope: IConstruct): DomainRoutes {
    const root = scope.node.root as IConstruct & { [ROUTES]?: Map<string, DomainRoutes> };
    if (!root[ROUTES]) Object.defineProperty(root, ROUTES, { value: new Map() });
    const key = Token.isUnresolved(name) ? scope.node.path : `${placeOf(scope)} ${name}`;
    const routes = root[ROUTES]!.get(key) ?? new DomainRoutes(name, scope);
    root[ROUTES]!.set(key, routes);
    return routes;
  }

  private definedBy?: IConstruct;
  private readonly mappings: MappedPath[] = [];
  private readonly rules: OrderedRule[] = [];

  private constructor(private readonly name: string, scope: IConstruct) {
    scope.node.addValidation({ validate: () => this.problems() });
  }

  /** Fails if the app defines the domain already. */
  public define(owner: IConstruct): void {
    if (this.definedBy) fail(`the domain ${show(this.name)} is defined already, at ${this.definedBy.node.path}: define it once, and give it to others as 'shared'`, owner);
    this.definedBy = owner;
  }

  /** Fails if a path is taken, or if APIs of such a type cannot be on one domain. */
  public map(added: MappedPath): void {
    const taken = this.mappings.find(({ basePath }) => !Token.isUnresolved(basePath) && basePath === added.basePath);
    if (taken) {
      const path = added.basePath === '' ? `${show(this.name)} without a 'domain.basePath'` : `'domain.basePath' ${show(added.basePath)} of ${show(this.name)}`;
      fail(`${path} leads to ${taken.owner.node.path} already: give one of them another base path`, added.owner);
    }
    const other = this.mappings.find(({ apiType }) => (apiType === 'WEBSOCKET') !== (added.apiType === 'WEBSOCKET'));
    if (other) fail(`${show(this.name)} cannot serve a WebSocket API and others, got ${other.owner.node.path} and this one: define a domain for each`, added.owner);
    if (added.apiType !== 'REST' && this.rules.length > 0) this.refuseBoth(this.rules[0].owner, added.owner);
    this.mappings.push(added);
  }

  /** Fails if there is a rule of the priority, or if the domain can have no rules. */
  public rule(added: OrderedRule): void {
    const taken = this.rules.find(({ priority }) => !Token.isUnresolved(priority) && priority === added.priority);
    if (taken) fail(`'priority' ${added.priority} of ${show(this.name)} is that of ${taken.owner.node.path} already: give one of them another priority`, added.owner);
    const other = this.mappings.find(({ apiType }) => apiType !== 'REST');
    if (other) this.refuseBoth(added.owner, other.owner);
    this.rules.push(added);
  }

  /** By what the domain sends requests to APIs, as far as the app knows. */
  public get mode(): DomainRoutingMode {
    if (this.rules.length === 0) return DomainRoutingMode.MAPPINGS_ONLY;
    return this.mappings.length === 0 ? DomainRoutingMode.RULES_ONLY : DomainRoutingMode.RULES_THEN_MAPPINGS;
  }

  private refuseBoth(rule: IConstruct, mapping: IConstruct): never {
    return fail(`${show(this.name)} cannot have routing rules and a HTTP or WebSocket API, got the rule ${rule.node.path}: define another domain for the API`, mapping);
  }

  /** Rules that are never asked, since one before them takes all that they would. */
  private problems(): string[] {
    const known = this.rules.filter(({ priority }) => !Token.isUnresolved(priority)).sort((one, other) => one.priority - other.priority);
    return known.flatMap((rule, index) => {
      const before = known.slice(0, index).find(({ asks }) => asks === '' || asks === rule.asks);
      if (!before) return [];
      const asks = before.asks === '' ? 'takes every request' : 'asks the same';
      return [`the routing rule ${rule.owner.node.path} with 'priority' ${rule.priority} is never reached, since ${before.owner.node.path} with ${before.priority} ${asks}: give that one the higher number, or other conditions`];
    });
  }
}

/** Where a domain is, so that the same name in two Regions is two domains. */
function placeOf(scope: IConstruct): string {
  const { account, region, node } = Stack.of(scope);
  if (Token.isUnresolved(region)) return node.path;
  return Token.isUnresolved(account) ? region : `${account}/${region}`;
}
