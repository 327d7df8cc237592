import { Aws } from 'aws-cdk-lib/core';
import { AccessDecision, AccessRequest, AuthorizerAnswer, RouteAuthorization } from './access-request';
import { accountOfArn, roleOf } from './caller-arn';
import { conditionsHold, RequestKeys } from './policy-conditions';
import { isAboutCalls, isKeyOfSigned, listOf, StatementJson } from './policy-statement';
import { asText, globMatches, rejectVariables } from './policy-text';
import { fail, show } from '../private/errors';

/** What a resource policy says of a request by itself, and which statement says it. */
export interface PolicyAnswer {
  readonly answer: AuthorizerAnswer;
  readonly index?: number;
  /** Whether it allows the account of the caller, who has to be allowed by that, and nobody else allows him. */
  readonly isByAccount?: boolean;
}

/**
 * Whether a request gets through, with what a resource policy and the authorizer of its route say.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function evaluatePolicy(statements: StatementJson[], request: AccessRequest): AccessDecision {
  const { authorization, authorizerAnswer = AuthorizerAnswer.ALLOW } = request;
  if (authorization === RouteAuthorization.COGNITO && authorizerAnswer !== AuthorizerAnswer.ALLOW) {
    return { allowed: false, reason: 'the user pool does not know the caller, and the resource policy is not asked' };
  }
  if (statements.length === 0) return withoutPolicy(request);
  const { answer, index, isByAccount } = answerOf(statements, request);
  const statement = index === undefined ? undefined : { index, sid: statements[index].Sid as string | undefined };
  const decided = (allowed: boolean, reason: string): AccessDecision => ({ allowed, reason, statement });
  if (answer === AuthorizerAnswer.DENY) return decided(false, 'a statement of the resource policy denies the request');
  if (authorizerAnswer === AuthorizerAnswer.DENY && authorization !== RouteAuthorization.NONE) return { allowed: false, reason: `${wordFor(request)} the request` };
  const isAllowed = answer === AuthorizerAnswer.ALLOW;
  const both = isAllowed && authorizerAnswer === AuthorizerAnswer.ALLOW;
  switch (authorization) {
    case RouteAuthorization.NONE:
    case RouteAuthorization.COGNITO:
      return decided(isAllowed, isAllowed ? 'a statement of the resource policy allows the request' : 'no statement of the resource policy allows the request, and for a route without IAM or a function one has to');
    case RouteAuthorization.IAM:
      if (!isSameAccount(request)) return decided(both, both ? 'the policies of the caller and the resource policy allow the request' : 'for a caller of another account, both his policies and the resource policy have to allow the request');
      break;
    case RouteAuthorization.LAMBDA: break;
  }
  if (isAllowed && !isByAccount) return decided(true, 'a statement of the resource policy allows the request');
  if (authorizerAnswer === AuthorizerAnswer.ALLOW) return { allowed: true, reason: `${wordFor(request)} the request, and the resource policy does not deny it` };
  return { allowed: false, reason: isByAccount ? 'the resource policy allows the account, which leaves it to the policies of the caller, and they do not allow the request' : 'neither the resource policy nor the authorizer allows the request' };
}

/** What the statements of a policy say of a request. */
export function answerOf(statements: StatementJson[], request: AccessRequest): PolicyAnswer {
  const keys = keysOf(request);
  const matching = statements.map((statement) => matchOf(statement, request, keys));
  const find = (effect: string, match: string) => matching.findIndex((each, index) => each === match && statements[index].Effect === effect);
  const denied = matching.findIndex((each, index) => each !== 'no' && statements[index].Effect === 'Deny');
  if (denied >= 0) return { answer: AuthorizerAnswer.DENY, index: denied };
  const direct = find('Allow', 'caller');
  if (direct >= 0) return { answer: AuthorizerAnswer.ALLOW, index: direct };
  const byAccount = find('Allow', 'account');
  return byAccount >= 0 ? { answer: AuthorizerAnswer.ALLOW, index: byAccount, isByAccount: true } : { answer: AuthorizerAnswer.NEITHER };
}

/** How API Gateway treats an API that has no resource policy. */
function withoutPolicy(request: AccessRequest): AccessDecision {
  const { authorization, authorizerAnswer = AuthorizerAnswer.ALLOW } = request;
  if (isPrivate(request)) return { allowed: false, reason: 'a private API without a resource policy lets nobody in' };
  if (authorization === RouteAuthorization.NONE) return { allowed: true, reason: 'the route is open, and there is no resource policy' };
  if (authorization === RouteAuthorization.IAM && !isSameAccount(request)) return { allowed: false, reason: 'a caller of another account has to be allowed by a resource policy, and there is none' };
  return { allowed: authorizerAnswer === AuthorizerAnswer.ALLOW, reason: `${wordFor(request)} the request, and there is no resource policy` };
}

function wordFor({ authorization, authorizerAnswer = AuthorizerAnswer.ALLOW }: AccessRequest): string {
  const who = { [RouteAuthorization.IAM]: 'a policy of the caller', [RouteAuthorization.LAMBDA]: 'the function', [RouteAuthorization.COGNITO]: 'the user pool', [RouteAuthorization.NONE]: 'nobody' };
  const does = { [AuthorizerAnswer.ALLOW]: 'allows', [AuthorizerAnswer.DENY]: 'denies', [AuthorizerAnswer.NEITHER]: 'does not allow' };
  return `${who[authorization]} ${does[authorizerAnswer]}`;
}

/** Whether a request is one to a private API. */
export function isPrivate({ privateApi, vpcId, vpcEndpointId }: AccessRequest): boolean {
  return privateApi ?? (vpcId !== undefined || vpcEndpointId !== undefined);
}

