import { AlarmGroup } from './alarm-group';
import { StageDashboardOptions } from './dashboard-options';
import { has, Kinds } from '../private/kinds';

/** All that a dashboard of whatever type may be told. */
export type AnyDashboardOptions = StageDashboardOptions & { readonly alarms?: AlarmGroup; readonly routes?: string[] };

const listOf = (holds: (value: any) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
const isText = (value: unknown) => typeof value === 'string' && value !== '';

/** Whether a value is a function or an alias of one. */
export const isFunction = has('functionArn', 'string');

/** The kinds of what dashboards are told. */
export const DASHBOARD_KINDS: Kinds<AnyDashboardOptions> = [
  ['dashboardName', (value) => typeof value === 'string', 'a name, such as "orders-prod"'],
  ['defaultInterval', has('toIsoString', 'function'), 'a Duration, such as Duration.hours(12)'],
  ['functions', listOf(isFunction), 'a list of functions or aliases of aws-cdk-lib/aws-lambda'],
  ['compareWith', listOf(isText), 'a list of names of stages, such as ["staging"]'],
  ['logQueries', (value) => typeof value === 'boolean', 'true or false'],
  ['accessLog', (value) => typeof value?.logGroup?.logGroupName === 'string' && typeof value?.format?.toString() === 'string', 'a log group and the format of its lines, { logGroup, format }'],
  ['alarms', has('addMuteWindow', 'function'), "the alarms of the stage, such as 'gateway.alarms'"],
  ['routes', listOf(isText), 'a list of keys of routes, such as ["GET /orders"]'],
];
