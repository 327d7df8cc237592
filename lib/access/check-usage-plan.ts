import { Period, QuotaSettings, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { GatewayUsagePlanOptions } from './usage-plan-options';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, isTextToken, Kinds } from '../private/kinds';
import { checkNumber, checkThrottle, isCount } from '../private/rules';

/** The options of a plan of an API of any type. */
type Options = GatewayUsagePlanOptions & { readonly routes?: Record<string, ThrottleSettings> };

const isStructure = (value: unknown) => isObject(value) && !Token.isUnresolved(value);

const KINDS: Kinds<Options> = [
  ['throttle', isStructure, 'limits, such as { rateLimit: 20, burstLimit: 40 }'],
  ['quota', isStructure, 'a quota, such as { limit: 10_000, period: Period.DAY }'],
  ['stages', (value) => Array.isArray(value) && !Token.isUnresolved(value) && value.every((name) => typeof name === 'string'), 'a list of names of stages, such as ["prod"]'],
  ['routes', isStructure, 'limits by route, such as { "GET /orders": { rateLimit: 5, burstLimit: 10 } }'],
  ['usagePlanName', (value) => typeof value === 'string' && value !== '', 'text, such as "partners"'],
  ['description', (value) => typeof value === 'string', 'text'],
  ['outputs', (value) => typeof value === 'boolean', 'true or false'],
];

const OPTIONS = KINDS.map(([prop]) => prop as string);

const LIMITS = ['rateLimit', 'burstLimit'];

/** The largest offset of a quota by its period. */
const LARGEST_OFFSET: Record<string, number> = { [Period.DAY]: 0, [Period.WEEK]: 6, [Period.MONTH]: 27 };

/**
 * Checks the id and the options of a usage plan.
 *
 * @param without an option that plans of other APIs have
 */
export function checkUsagePlan(id: string, options: Options, api: IConstruct, scope: IConstruct, without?: keyof Options): void {
  if (typeof id !== 'string' || id === '' || Token.isUnresolved(id)) fail(`the id of a usage plan must be text that is known at synthesis, got ${show(id)}: write "Partners", for example`, scope);
  checkMembers(options, OPTIONS.filter((name) => name !== without), 'a usage plan', scope);
  checkKinds(options, KINDS, scope);
  if (options.throttle) checkLimits('throttle', options.throttle, scope);
  for (const [routeKey, limits] of Object.entries(options.routes ?? {})) {
    if (!isStructure(limits)) fail(`'routes[${show(routeKey)}]' must be limits, such as { rateLimit: 5, burstLimit: 10 }, got ${show(limits)}`, scope);
    checkLimits(`routes[${show(routeKey)}]`, limits, scope);
  }
  if (options.quota) checkQuota(options.quota, scope);
  const { stages } = options;
  if (stages?.length === 0) fail("'stages' must not be empty, since a usage plan without a stage lets nobody in: leave it out for the gateway's stage", scope);
  const twice = stages?.find((name, index) => stages.indexOf(name) < index);
  if (twice !== undefined) fail(`'stages' has ${show(twice)} twice: leave one of them out`, scope);
  if (api.node.tryFindChild(id)) fail(`the id of a usage plan must be another than that of [${api.node.path}/${id}], got ${show(id)} for both: write ${show(`${id}Plan`)}, for example`, scope);
}

/** Checks that both limits are there and let something through: what API Gateway takes for one that is left out is not documented. */
function checkLimits(prop: string, limits: ThrottleSettings, scope: IConstruct): void {
  const unknown = Object.keys(limits).find((name) => !LIMITS.includes(name));
  if (unknown) fail(`'${prop}' has ${show(unknown)}, which is no limit: write "rateLimit" and "burstLimit"; in Python, a ThrottleSettings instead of a dictionary`, scope);
  const missing = LIMITS.find((name) => (limits as Record<string, unknown>)[name] === undefined);
  if (missing) fail(`'${prop}' must have both 'rateLimit' and 'burstLimit', got no '${missing}': write { rateLimit: 20, burstLimit: 40 }, for example`, scope);
  checkThrottle(limits, prop, scope);
}

/**
 * Checks a quota.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
 */
function checkQuota(quota: QuotaSettings, scope: IConstruct): void {
  checkMembers(quota, ['limit', 'period', 'offset'], "'quota'", scope);
  const { limit, period, offset } = quota;
  if (limit === undefined || period === undefined) fail(`'quota' must have both 'limit' and 'period', got ${show({ limit, period })}: write { limit: 10_000, period: Period.DAY }, for example`, scope);
  checkNumber('quota.limit', limit, isCount, 'a whole number of at least 1 request', scope);
  if (isTextToken(period)) return;
  const largest = Object.hasOwn(LARGEST_OFFSET, period) ? LARGEST_OFFSET[period] : fail(`'quota.period' must be one of ${Object.values(Period).join(', ')}, got ${show(period)}: write Period.DAY, for example`, scope);
  if (offset === undefined) return;
  const rule = largest === 0 ? '0 for a quota of a day' : `a whole number from 0 to ${largest} for a quota of a ${period.toLowerCase()}`;
  checkNumber('quota.offset', offset, (value) => Number.isInteger(value) && value >= 0 && value <= largest, rule, scope);
}
