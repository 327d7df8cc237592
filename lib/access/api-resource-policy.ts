import { CfnRestApi, EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, IResolvable, IResolveContext, Token } from 'aws-cdk-lib/core';
import { ApiShape, keyOf, shapeOf } from './api-shape';
import { routesFromAnywhere } from './narrowed-routes';
import { MAX_SIZE, needsAllow, OpenRoutes, openRoutes, sizeOf } from './open-routes';
import { checkPolicy } from './policy-checks';
import { canMatchUnsigned, listOf, StatementJson } from './policy-statement';
import { ResourcePolicy } from './resource-policy';
import { fail, show } from '../private/errors';
import { renderedProperty } from '../private/rendered-property';
import { isFunction } from '../private/tokens';

const POLICIES = Symbol.for('cdk-gatehouse.apiResourcePolicy');

const NO_POLICY = "the API is private and has no resource policy, without which API Gateway refuses to deploy it: set 'resourcePolicy: ResourcePolicy.onlyVpcEndpoints([endpoint.vpcEndpointId])', for example";

/** The resource policy of an API: what others have said of it, ours, and what keeps routes open of which neither speaks. */
export class ApiResourcePolicy implements IResolvable {
  /** The policy of an API. */
  public static of(api: CfnRestApi): ApiResourcePolicy {
    return (api as any)[POLICIES] ?? new ApiResourcePolicy(api);
  }

  public readonly creationStack: string[] = [];

  private readonly own: unknown;
  private readonly granted = new Set<PolicyStatement>();
  private said?: ResourcePolicy;
  private isComplete = false;
  private found?: { key: string; open: OpenRoutes };

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

  /** Is told of a statement that a grant has added, which says of nobody else who may call. */
  public grant(statement: PolicyStatement): void {
    this.granted.add(statement);
  }

  /** Leaves the policy as others say it, who want it just so. */
  public leave(): void {
    this.isComplete = true;
  }

  /**
   * The policy as it is now.
   *
   * @param stage the stage of requests that do not say one
   */
  public combined(stage?: string): ResourcePolicy {
    const { account } = this.api.stack;
    const resolve = (value: any) => withAccount(this.api.stack.resolve(value), account);
    const document = resolve(this.api.policy);
    if (isFunction(document)) fail(`the resource policy is not known before it is deployed, got ${show(document)}: pass statements`, this.api);
    const parts = listOf(document?.Statement).map((statement) => ({ routes: [], statement: () => statement }));
    return ResourcePolicy._of(parts, { resolve, request: { privateApi: this.isPrivate, ...(stage === undefined ? {} : { stage }) } });
  }

  public resolve(context: IResolveContext): unknown {
    const own = this.read(context.resolve(this.own));
    if (isUnread(own)) return own;
    const said = context.resolve(this.said?._statements({ isPrivate: this.isPrivate })) ?? [];
    const before = [...listOf(own?.Statement), ...said];
    const statements = [...before, ...this.openFor(before, this.shapeFor(before)).statements];
    return statements.length > 0 ? { Version: '2012-10-17', ...own, Statement: statements } : undefined;
  }

  public toString(): string {
    return Token.asString(this);
  }

  /** What others say as a document, which may have been text. */
  private read(own: any): any {
    if (typeof own !== 'string') return own;
    try {
      return JSON.parse(own);
    } catch {
      return fail(`the policy of the API must be a document, or one as JSON, got ${show(own)}`, this.api);
    }
  }

  /** The routes, if what keeps them open is looked for at all: unless somebody says who may call them. */
  private shapeFor(before: StatementJson[]): ApiShape | undefined {
    const says = before.some((statement) => statement.Effect === 'Allow' && canMatchUnsigned(statement));
    return this.isComplete || says || (this.isPrivate && before.length === 0) ? undefined : shapeOf(this.api);
  }

  private openFor(before: StatementJson[], shape?: ApiShape): OpenRoutes {
    if (!shape) return { statements: [] };
    if (this.isPrivate && routesFromAnywhere(shape.routes.filter(needsAllow), before).length > 0) return { statements: [] };
    const size = MAX_SIZE - (before.length > 0 ? sizeOf(before) : 0) - 100;
    const key = JSON.stringify([shape, size]); // each pass of the CDK asks for the same
    if (this.found?.key !== key) this.found = { key, open: openRoutes(shape, size) };
    const { statements, problem } = this.found.open;
    const isNeeded = before.length === 0 || statements.some(({ Effect: effect }) => effect === 'Allow');
    return { statements: isNeeded ? statements : [], problem };
  }

