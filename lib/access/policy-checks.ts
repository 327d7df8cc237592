import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { RouteAuthorization } from './access-request';
import { ApiShape, keyOf, ShapedRoute, shapeOf } from './api-shape';
import { MAX_SIZE, needsAllow } from './open-routes';
import { canMatchUnsigned, conditionsOf, isAboutCalls, isForEverybody, isKeyOfSigned, listOf, StatementJson } from './policy-statement';
import { asText } from './policy-text';
import { ANY_PART, ANY_PARTS, intersects, METHODS, PathLanguage } from './resource-patterns';
import { show } from '../private/errors';

/** A resource policy, and the API that it is of. */
export interface PolicyCheck {
  readonly api: CfnRestApi;
  readonly isPrivate: boolean;
  /** All statements. */
  readonly statements: StatementJson[];
  /** Those that users wrote, which are the first. */
  readonly said: StatementJson[];
  /** The keys of routes that users named. */
  readonly routes: string[];
  /** The stages that users named. */
  readonly stages: string[];
}

/** Keys that only private APIs have, and the one that they do not have. */
const OF_PRIVATE = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
const OF_PUBLIC = 'aws:sourceip';

/** What API Gateway knows: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html */
const KEYS = [
  'aws:currenttime', 'aws:epochtime', 'aws:tokenissuetime', 'aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:principalaccount', 'aws:principalarn',
  'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltag', 'aws:principaltype', 'aws:referer', 'aws:securetransport', 'aws:sourcearn', 'aws:sourceip',
  'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip', 'aws:useragent', 'aws:userid', 'aws:username',
];

/** What is wrong with a resource policy. What is doubtful are warnings at the API. */
export function checkPolicy(check: PolicyCheck): string[] {
  if (check.statements.length === 0) return [];
  warnOfSize(check);
  if (check.said.length === 0) return [];
  const shape = shapeOf(check.api);
  const { routes, isUnread } = shape;
  if (!isUnread) {
    warnOfRoutes(check, routes);
    warnOfResources(check, routes);
  }
  warnOfPrivate(check);
  const ofRoutes = isUnread ? [] : routeProblems(check, routes);
  return [...keyProblems(check), ...ofRoutes, ...stageProblems(check, shape), ...duplicates(check), ...namesakes(check)];
}

function warnOfSize({ api, statements }: PolicyCheck): void {
  // what is not known yet is an account, an ARN, an id: by about so many characters
  const size = JSON.stringify({ Version: '2012-10-17', Statement: statements }, (_key, value) => (isFunction(value) ? 'x'.repeat(lengthOf(value)) : value)).length;
  if (size <= MAX_SIZE) return;
  warn(api, 'policySize', `the resource policy has about ${size} characters, and API Gateway takes ${MAX_SIZE} unless the quota has been raised: name fewer routes, or organizations instead of accounts`);
}

