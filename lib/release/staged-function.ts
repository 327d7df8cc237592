import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { claimAlias, isAliasName } from './claimed-aliases';
import { checkConcurrency, scaleConcurrency } from './provisioned-concurrency';
import { ProvisionedConcurrencyOptions } from './provisioned-concurrency-options';
import { fail, show } from '../private/errors';
import { tokenIdentity } from '../private/tokens';

/** Properties of `StagedFunction`. */
export interface StagedFunctionProps {
  /** The function. One that is imported needs `versions` or `aliases` for each stage. */
  readonly handler: lambda.IFunction;

  /**
   * What the alias of a stage is called, by the name of the stage.
   *
   * @default - like the stage, and "default" for "$default"
   */
  readonly aliasNames?: Record<string, string>;

  /**
   * The number of the version that the alias of a stage is pinned to, by the name of the stage.
   *
   * @default - the version that each deployment of the function makes
   */
  readonly versions?: Record<string, string>;

  /**
   * Aliases that are there already, by the name of the stage.
   *
   * @default - aliases are defined
   */
  readonly aliases?: Record<string, lambda.IAlias>;

  /**
   * Instances that are kept ready, by the name of the stage. They are billed by the hour.
   *
   * @default - none
   */
  readonly provisionedConcurrency?: Record<string, ProvisionedConcurrencyOptions>;
}

/**
 * A function with an alias for each stage of the gateways that route to it: each stage calls its own, by a stage variable.
 *
 * @example
 *
 * declare const ordersFunction: lambda.Function;
 * const orders = new StagedFunction(this, 'Orders', { handler: ordersFunction, versions: { prod: '12' } });
 * const gateway = new RestGateway(this, 'OrdersApi');
 * gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], stagedHandler: orders });
 * gateway.addStage('beta');
 */
export class StagedFunction extends Construct {
  /** The function. */
  public readonly handler: lambda.IFunction;

  private readonly aliases = new Map<string, lambda.IAlias>();
  private readonly props: StagedFunctionProps;

  constructor(scope: Construct, id: string, props: StagedFunctionProps) {
    super(scope, id);
    if (typeof props?.handler?.functionArn !== 'string') fail(`'handler' must be a function, got ${show(props?.handler)}`, this);
    this.handler = props.handler;
    this.props = props;
    this.checkHandler();
    for (const [stageName, options] of Object.entries(props.provisionedConcurrency ?? {})) checkConcurrency(`provisionedConcurrency.${stageName}`, options, this);
    for (const [stageName, version] of Object.entries(props.versions ?? {})) this.checkVersion(stageName, version);
    this.checkSaidOnce();
    this.checkGivenAliases();
    this.node.addValidation({ validate: () => [...this.unknownStages(), ...this.aliasesBeside()] });
  }

  /** The alias of a stage, which is defined if it is not there. */
  public aliasFor(stageName: string): lambda.IAlias {
    const known = own(this.props.aliases, stageName) ?? this.aliases.get(stageName) ?? this.defineAlias(stageName);
    this.aliases.set(stageName, known);
    return known;
  }

  /**
   * The stage variable that has the name of the alias.
   *
   * @internal
   */
  public get _variable(): string {
    return `${this.node.id.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 58)}_alias`;
  }

  /**
   * The ARN that integrations call.
   *
   * @internal
   */
  public get _functionArn(): string {
    return `${this.handler.functionArn}:\${stageVariables.${this._variable}}`;
  }

  private defineAlias(stageName: string): lambda.IAlias {
    if (Token.isUnresolved(stageName)) fail("'stageName' must be known at synthesis for a StagedFunction to have an alias of the stage, got a token: write 'prod', for example", this);
    const aliasName = own(this.props.aliasNames, stageName) ?? stageName.replace(/^\$/, '');
    if (!isAliasName(aliasName)) {
      fail(`the alias of stage ${show(stageName)} must be called by 1 to 128 letters, digits, hyphens and underscores, and not by digits alone, got ${show(aliasName)}: set 'aliasNames'`, this);
    }
    const others = [...this.aliases.values(), ...Object.values(this.props.aliases ?? {})];
    if (others.some((alias) => alias.aliasName === aliasName)) {
      fail(`the aliases of two stages are called ${show(aliasName)}: set 'aliasNames' of stage ${show(stageName)} to another`, this);
    }
    this.claim(aliasName);
    const concurrency = own(this.props.provisionedConcurrency, stageName);
    const version = this.versionFor(stageName);
    const alias = new lambda.Alias(this.aliasScope, aliasName, { aliasName, version, provisionedConcurrentExecutions: concurrency?.minimum });
    if (concurrency) scaleConcurrency(alias, concurrency);
    return alias;
  }

