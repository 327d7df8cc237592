import { Token } from 'aws-cdk-lib/core';
import { DefinedResource, RestApiDefinition } from './rest-api-definition';
import { show } from '../private/errors';
import { isFunction } from '../private/tokens';

/** What the parts of the compiler share: the definition, the names in the document, and what is wrong. */
export class Compilation {
  /** What is wrong, a sentence each. */
  public readonly problems: string[] = [];

  /** The names in the document of models, validators and authorizers, by what stands for their ids. */
  public readonly names = new Map<string, string>();

  private readonly byType = new Map<string, DefinedResource[]>();

  /** The API itself, for problems of it. */
  public readonly api: DefinedResource;

  constructor(public readonly definition: RestApiDefinition) {
    const { properties, reference, path } = definition;
    this.api = { type: 'AWS::ApiGateway::RestApi', properties, reference, path, defaultName: '' };
    for (const resource of definition.resources) {
      if (resource.isConditional) this.problem(resource, "a condition cannot leave a part out of a document: leave 'cfnOptions.condition' out, or use 'layout: RestLayout.RESOURCES'");
      const type = resource.type.replace('AWS::ApiGateway::', '');
      const known = this.byType.get(type);
      if (known) known.push(resource);
      else this.byType.set(type, [resource]);
    }
    this.nameAll('Model', /^[A-Za-z0-9]+$/, 'letters and digits');
    this.nameAll('RequestValidator', /^[^]+$/, 'a text');
    this.nameAll('Authorizer', /^[A-Za-z0-9._-]+$/, 'letters, digits and ". _ -"');
  }

  /** The resources of a type, such as "Method". */
  public ofType(type: string): DefinedResource[] {
    return this.byType.get(type) ?? [];
  }

  /** Notes what is wrong with a resource. */
  public problem(resource: DefinedResource, message: string): void {
    this.problems.push(`${message}\n    at [${resource.path}]`);
  }

  /** Whether a value is known now, and so can be a key of the document; notes a problem if not. */
  public isKey(value: unknown, what: string, resource: DefinedResource): value is string {
    if (typeof value !== 'string' || Token.isUnresolved(value)) {
      this.problem(resource, `${what} is known at deployment only, and cannot be a name in an OpenAPI document: write it out, or use 'layout: RestLayout.RESOURCES'`);
      return false;
    }
    if (value === '__proto__') {
      this.problem(resource, `${what} is "__proto__", which objects cannot keep: rename it`);
      return false;
    }
    if (value === 'Ref' || value.startsWith('Fn::')) {
      this.problem(resource, `${what} is ${show(value)}, which CloudFormation takes for a function of its own: rename it`);
      return false;
    }
    return true;
  }

  /** A value of which the document needs to know what it says; notes a problem, and takes it as not there, if that is known at deployment only. */
  public known(value: unknown, what: string, resource: DefinedResource): any {
    if (!Token.isUnresolved(value) && !isFunction(value)) return value;
    this.problem(resource, `${what} is known at deployment only, and a document has to say it: write it out, or use 'layout: RestLayout.RESOURCES'`);
    return undefined;
  }

  /** A flag, which CloudFormation also takes as text. */
  public flag(value: unknown, what: string, resource: DefinedResource): boolean {
    const known = this.known(value, what, resource);
    return known === true || known === 'true';
  }

  private nameAll(type: string, allowed: RegExp, rule: string): void {
    const taken = new Map<string, DefinedResource>();
    for (const resource of this.ofType(type)) {
      const { Name: name = free(resource.defaultName, taken) } = resource.properties;
      const kind = type === 'RequestValidator' ? 'request validator' : type.toLowerCase();
      if (!this.isKey(name, `the name of the ${kind}`, resource)) continue;
      const other = taken.get(name);
      if (other) this.problem(resource, `the ${kind} ${show(name)} has the name of another one at [${other.path}]: give it a name of its own`);
      if (!allowed.test(name)) this.problem(resource, `the name of the ${kind} must be made of ${rule}, got ${show(name)}: rename it`);
      taken.set(name, resource);
      this.names.set(resource.reference, name);
    }
  }
}

/** A name that nobody has yet, for what has none of its own. */
function free(name: string, taken: Map<string, unknown>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