function isFunction(value: any): boolean {
  const [key, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return others.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

function lengthOf(value: any): number {
  const [, parts] = value['Fn::Join'] ?? [];
  if (Array.isArray(parts)) return parts.map((part) => (typeof part === 'string' ? part.length : lengthOf(part))).reduce((sum, length) => sum + length, 0);
  return ({ 'AWS::Partition': 3, 'AWS::AccountId': 12, 'AWS::Region': 14 } as Record<string, number>)[value.Ref] ?? (JSON.stringify(value).includes('Arn') ? 90 : 22);
}

function warnOfRoutes(check: PolicyCheck, routes: ShapedRoute[]): void {
  const { api, statements, said } = check;
  const about = new Map(statements.map((statement) => [statement, coveredBy(statement)]));
  const open = routes.filter(needsAllow);
  const allowing = statements.filter((statement) => statement.Effect === 'Allow' && canMatchUnsigned(statement));
  const refused = open.filter((route) => !allowing.some((statement) => about.get(statement)!(route)));
  if (refused.length > 0) {
    warn(api, 'policyClosesRoutes', `the resource policy lets nobody call ${named(refused)}: without IAM authorization and without a function, a statement has to allow callers who have not signed; say ResourcePolicy.allowEverybody({ routes: [${show(keyOf(refused[0]))}] }), for example`);
  }
  for (const statement of said.filter(({ Effect: effect }) => effect === 'Allow')) {
    if (!canMatchUnsigned(statement) || !conditionsOf(statement).every(isOfAnyAddress)) continue;
    const opened = routes.filter((route) => !needsAllow(route) && about.get(statement)!(route));
    if (opened.length > 0) {
      warn(api, 'policyOpensRoutes', `the resource policy allows everybody ${named(opened)}: with IAM authorization, all who sign in the API's own account, whatever their policies say, and callers of other accounts; with a function, all whom it does not deny. Name 'routes' that are open anyway, or say what is denied only, as ResourcePolicy.onlyIpRanges and onlyVpcEndpoints do`);
    }
  }
  for (const statement of said.filter(({ Effect: effect }) => effect === 'Deny')) {
    const denied = deniesAllUnsigned(statement) ? open.filter(about.get(statement)!) : [];
    if (denied.length > 0) {
      warn(api, 'policyDeniesUnsigned', `the resource policy denies everybody ${named(denied)}: requests without IAM authorization, and so the preflight requests of browsers, have no principal; name other 'routes', or add a condition { Null: { 'aws:PrincipalArn': 'false' } }`);
    }
  }
}

/** Whether a condition takes all addresses there are. */
function isOfAnyAddress([operator, , values]: [string, string, any[]]): boolean {
  return /^IpAddress(?:IfExists)?$/.test(operator) && values.some((value) => String(value).endsWith('/0'));
}

/** Whether a denial holds for all requests without a principal: without conditions, or because such a request does not have a key. */
function deniesAllUnsigned(statement: StatementJson): boolean {
  if (!isForEverybody(statement) || !isAboutCalls(statement)) return false;
  return conditionsOf(statement).every(([operator, key, values]) => isKeyOfSigned(key) &&
    (/^(?:String|Arn)Not|IfExists$|^ForAllValues:/.test(operator) || (operator === 'Null' && values.some((value) => String(value) === 'true'))));
}

function warnOfPrivate({ api, isPrivate, said }: PolicyCheck): void {
  if (!isPrivate) return;
  const isNarrow = (statement: StatementJson) => conditionsOf(statement).some(([, key]) => OF_PRIVATE.includes(key.toLowerCase()));
  const denies = said.some((statement) => statement.Effect === 'Deny' && isNarrow(statement));
  const wide = said.some((statement) => statement.Effect === 'Allow' && canMatchUnsigned(statement) && !isNarrow(statement));
  if (wide && !denies) {
    warn(api, 'openPrivateApi', 'the resource policy lets every VPC endpoint of every account in the Region call the private API: combine it with ResourcePolicy.onlyVpcEndpoints([endpoint.vpcEndpointId])');
  }
}

function keyProblems({ api, isPrivate, said }: PolicyCheck): string[] {
  const keys = new Set(said.flatMap((statement) => conditionsOf(statement).map(([, key]) => key)));
  const unknown = [...keys].filter((key) => !KEYS.includes(key.toLowerCase().split('/')[0]));
  if (unknown.length > 0) {
    warn(api, 'policyKey', `the resource policy has a condition on ${unknown.map(show).join(', ')}, which is not among the keys that API Gateway says it knows: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html`);
  }
  const wrong = [...keys].filter((key) => (isPrivate ? OF_PUBLIC === key.toLowerCase() : OF_PRIVATE.includes(key.toLowerCase())));
  return wrong.map((key) => (isPrivate
    ? `the resource policy has a condition on "${key}", which requests to a private API do not have: use "aws:VpcSourceIp", as ResourcePolicy.onlyIpRanges does`
    : `the resource policy has a condition on "${key}", which only requests to a private API have, so that it lets in nobody, or everybody: use "aws:SourceIp", or make the API private`));
}

function routeProblems({ routes: keys }: PolicyCheck, routes: ShapedRoute[]): string[] {
  const byPath = new Map<string, Set<string>>();
  for (const { method, path } of routes) byPath.set(path, (byPath.get(path) ?? new Set()).add(method));
  return [...new Set(keys)].flatMap((key) => {
    const [method, path] = key.split(' ');
    const methods = byPath.get(path);
    if (methods && (method === 'ANY' || methods.has(method) || methods.has('ANY'))) return [];
    return [`'routes' of the resource policy name "${key}", which is no route of the API: it has ${routes.slice(0, 5).map((route) => show(keyOf(route))).join(', ')}${routes.length > 5 ? ' and others' : ''}`];
  });
}

/** Stages that are not of the app have names that are not known, but for those of its API that others add. */
function stageProblems({ stages }: PolicyCheck, { stageNames }: ApiShape): string[] {
  const unknown = stageNames.length === 0 || stageNames.some((name) => name === undefined || Token.isUnresolved(name));
  if (unknown) return [];
  return [...new Set(stages)].filter((stage) => stage !== '*' && !Token.isUnresolved(stage) && !stageNames.includes(stage))
    .map((stage) => `'stages' of the resource policy name ${show(stage)}, which is no stage of the API: it has ${[...new Set(stageNames)].map(show).join(', ')}`);
}

function namesakes({ statements }: PolicyCheck): string[] {
  const sids = statements.map(({ Sid: sid }) => sid).filter((sid) => typeof sid === 'string' && sid !== '');
  const twice = new Set(sids.filter((sid, index) => sids.indexOf(sid) !== index));
  return [...twice].map((sid) => `two statements of the resource policy have the Sid ${show(sid)}: give yours another one`);
}

function warnOfResources({ api, said }: PolicyCheck, routes: ShapedRoute[]): void {
  const resources = [...new Set(said.flatMap(({ Resource: all }) => listOf(all).map(asText)))];
  // a path may be asked for with "/" at its end
  const isNone = (resource: string) => routes.length > 0 && [resource, resource.replace(/\/$/, '')].every((each) => !routes.some(coveredBy({ Resource: each })));
  const idle = resources.filter((resource) => !isResource(resource) || isNone(resource));
  if (idle.length > 0) {
    warn(api, 'policyResource', `the resource policy names ${idle.slice(0, 3).map(show).join(', ')}${idle.length > 3 ? ` and ${idle.length - 3} others` : ''}, which is no route of the API: a resource is "execute-api:/{stage}/{method}/{path}", with "*" for what may be any, such as "execute-api:/*/GET/orders/*"`);
  }
}

function duplicates({ said }: PolicyCheck): string[] {
  const seen = new Set<string>();
  return said.flatMap((statement) => {
    const text = JSON.stringify(statement);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [`the resource policy has a statement twice, which is about ${listOf(statement.Resource).map(asText).join(', ')}: say it once`];
  });
}

/** A resource of the stages, methods and paths of an API. */
const RESOURCE = /^(?:execute-api:|arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]*)\/(.*)$/;

/** Whether a resource is one of an API, or is known to CloudFormation only. */
function isResource(resource: string): boolean {
  return RESOURCE.test(resource) || /^(?:\*|arn:[^:]*:\*|arn:[^:]*:execute-api:.*\*|execute-api:\*)$/.test(resource) || resource.includes('<');
}

/** Whether a statement is about requests to a route, or to some of them. */
function coveredBy(statement: StatementJson): (route: ShapedRoute) => boolean {
  const { Resource: resources } = statement;
  if (resources === undefined) return () => true; // all but some
  const patterns = listOf(resources).map(asText).map((resource) => RESOURCE.exec(resource)?.[1]);
  if (patterns.some((pattern) => pattern === undefined || pattern === '*')) return () => true;
  const split = patterns.map((pattern) => pattern!.split('/'));
  const isSimple = split.every((parts) => parts.every((part) => part === '*' || !/[*?]/.test(part)));
  return isSimple ? (route) => split.some((parts) => intersects(parts, languageOf(route))) : () => true;
}

function languageOf({ method, path }: ShapedRoute): PathLanguage {
  const parts = path.slice(1).split('/').map((part) => (part.endsWith('+}') ? ANY_PARTS : part.endsWith('}') ? ANY_PART : part));
  return [ANY_PART, method === 'ANY' ? new Set(METHODS) : method, ...parts];
}

function named(routes: ShapedRoute[]): string {
  const keys = routes.slice(0, 3).map((route) => show(keyOf(route))).join(', ');
  const kinds = [...new Set(routes.map(({ authorization }) => authorization ?? 'unknown'))].filter((kind) => kind !== RouteAuthorization.NONE);
  return `${keys}${routes.length > 3 ? ` and ${routes.length - 3} others` : ''}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`;
}

function warn(api: CfnRestApi, id: string, message: string): void {
  Annotations.of(api).addWarningV2(`cdk-gatehouse:${id}`, message);
}