  private versionFor(stageName: string): lambda.IVersion {
    const version = own(this.props.versions, stageName);
    const { currentVersion } = this.handler as Partial<lambda.Function>;
    currentVersion?.applyRemovalPolicy(RemovalPolicy.RETAIN); // or there is nothing to pin to, and nothing to go back to
    if (version !== undefined) return lambda.Version.fromVersionAttributes(this.aliasScope, `Version:${stageName}`, { lambda: this.handler, version });
    return currentVersion ?? fail(`the function [${this.handler.node.path}] is imported, and its version for stage ${show(stageName)} is not known: set 'versions' or 'aliases' for the stage`, this);
  }

  /** Beside a function of another stack: a reference to its version would be another with each change of it, and could not be deployed. */
  private get aliasScope(): Construct {
    if (Stack.of(this.handler) === Stack.of(this)) return this;
    const id = `#Staged:${this.node.path}`;
    return this.handler.node.tryFindChild(id) as Construct | undefined ?? new Construct(this.handler, id);
  }

  /** A function has one alias of a name, whoever defines it. */
  private claim(aliasName: string): void {
    const other = claimAlias(this.handler, aliasName, this);
    if (!other) return;
    const remedy = other instanceof StagedFunction ? 'give the routes one StagedFunction for all' : "give its alias in 'aliases'";
    fail(`the function [${this.handler.node.path}] has an alias ${show(aliasName)} by [${other.node.path}] already: ${remedy}, or set 'aliasNames'`, this);
  }

  /** Aliases that were defined by hand, before or after. */
  private aliasesBeside(): string[] {
    const byHand = this.handler.node.findAll().filter((construct): construct is lambda.CfnAlias => lambda.CfnAlias.isCfnAlias(construct));
    return [...this.aliases].flatMap(([stageName, alias]) => {
      const other = byHand.find(({ name, node }) => name === alias.aliasName && node.scope !== alias);
      return other ? [`the function has an alias ${show(alias.aliasName)} at [${other.node.path}] already: give it for the stage in 'aliases', or set 'aliasNames' of stage ${show(stageName)}`] : [];
    });
  }

  /** What is said of a stage that calls nobody would be said to nobody. */
  private unknownStages(): string[] {
    if (this.aliases.size === 0) return [];
    return (['aliasNames', 'versions', 'aliases', 'provisionedConcurrency'] as const).flatMap((prop) => Object.keys(this.props[prop] ?? {})
      .filter((stageName) => !this.aliases.has(stageName))
      .map((stageName) => `'${prop}' has ${show(stageName)}, which is no stage that calls the function: write one of ${[...this.aliases.keys()].map(show).join(', ')}`));
  }

  private checkHandler(): void {
    const { functionArn, lambda: qualified } = this.handler as { functionArn: string; lambda?: lambda.IFunction };
    if (qualified || /:function:[^:]+:/.test(functionArn)) fail(`'handler' must be the function itself, got an alias or a version of it, [${this.handler.node.path}]: pass the function`, this);
    const [stageName] = Object.keys(this.props.versions ?? {});
    const { account, region } = Stack.of(this);
    const differ = (a: string, b: string) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
    const isForeign = differ(this.handler.env.account, account) || differ(this.handler.env.region, region);
    if (stageName !== undefined && isForeign && !('currentVersion' in this.handler)) {
      fail(`'versions' are of a function of another account or Region, where this stack cannot define an alias, got ${show(stageName)}: define the aliases there, and give them in 'aliases'`, this);
    }
  }

  /** The integration calls an alias of the function: one of another is not there. */
  private checkGivenAliases(): void {
    for (const [stageName, alias] of Object.entries(this.props.aliases ?? {})) {
      if (typeof alias?.aliasName !== 'string') fail(`'aliases.${stageName}' must be an alias, got ${show(alias)}: write ordersFunction.addAlias('live'), for example`, this);
      const { lambda: ofFunction } = alias as { lambda?: lambda.IFunction };
      const [theirs, ours] = [ofFunction?.functionArn ?? '', this.handler.functionArn];
      if (ofFunction && Token.isUnresolved(theirs) === Token.isUnresolved(ours) && tokenIdentity(theirs, this) !== tokenIdentity(ours, this)) {
        fail(`'aliases.${stageName}' must be an alias of the function [${this.handler.node.path}], got one of [${ofFunction.node.path}]`, this);
      }
    }
  }

  private checkVersion(stageName: string, version: string): void {
    if (typeof version !== 'string' || (!Token.isUnresolved(version) && !/^[1-9][0-9]*$/.test(version))) {
      fail(`'versions.${stageName}' must be the number of a version, got ${show(version)}: write '12', for example, or leave it out for the one that is deployed`, this);
    }
  }

  /** An alias that is given has its name, its version and its concurrency where it is defined. */
  private checkSaidOnce(): void {
    for (const stageName of Object.keys(this.props.aliases ?? {})) {
      const twice = (['aliasNames', 'versions', 'provisionedConcurrency'] as const).find((prop) => this.props[prop]?.[stageName] !== undefined);
      if (twice) fail(`set either 'aliases.${stageName}' or '${twice}.${stageName}', got both`, this);
    }
  }
}

/** A member of a record, and not of what all objects have. */
function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined;
}
