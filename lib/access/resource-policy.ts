import * as iam from 'aws-cdk-lib/aws-iam';
import { Aws, Token } from 'aws-cdk-lib/core';
import { AccessDecision, AccessRequest } from './access-request';
import { isCallerArn } from './caller-arn';
import { checkCidrs } from './check-cidr';
import { checkRequest } from './check-request';
import { evaluatePolicy, isPrivate as isPrivateRequest } from './evaluate-policy';
import { EVERYTHING, INVOKE, PolicyBinding, PolicyPart, StatementJson, unwrapped } from './policy-statement';
import { parseRouteKey, resourcesFor } from './resource-patterns';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { isTextToken } from '../private/kinds';
import { checkStageName } from '../private/rules';

/** What a part of a resource policy is about. */
export interface ResourcePolicyOptions {
  /**
   * Routes, by their keys: "GET /orders/{id}", or "ANY /orders" for all methods of a path. A variable stands for anything, "/" included:
   * what is said of "GET /orders/{id}" is said of "GET /orders/{id}/lines", too.
   *
   * @default - all routes
   */
  readonly routes?: string[];

  /**
   * Names of stages.
   *
   * @default - all stages
   */
  readonly stages?: string[];
}

/**
 * Who may call a REST API, besides what the authorizers of its routes say: a list of statements that are put together with `combine`.
 *
 * Routes without IAM authorization and without a Lambda authorizer stay as open as they are as long as no statement allows anybody who
 * has not signed his request: `allowEverybody` and `allowIpRanges` say so of all such routes. What a policy means for a
 * request, `evaluate` tells; docs/access.md has the whole table.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export class ResourcePolicy {
  /**
   * Allows accounts to call routes with IAM authorization, as far as the accounts allow their roles and users.
   *
   * @param accountIds 12 digits each
   */
  public static allowAccounts(accountIds: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkList('accountIds', accountIds, /^\d{12}$/, 'account ids of 12 digits', '"111122223333"');
    return allow({ AWS: unwrapped(accountIds.map((id) => `arn:${Aws.PARTITION}:iam::${id}:root`)) }, options);
  }

  /**
   * Allows roles to call routes with IAM authorization. A role of the API's own account needs nothing else; a role of another account has to be
   * allowed there, too.
   */
  public static allowRoles(roles: iam.IRoleRef[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    return ResourcePolicy.allowPrincipals(refs('roles', roles, (role) => role?.roleRef?.roleArn), options);
  }

  /**
   * Allows users of IAM to call routes with IAM authorization. A user of the API's own account needs nothing else; a user of another account
   * has to be allowed there, too.
   */
  public static allowUsers(users: iam.IUserRef[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    return ResourcePolicy.allowPrincipals(refs('users', users, (user) => user?.userRef?.userArn), options);
  }

  /**
   * Allows roles and users by their ARNs to call routes with IAM authorization.
   *
   * @param arns such as "arn:aws:iam::111122223333:role/Shop"
   */
  public static allowPrincipals(arns: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkList('arns', arns, { test: isCallerArn }, 'ARNs of roles and users, without "*"', '"arn:aws:iam::111122223333:role/Shop"');
    return allow({ AWS: unwrapped(arns) }, options);
  }

  /**
   * Allows the other accounts of organizations to call routes with IAM authorization, as far as they allow their roles and users. For
   * callers of the API's own account their policies decide, as they do without a resource policy.
   *
   * @param organizationIds "o-" and 10 to 32 letters and digits each
   */
  public static allowOrganizations(organizationIds: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkList('organizationIds', organizationIds, /^o-[a-z0-9]{10,32}$/, 'ids of organizations', '"o-a1b2c3d4e5"');
    return allow('*', options, () => ({
      StringEquals: { 'aws:PrincipalOrgID': unwrapped(organizationIds) },
      StringNotEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID },
    }));
  }

  /**
   * Allows everybody who reaches the API. With IAM authorization, this lets in every caller of the API's own account who signs,
   * whatever his policies say, and callers of other accounts whose policies allow it: name `routes` that have another authorizer, or none.
   */
  public static allowEverybody(options: ResourcePolicyOptions = {}): ResourcePolicy {
    return allow('*', options);
  }

  /**
   * Allows requests from addresses, whoever makes them. As `allowEverybody`, this overrides IAM authorization; `onlyIpRanges` does not.
   *
   * @param cidrs such as "192.0.2.0/24" and "2001:db8::/32"; of a private API, addresses in its VPCs
   */
  public static allowIpRanges(cidrs: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkRanges(cidrs);
    return allow('*', options, (binding) => ({ IpAddress: { [addressKey(binding)]: unwrapped(cidrs) } }));
  }

  /**
   * Denies requests from addresses.
   *
   * @param cidrs such as "192.0.2.0/24" and "2001:db8::/32"; of a private API, addresses in its VPCs
   */
  public static denyIpRanges(cidrs: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkRanges(cidrs);
    return deny(options, (binding) => ({ IpAddress: { [addressKey(binding)]: unwrapped(cidrs) } }));
  }

  /**
   * Denies requests from all but some addresses. Who may call from there is not said by it.
   *
   * @param cidrs such as "192.0.2.0/24" and "2001:db8::/32"; of a private API, addresses in its VPCs
   */
  public static onlyIpRanges(cidrs: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkRanges(cidrs);
    return deny(options, (binding) => ({ NotIpAddress: { [addressKey(binding)]: unwrapped(cidrs) } }));
  }

  /**
   * Denies requests that come through other endpoints than these; for private APIs. Who may call through them is not said by it.
   *
   * @param vpcEndpointIds such as `endpoint.vpcEndpointId`
   */
  public static onlyVpcEndpoints(vpcEndpointIds: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkList('vpcEndpointIds', vpcEndpointIds, /^vpce-[0-9a-f]+$/, 'ids of VPC endpoints', 'endpoint.vpcEndpointId');
    return deny(options, () => ({ StringNotEquals: { 'aws:SourceVpce': unwrapped(vpcEndpointIds) } }));
  }

  /**
   * Denies requests that come from other VPCs than these; for private APIs. Who may call from there is not said by it.
   *
   * @param vpcIds such as `vpc.vpcId`
   */
  public static onlyVpcs(vpcIds: string[], options: ResourcePolicyOptions = {}): ResourcePolicy {
    checkList('vpcIds', vpcIds, /^vpc-[0-9a-f]+$/, 'ids of VPCs', 'vpc.vpcId');
    return deny(options, () => ({ StringNotEquals: { 'aws:SourceVpc': unwrapped(vpcIds) } }));
  }

  /** Denies requests without TLS. API Gateway takes none; some audits want it written. */
  public static denyInsecureTransport(options: ResourcePolicyOptions = {}): ResourcePolicy {
    return deny(options, () => ({ Bool: { 'aws:SecureTransport': 'false' } }));
  }

  /** Statements as they are. Their resources are "execute-api:/{stage}/{method}/{path}": an ARN would have to name the API, which its own policy cannot. */
  public static ofStatements(statements: iam.PolicyStatement[]): ResourcePolicy {
    if (!Array.isArray(statements) || statements.some((statement) => typeof statement?.toStatementJson !== 'function')) {
      fail(`'statements' must be a list of PolicyStatement of aws-cdk-lib/aws-iam, got ${show(statements)}`);
    }
    for (const statement of statements) checkStatement(statement);
    return new ResourcePolicy(statements.map((statement) => ({ routes: [], statement: () => statement.toStatementJson() })));
  }

  /** All statements of several policies. A denial of one holds whatever another one allows. */
  public static combine(policies: ResourcePolicy[]): ResourcePolicy {
    if (!Array.isArray(policies) || policies.length === 0 || policies.some((policy) => typeof policy?._statements !== 'function')) {
      fail(`'policies' must be a list of at least one ResourcePolicy, got ${show(policies)}`);
    }
    return new ResourcePolicy(policies.flatMap(({ _parts }) => _parts));
  }

  /** @internal */
  public static _of(parts: PolicyPart[], home?: PolicyHome): ResourcePolicy {
    return new ResourcePolicy(parts, home);
  }

  private constructor(
    /** @internal */ public readonly _parts: PolicyPart[],
    private readonly home: PolicyHome = { resolve: (value) => value, request: {} },
  ) {}

  /**
   * Whether a request gets through, with what this policy and the authorizer of the route say. A policy without statements is none at all.
   *
   * Tokens are equal only to themselves. What cannot be known fails: an operator or a key of a condition that is neither known nor in
   * `contextKeys`, a variable of IAM, `NotPrincipal`.
   */
  public evaluate(request: AccessRequest): AccessDecision {
    if (!isObject(request)) fail(`'request' must be a structure, got ${show(request)}: write { method: HttpMethod.GET, path: "/orders", authorization: RouteAuthorization.IAM }, for example`);
    checkRequest(request);
    const { resolve, request: defaults } = this.home;
    const asked = { ...defaults, ...defined(request) };
    const statements = this._statements({ isPrivate: isPrivateRequest(asked) });
    return evaluatePolicy(resolve(statements), resolve({ apiAccount: Aws.ACCOUNT_ID, ...asked }));
  }

  /**
   * The statements in JSON, with tokens in it.
   *
   * @internal
   */
  public _statements(binding: PolicyBinding): StatementJson[] {
    return this._parts.map((part) => part.statement(binding));
  }
}