  private validate(): string[] {
    // somebody may have replaced it
    const policy = renderedProperty(this.api, 'Policy');
    if (policy !== this) return this.isPrivate && this.api.stack.resolve(policy) === undefined ? [NO_POLICY] : [];
    const own = this.read(this.api.stack.resolve(this.own));
    if (isUnread(own)) return this.validateUnread();
    const before = [...listOf(own?.Statement), ...this.api.stack.resolve(this.said?._statements({ isPrivate: this.isPrivate }) ?? [])];
    if (this.isPrivate && this.isOfGrants(before)) return [NO_POLICY];
    const shape = this.shapeFor(before);
    const { problem, statements } = this.openFor(before, shape);
    const parts = this.said?._parts ?? [];
    const all = [...before, ...statements];
    const routes = parts.flatMap(({ routes: named }) => named);
    const stages = parts.flatMap(({ stages: named = [] }) => named);
    const check = { api: this.api, isPrivate: this.isPrivate, statements: all, said: before, routes, stages };
    const found = checkPolicy(check);
    return [...found, ...this.anywhere(before, shape), ...(problem === undefined ? [] : this.unsaid(problem, before, shape!))];
  }

  /** Open routes of a private API that others may not call yet, and that nobody has said to open to all. */
  private anywhere(before: StatementJson[], shape?: ApiShape): string[] {
    const [route, ...others] = shape && this.isPrivate ? routesFromAnywhere(shape.routes.filter(needsAllow), before) : [];
    if (!route) return [];
    const named = `${show(keyOf(route))}${others.length > 0 ? ` and ${others.length} others` : ''}`;
    return [`the resource policy of the private API does not say who may call ${named}, and to allow everybody would let in the VPC endpoints of all accounts: set 'resourcePolicy: ResourcePolicy.combine([..., ResourcePolicy.onlyVpcEndpoints([endpoint.vpcEndpointId])])', or allow them by 'ResourcePolicy.allowEverybody({ routes: [${show(keyOf(route))}] })'`];
  }

  /** What cannot be said of open routes. */
  private unsaid(problem: string, before: StatementJson[], shape: ApiShape): string[] {
    if (before.length > 0 && shape.isUnread) {
      warn(this.api, 'policyOfUnreadRoutes', `the resource policy closes routes without IAM authorization, unless it says who may call them: ${problem}, and so they are not kept open; say 'ResourcePolicy.allowEverybody({ routes: ["GET /health"] })', for example`);
      return [];
    }
    if (before.length > 0) {
      return [`the resource policy closes routes without IAM authorization, and that they stay open cannot be said for them alone: ${problem}; say who may call them, by 'resourcePolicy: ResourcePolicy.combine([..., ResourcePolicy.allowEverybody({ routes: ["GET /health"] })])', for example`];
    }
    warn(this.api, 'noExplicitPolicy', `the API gets no resource policy, and so CloudFormation leaves an earlier one in place: ${problem}; say 'resourcePolicy', or acknowledge this if the API never had one`);
    return [];
  }

  private validateUnread(): string[] {
    if (this.said) return ["the policy of the API is known to CloudFormation only, so that nothing can be added to it: pass statements, as 'new PolicyDocument(...)', or leave out the one of the two"];
    warn(this.api, 'policyNotRead', 'the policy of the API is known to CloudFormation only, and stays as it is: who may call routes without IAM authorization is not checked');
    return [];
  }

  /** Whether nobody has said anything but to whom routes of IAM are granted; a grant does not say from where a private API is called. */
  private isOfGrants(before: StatementJson[]): boolean {
    if (this.said || this.isComplete) return false;
    const known = new Set([...this.granted].map((statement) => JSON.stringify(this.api.stack.resolve(statement.toStatementJson()))));
    return before.every((statement) => known.has(JSON.stringify(statement)));
  }

  /** Whether the API is reached by endpoints of VPCs only; not, if that is not known. */
  private get isPrivate(): boolean {
    const configuration = this.api.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
    return !Token.isUnresolved(configuration) && configuration?.types?.includes(EndpointType.PRIVATE) === true;
  }
}

function warn(api: CfnRestApi, id: string, message: string): void {
  Annotations.of(api).addWarningV2(`cdk-gatehouse:${id}`, message);
}

/** Whether CloudFormation makes a policy, or a statement of it. */
function isUnread(own: any): boolean {
  return isFunction(own) || listOf(own?.Statement).some(isFunction);
}

/** A resolved value with the account of the stack, if it is known, in place of the pseudo parameter. */
function withAccount(value: any, account: string): any {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => withAccount(inner, account));
  if (value.Ref === 'AWS::AccountId' && !Token.isUnresolved(account)) return account;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAccount(inner, account)]));
}
