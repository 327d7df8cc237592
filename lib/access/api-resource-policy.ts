import { CfnRestApi, EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, IResolvable, IResolveContext, Token } from 'aws-cdk-lib/core';
import { shapeOf } from './api-shape';
import { MAX_SIZE, OpenRoutes, openRoutes, sizeOf } from './open-routes';
import { checkPolicy } from './policy-checks';
import { canMatchUnsigned, listOf, StatementJson } from './policy-statement';
import { ResourcePolicy } from './resource-policy';

const POLICIES = Symbol.for('cdk-gatehouse.apiResourcePolicy');

/** The resource policy of an API: what others have said of it, ours, and what keeps routes open of which neither speaks. */
export class ApiResourcePolicy implements IResolvable {
  /** The policy of an API. */
  public static of(api: CfnRestApi): ApiResourcePolicy {
    return (api as any)[POLICIES] ?? new ApiResourcePolicy(api);
  }

  public readonly creationStack: string[] = [];

  private readonly own: unknown;
  private said?: ResourcePolicy;
  private isComplete = false;

  private constructor(private readonly api: CfnRestApi) {
    Object.defineProperty(api, POLICIES, { value: this });
    this.own = api.policy;
    api.policy = this;
    api.node.addValidation({ validate: () => this.validate() });
  }

  /** Adds statements. */
  public add(policy: ResourcePolicy): void {
    this.said = this.said ? ResourcePolicy.combine([this.said, policy]) : policy;
  }

  /** Leaves the policy as others say it, who want it just so. */
  public leave(): void {
    this.isComplete = true;
  }

  /** The policy as it is now. */
  public get combined(): ResourcePolicy {
    const { account } = this.api.stack;
    const resolve = (value: any) => withAccount(this.api.stack.resolve(value), account);
    const document = resolve(this.api.policy);
    return ResourcePolicy._of(listOf(document?.Statement).map((statement) => ({ routes: [], statement: () => statement })), resolve);
  }

  public resolve(context: IResolveContext): unknown {
    const own = context.resolve(this.own);
    const said = context.resolve(this.said?._statements({ isPrivate: this.isPrivate })) ?? [];
    const before = [...listOf(own?.Statement), ...said];
    const statements = [...before, ...this.openFor(before).statements];
    return statements.length > 0 ? { Version: '2012-10-17', ...own, Statement: statements } : undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }

  /** What keeps routes open: unless somebody says who may call them. */
  private openFor(before: StatementJson[]): OpenRoutes {
    const says = before.some((statement) => statement.Effect === 'Allow' && canMatchUnsigned(statement));
    if (this.isComplete || says || (this.isPrivate && before.length === 0)) return { statements: [] };
    const shape = shapeOf(this.api);
    const { statements, problem } = openRoutes(shape, MAX_SIZE - (before.length > 0 ? sizeOf(before) : 0) - 100);
    const isNeeded = before.length === 0 || statements.some(({ Effect: effect }) => effect === 'Allow');
    return { statements: isNeeded ? statements : [], problem };
  }

  private validate(): string[] {
    if (this.api.policy !== this) return []; // somebody has replaced it
    const own = this.api.stack.resolve(this.own);
    const before = [...listOf(own?.Statement), ...this.api.stack.resolve(this.said?._statements({ isPrivate: this.isPrivate }) ?? [])];
    const { problem, statements } = this.openFor(before);
    const parts = this.said?._parts ?? [];
    const all = [...before, ...statements];
    const routes = parts.flatMap(({ routes: named }) => named);
    const check = { api: this.api, isPrivate: this.isPrivate, statements: all, said: before, routes };
    const found = checkPolicy(check);
    if (problem === undefined) return found;
    if (before.length > 0) {
      return [...found, `the resource policy closes routes without IAM authorization, and that they stay open cannot be said for them alone: ${problem}; say who may call them, by 'resourcePolicy: ResourcePolicy.combine([..., ResourcePolicy.allowEverybody({ routes: ["GET /health"] })])', for example`];
    }
    Annotations.of(this.api).addWarningV2('cdk-gatehouse:noExplicitPolicy',
      `the API gets no resource policy, and so CloudFormation leaves an earlier one in place: ${problem}; say 'resourcePolicy', or acknowledge this if the API never had one`);
    return found;
  }

  /** Whether the API is reached by endpoints of VPCs only; not, if that is not known. */
  private get isPrivate(): boolean {
    const configuration = this.api.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
    return !Token.isUnresolved(configuration) && configuration?.types?.includes(EndpointType.PRIVATE) === true;
  }
}

/** A resolved value with the account of the stack, if it is known, in place of the pseudo parameter. */
function withAccount(value: any, account: string): any {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => withAccount(inner, account));
  if (value.Ref === 'AWS::AccountId' && !Token.isUnresolved(account)) return account;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAccount(inner, account)]));
}