/** Where a policy is: what becomes of tokens before a request is looked at, and what requests are that do not say it. */
interface PolicyHome {
  readonly request: Partial<AccessRequest>;
  resolve(value: any): any;
}

type Conditions = (binding: PolicyBinding) => Record<string, Record<string, unknown>>;

function allow(principal: unknown, options: ResourcePolicyOptions, conditions?: Conditions): ResourcePolicy {
  return say('Allow', principal, options, conditions);
}

function deny(options: ResourcePolicyOptions, conditions: Conditions): ResourcePolicy {
  return say('Deny', '*', options, conditions);
}

function say(effect: string, principal: unknown, options: ResourcePolicyOptions, conditions?: Conditions): ResourcePolicy {
  const { routes, stages } = checkedOptions(options);
  const keyed = routes?.map((key) => parseRouteKey(key));
  const whole = (stages ?? ['*']).map((stage) => (stage === '*' ? EVERYTHING : `execute-api:/${stage}/*`));
  const resources = keyed ? resourcesFor(keyed, stages ?? ['*'], effect === 'Deny') : whole;
  const statement = (binding: PolicyBinding): StatementJson => ({
    Action: INVOKE,
    ...(conditions ? { Condition: conditions(binding) } : {}),
    Effect: effect,
    Principal: principal,
    Resource: unwrapped(resources),
  });
  return ResourcePolicy._of([{ routes: routes ?? [], stages, statement }]);
}

