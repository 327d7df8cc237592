import { AlarmGroup } from './alarm-group';
import { StageDashboardOptions } from './dashboard-options';
import { has, isListOf, isTextToken, Kinds } from '../private/kinds';

/** All that a dashboard of whatever type may be told. */
export type AnyDashboardOptions = StageDashboardOptions & { readonly alarms?: AlarmGroup; readonly routes?: string[] };

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isStageName = (value: unknown) => isTextToken(value) || (typeof value === 'string' && /^([A-Za-z0-9_-]{1,128}|\$default)$/.test(value));

/** Whether a value is a function or an alias of one. */
export const isFunction = has('functionArn', 'string');

/** The kinds of what dashboards are told. */
export const DASHBOARD_KINDS: Kinds<AnyDashboardOptions> = [
  ['dashboardName', (value) => typeof value === 'string', 'a name, such as "orders-prod"'],
  ['defaultInterval', has('toIsoString', 'function'), 'a Duration, such as Duration.hours(12)'],
  ['functions', isListOf(isFunction), 'a list of functions or aliases of aws-cdk-lib/aws-lambda'],
  ['compareWith', isListOf(isStageName), 'a list of names of stages, such as ["staging"]'],
  ['logQueries', (value) => typeof value === 'boolean', 'true or false'],
  ['accessLog', (value) => typeof value?.logGroup?.logGroupName === 'string' && typeof value?.format?.toString() === 'string', 'a log group and the format of its lines, { logGroup, format }'],
  ['alarms', has('addMuteWindow', 'function'), "the alarms of the stage, such as 'gateway.alarms'"],
  ['routes', isListOf(isText), 'a list of keys of routes, such as ["GET /orders"]'],
];
