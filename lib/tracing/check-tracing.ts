import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RestApiTracingOptions } from './rest-api-tracing-options';
import { SamplingOptions } from './sampling-options';
import { MAX_NAME, MAX_PATH, pathPattern } from './sampling-rule';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, isNumberToken, isTextToken } from '../private/kinds';

const OPTIONS = ['sampling', 'routes', 'groupName', 'filterExpression', 'insights', 'apiName'];

/** The longest expression of a group. */
const MAX_EXPRESSION = 2000;

/** Checks the options of tracing. */
export function checkTracing(options: RestApiTracingOptions, scope: IConstruct): void {
  checkMembers(options, OPTIONS, "'options'", scope);
  const { groupName, filterExpression, sampling, routes } = options;
  checkKinds(options, [
    ['routes', (value) => isObject(value) && !Token.isUnresolved(value), 'a structure of routes, such as { "GET /orders": { rate: 0.5 } }'],
    ['insights', (value) => typeof value === 'boolean', 'true or false'],
    ['apiName', isText, 'the name of the API in API Gateway, such as "orders"'],
    ['filterExpression', isText, 'an expression, such as "fault"'],
  ], scope);
  if (groupName !== undefined && !isTextToken(groupName) && (typeof groupName !== 'string' || !new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NAME}}$`).test(groupName) || groupName === 'Default')) {
    fail(`'groupName' must be 1 to ${MAX_NAME} letters, digits, hyphens and underscores, and not "Default", got ${show(groupName)}: write "orders", for example`, scope);
  }
  if (filterExpression !== undefined && filterExpression.length > MAX_EXPRESSION) fail(`'filterExpression' must be at most ${MAX_EXPRESSION} characters, got ${filterExpression.length}: shorten it`, scope);
  if (sampling !== undefined) checkSampling('sampling', sampling, scope);
  for (const [key, route] of Object.entries(routes ?? {})) {
    checkKey(key, scope);
    checkSampling(`routes[${show(key)}]`, route, scope);
  }
}

/** The root could be matched by "*" only, which are all paths. */
function checkKey(key: string, scope: IConstruct): void {
  const [, path] = /^[A-Z]+ (\/.*)$/.exec(key) ?? fail(`'routes' must be by a method and a path, got ${show(key)}: write "GET /orders", for example`, scope);
  if (path === '/') fail(`'routes' must not name the root, got ${show(key)}: X-Ray cannot tell its path from others; set 'sampling' for all, and routes for the others`, scope);
  if (pathPattern(path).length > MAX_PATH) fail(`'routes' must have paths of at most ${MAX_PATH - 1} characters, as X-Ray takes them, got ${show(key)}: leave it out`, scope);
}

function checkSampling(prop: string, sampling: SamplingOptions, scope: IConstruct): void {
  checkMembers(sampling, ['rate', 'reservoir', 'priority'], `'${prop}'`, scope);
  const { rate, reservoir, priority } = sampling;
  if (rate === undefined) fail(`'${prop}.rate' must be said: write { rate: 0.05 } for X-Ray's default, for example`, scope);
  checkAmount(`${prop}.rate`, rate, (value) => value >= 0 && value <= 1, rate > 1 && rate <= 100 ? `a share from 0 to 1, such as ${rate / 100} for ${rate} %` : 'a share from 0 to 1', scope);
  checkAmount(`${prop}.reservoir`, reservoir, (value) => Number.isSafeInteger(value) && value >= 0, 'a whole number of requests a second, at least 0', scope);
  checkAmount(`${prop}.priority`, priority, (value) => Number.isInteger(value) && value >= 1 && value <= 9999, 'a whole number from 1 to 9999', scope);
}

function checkAmount(prop: string, value: number | undefined, holds: (value: number) => boolean, rule: string, scope: IConstruct): void {
  if (value === undefined || isNumberToken(value)) return;
  if (typeof value !== 'number' || !holds(value)) fail(`'${prop}' must be ${rule}, got ${typeof value === 'number' ? value : show(value)}`, scope);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