function checkedOptions(options: ResourcePolicyOptions): ResourcePolicyOptions {
  const unknown = isObject(options) ? Object.keys(options).find((key) => !['routes', 'stages'].includes(key)) : '';
  if (unknown !== undefined) fail(`'options' of a resource policy must be 'routes' and 'stages', got ${show(options)}: write { routes: ["GET /orders/{id}"] }, for example`);
  const { routes, stages } = options;
  if (routes !== undefined) checkList('routes', routes, /./, 'keys of routes', '"GET /orders/{id}"');
  if (stages !== undefined) {
    checkList('stages', stages, /./, 'names of stages', '"prod"');
    for (const stage of stages) checkStageName(stage);
  }
  return options;
}

/** Checks what API Gateway would refuse. */
function checkStatement(statement: iam.PolicyStatement): void {
  const json = statement.toStatementJson();
  if (statement.resources.length + statement.notResources.length === 0) fail(`'statements' must have resources, got ${show(json)}: write "execute-api:/*", for example`);
  const [problem] = statement.validateForResourcePolicy(); // newer CDKs ask for resources, too
  if (problem !== undefined) fail(`'statements' must be complete, got ${show(json)}: ${problem.replace(/\.$/, '')}`);
  const other = statement.actions.find((action) => !Token.isUnresolved(action) && !/^(?:execute-api:|\*$)/i.test(action));
  if (other !== undefined) fail(`'statements' must be about actions of execute-api, got ${show(other)}: write "execute-api:Invoke"`);
}

function addressKey({ isPrivate }: PolicyBinding): string {
  return isPrivate ? 'aws:VpcSourceIp' : 'aws:SourceIp';
}

function checkRanges(cidrs: string[]): void {
  checkList('cidrs', cidrs, /./, 'ranges of addresses', '"192.0.2.0/24"');
  checkCidrs(cidrs);
}

function checkList(prop: string, values: string[], pattern: Pick<RegExp, 'test'>, what: string, example: string): void {
  if (!Array.isArray(values) || values.length === 0) fail(`'${prop}' must be a list of at least one of ${what}, got ${show(values)}: write [${example}], for example`);
  const wrong = values.find((value) => !isTextToken(value) && (typeof value !== 'string' || !pattern.test(value)));
  if (wrong !== undefined) fail(`'${prop}' must be ${what}, got ${show(wrong)}: write ${example}, for example`);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) fail(`'${prop}' must have each of ${what} once, got ${show(twice)} twice`);
}

function refs<T>(prop: string, values: T[], arnOf: (value: T) => unknown): string[] {
  if (!Array.isArray(values)) fail(`'${prop}' must be a list, got ${show(values)}: write [role], for example`);
  return values.map((value) => {
    const arn = arnOf(value);
    if (typeof arn !== 'string') fail(`'${prop}' must be constructs of aws-cdk-lib/aws-iam, got ${show(value)}: pass ARNs to allowPrincipals`);
    return arn;
  });
}
