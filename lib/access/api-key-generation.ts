import { ApiKey, ApiKeyReference, CfnApiKey, IApiKeyRef } from 'aws-cdk-lib/aws-apigateway';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, Expiration, Names, ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ApiKeyValue } from './api-key-value';
import { UsagePlanKeyOptions } from './usage-plan-key-options';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, isFlag, Kinds } from '../private/kinds';
import { checkNumber, isCount } from '../private/rules';

const IS_API_KEY_GENERATION = Symbol.for('cdk-gatehouse.ApiKeyGeneration');

const isText = (value: unknown) => typeof value === 'string';

const KINDS: Kinds<UsagePlanKeyOptions> = [
  ['enabled', isFlag, 'true or false'],
  ['expires', (value) => (value as Expiration)?.date instanceof Date && !Number.isNaN(value.date.getTime()), 'an Expiration at a date that there is, such as Expiration.atDate(new Date("2030-01-31"))'],
  ['description', isText, 'text'],
  ['customerId', isText, 'text'],
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
  ['apiKeyName', (value) => isText(value) && (Token.isUnresolved(value) || (value.length >= 1 && value.length <= 1024)), 'text of 1 to 1024 characters, such as "acme-2"'],
];

const OPTIONS = ['generation', 'value', ...KINDS.map(([prop]) => prop as string)];

/**
 * One generation of an API key; see `addKey` of a usage plan.
 *
 * Beside the usage plan in the tree, so that its ids, and with them its value, do not depend on the plan: the key may go to another plan.
 */
export class ApiKeyGeneration extends Construct implements IApiKeyRef {
  /** Whether a construct is an `ApiKeyGeneration`, also one of another copy of this library. */
  public static isApiKeyGeneration(construct: any): construct is ApiKeyGeneration {
    return construct !== null && typeof construct === 'object' && IS_API_KEY_GENERATION in construct;
  }

  /**
   * Defines a generation of a key.
   *
   * @param scope what the keys of all generations are below
   * @internal
   */
  public static _define(scope: Construct, name: string, options: UsagePlanKeyOptions): ApiKeyGeneration {
    checkName(name, scope);
    if (!isObject(options)) fail(`the options of key ${show(name)} must be a structure, such as { generation: 2 }`, scope); // not shown: it may be the value
    checkMembers(options, OPTIONS, `key ${show(name)}`, scope);
    const { generation = 1, value } = options;
    checkNumber('generation', generation, isCount, 'a whole number from 1', scope);
    if (Token.isUnresolved(generation)) fail("'generation' must be known at synthesis, got a token: write 2, for example", scope);
    if (value !== undefined && !has('_bind', 'function')(value)) {
      // the value is not shown
      fail(`'value' of key ${show(name)} must be no text, which everybody could read in the template: write ApiKeyValue.fromSecret(secret) or ApiKeyValue.generated(), or leave it out for a value that API Gateway makes`, scope);
    }
    checkKinds(options, KINDS, scope);
    const id = `#ApiKey:${name}`;
    const generations = scope.node.tryFindChild(id) as Construct | undefined ?? new Construct(scope, id);
    if (generations.node.tryFindChild(`Generation${generation}`)) {
      fail(`generation ${generation} of key ${show(name)} is defined already: write { generation: ${generation + 1} } for another key of that name, or pass what 'addKey' returned to 'addExistingKey' of another plan`, scope);
    }
    return new ApiKeyGeneration(generations, `Generation${generation}`, name, generation, options);
  }

  /** The L2's key. */
  public readonly apiKey: ApiKey;

  /** The id of the key, which is no secret. */
  public readonly apiKeyId: string;

  /** Which generation it is. */
  public readonly generation: number;

  /** The secret that has the value; undefined if API Gateway made it. */
  public readonly secret?: ISecret;

  private constructor(scope: Construct, id: string, name: string, generation: number, options: UsagePlanKeyOptions) {
    super(scope, id);
    Object.defineProperty(this, IS_API_KEY_GENERATION, { value: true });
    const { value, enabled, expires, description = `${name}, generation ${generation}`, customerId } = options;
    const bound = (value as ApiKeyValue | undefined)?._bind(this);
    // a name is set, since CloudFormation refuses to replace what has one, and with it the value that callers use
    const apiKeyName = options.apiKeyName ?? Names.uniqueResourceName(this, { maxLength: 128 });
    this.apiKey = new ApiKey(this, 'Default', { apiKeyName, value: bound?.value, enabled, description, customerId });
    this.node.defaultChild = this.apiKey.node.defaultChild as CfnApiKey;
    this.apiKeyId = this.apiKey.keyId;
    this.generation = generation;
    this.secret = bound?.secret;
    if (expires && enabled !== false && expires.date.getTime() < Date.now()) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:apiKeyExpired',
        `generation ${generation} of key ${show(name)} was to be used until ${expires.date.toISOString()}: set 'enabled: false', or delete it, once nobody uses it`);
    }
  }

  /** A reference to the key. */
  public get apiKeyRef(): ApiKeyReference {
    return this.apiKey.apiKeyRef;
  }

  /** The environment of the key. */
  public get env(): ResourceEnvironment {
    return this.apiKey.env;
  }
}

function checkName(name: string, scope: IConstruct): void {
  if (Token.isUnresolved(name)) fail('the name of a key must be known at synthesis, got a token: write "Acme", for example', scope);
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._ -]{0,63}$/.test(name)) {
    fail(`the name of a key must be 1 to 64 letters, digits, spaces and . _ -, and begin with a letter or a digit, got ${show(name)}: write "Acme", for example`, scope);
  }
}