function callerAccountOf(request: AccessRequest): string {
  const { callerAccount, callerArn } = request;
  return asText(callerAccount ?? (callerArn === undefined ? undefined : accountOfArn(asText(callerArn))) ?? apiAccountOf(request));
}

function apiAccountOf({ apiAccount = Aws.ACCOUNT_ID }: AccessRequest): string {
  return asText(apiAccount);
}

function isSameAccount(request: AccessRequest): boolean {
  return callerAccountOf(request) === apiAccountOf(request);
}

/**
 * The keys of a request.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
function keysOf(request: AccessRequest): RequestKeys {
  const { callerArn, callerOrganization, sourceIp, vpcId, vpcEndpointId, secureTransport = true } = request;
  const { contextKeys = {}, contextKeyLists = {}, missingKeys = [] } = request;
  const isSigned = request.authorization === RouteAuthorization.IAM;
  const ofPrivate = isPrivate(request);
  const known = new Map<string, [isThere: boolean, value: string | string[] | undefined, prop: string]>([
    ['aws:principalarn', [isSigned, callerArn === undefined ? undefined : roleOf(asText(callerArn)) ?? callerArn, 'callerArn']],
    ['aws:principalaccount', [isSigned, callerAccountOf(request), 'callerAccount']],
    ['aws:principalorgid', [isSigned && callerOrganization !== undefined, callerOrganization, 'callerOrganization']],
    ['aws:sourceip', [!ofPrivate, sourceIp, 'sourceIp']],
    ['aws:vpcsourceip', [ofPrivate, sourceIp, 'sourceIp']],
    ['aws:sourcevpc', [ofPrivate, vpcId, 'vpcId']],
    ['aws:sourcevpce', [ofPrivate, vpcEndpointId, 'vpcEndpointId']],
    ['aws:securetransport', [true, String(secureTransport), 'secureTransport']],
    ...Object.entries({ ...contextKeys, ...contextKeyLists }).map(([key, value]): [string, [boolean, string | string[], string]] => [key.toLowerCase(), [true, value, 'contextKeys']]),
    ...missingKeys.map((key): [string, [boolean, undefined, string]] => [key.toLowerCase(), [false, undefined, 'missingKeys']]),
  ]);
  const notThere: [boolean, undefined, string] = [false, undefined, 'missingKeys'];
  const find = (key: string) => known.get(key.toLowerCase()) ?? (!isSigned && isKeyOfSigned(key) ? notThere : undefined)
    ?? fail(`'evaluate' does not know the key ${show(key)} of a condition: set it in 'contextKeys', or name it in 'missingKeys'`);
  return {
    has: (key) => find(key)[0],
    get: (key) => {
      const [, value, prop] = find(key);
      return listOf(value ?? fail(`'${prop}' must be set, since a condition of the resource policy asks for it`)).map(asText);
    },
  };
}

type Match = 'no' | 'caller' | 'account';

function matchOf(statement: StatementJson, request: AccessRequest, keys: RequestKeys): Match {
  const { Effect: effect, NotPrincipal: others } = statement;
  if (!['Allow', 'Deny'].includes(effect)) fail(`'Effect' of a statement must be "Allow" or "Deny", got ${show(effect)}`);
  if (others !== undefined) fail(`'evaluate' does not know NotPrincipal, got ${show(others)}: write a condition with "aws:PrincipalArn"`);
  const match = principalMatch(statement, request);
  if (match === 'no' || !isAboutCalls(statement) || !isResource(statement, request)) return 'no';
  return conditionsHold(statement, keys) ? match : 'no';
}

/** Requests to routes without IAM have no principal, even if they are signed. */
function principalMatch({ Principal: principal }: StatementJson, request: AccessRequest): Match {
  const principals = principal === '*' ? ['*'] : listOf(principal?.AWS).map(asText);
  if (principals.includes('*')) return 'caller';
  if (request.authorization !== RouteAuthorization.IAM) return 'no';
  if (request.callerArn !== undefined && principals.some((each) => isSame(each, asText(request.callerArn)))) return 'caller';
  const account = callerAccountOf(request);
  return principals.some((each) => (/^arn:[^:]*:iam::([^:]*):root$/.exec(each)?.[1] ?? each) === account) ? 'account' : 'no';
}

/** Whether a principal is the caller, or the role that he has assumed. */
function isSame(principal: string, callerArn: string): boolean {
  const role = roleOf(callerArn);
  // names of roles are unique, whatever their paths
  return principal === callerArn || (role !== undefined && /:role\//.test(principal) && principal.replace(/:role\/(?:.*\/)?/, ':role/') === role);
}

function isResource({ Resource: resources, NotResource: others }: StatementJson, { stage = 'prod', method, path }: AccessRequest): boolean {
  const requested = `${asText(stage)}/${method}${asText(path)}`;
  const isOne = (resource: unknown) => resourceMatches(asText(resource), requested);
  return others === undefined ? listOf(resources).some(isOne) : !listOf(others).some(isOne);
}

/** What an ARN says of Region, account and API is not compared: in the policy of an API it is about this API. */
function resourceMatches(resource: string, requested: string): boolean {
  rejectVariables(resource);
  if (resource === '*') return true;
  const short = /^execute-api:\/(.*)$/.exec(resource)?.[1];
  const full = /^arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]*\/(.*)$/.exec(resource)?.[1];
  const pattern = short ?? full;
  if (pattern !== undefined) return globMatches(pattern, requested);
  // an ARN that ends in "*" before the first "/" is about everything
  return /^arn:[^:]*:execute-api:.*\*$/.test(resource) || /^arn:[^:]*:\*$/.test(resource);
}
