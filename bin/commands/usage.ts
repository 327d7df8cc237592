import { GetUsageCommand } from '@aws-sdk/client-api-gateway';
import type { Command } from '../command';
import { notFound, usageError } from '../command-error';
import type { Context } from '../context';
import { findApi } from '../find-api';
import { Column, table } from '../output/table';
import { keysOf, usagePlans } from '../plans';

/** What `gatehouse usage --json` prints. */
export interface UsageData {
  readonly api: string;
  /** The first day and the last one, as "2026-01-31", in UTC. */
  readonly from: string;
  readonly to: string;
  readonly plans: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly quota: { readonly limit: number; readonly period: string } | null;
    readonly calls: number;
    readonly keys: ReadonlyArray<{
      readonly id: string;
      /** Null if the key is not in the plan any more. */
      readonly name: string | null;
      readonly calls: number;
      /** Of the quota, at the end of the last day; null without a quota. */
      readonly remaining: number | null;
    }>;
  }>;
}

const DAY_MS = 86_400_000;
const PAGE = 500;

export const usage: Command = {
  name: 'usage',
  summary: 'Calls per API key and usage plan',
  details: 'API Gateway counts requests with a key of a plan, also those that are throttled or beyond the quota. It may be some minutes late.',
  about: 'api',
  options: [
    ['--stage <name>', 'only plans of this stage'],
    ['--from <day>', 'the first day, such as 2026-01-31; 29 days before the last one if left out'],
    ['--to <day>', 'the last day; today if left out. Days are in UTC'],
    ['--plan <id or name>', 'only this plan'],
    ['--key <id or name>', 'only this key'],
  ],
  run: async (context, { options }) => {
    const to = dayOf('--to', options.to, context.surroundings.clock.now());
    const from = dayOf('--from', options.from, Date.parse(to) - 29 * DAY_MS);
    if (from > to) throw usageError(`--from has to be before --to, got ${from} and ${to}`);
    const { restApiId } = await findApi(context);
    context.step('Reading the usage plans');
    const all = await usagePlans(context, restApiId, context.options.stage);
    const plans = all.filter(({ id, name }) => options.plan === undefined || options.plan === id || options.plan === name);
    if (options.plan !== undefined && plans.length === 0) throw notFound(`API ${restApiId} has no usage plan ${String(options.plan)}`);
    const data: UsageData = {
      api: restApiId,
      from,
      to,
      plans: await Promise.all(plans.map(async ({ id = '', name = '', quota }) => {
        const keys = await usageOf(context, id, from, to, quota !== undefined, options.key);
        const limit = quota?.limit === undefined ? null : { limit: quota.limit, period: quota.period ?? '' };
        return { id, name, quota: limit, calls: keys.reduce((sum, { calls }) => sum + calls, 0), keys };
      })),
    };
    if (options.key !== undefined && data.plans.every(({ keys }) => keys.length === 0)) throw notFound(`no usage plan of API ${restApiId} has a key ${String(options.key)}`);
    return { data, text: usageText(data, context.width) };
  },
};

async function usageOf(
  context: Context, usagePlanId: string, startDate: string, endDate: string, quota: boolean, only: unknown,
): Promise<UsageData['plans'][number]['keys']> {
  const names = await keysOf(context, usagePlanId);
  const days = new Map<string, number[][]>([...names.keys()].map((id) => [id, []]));
  let position: string | undefined;
  do {
    const input = { usagePlanId, startDate, endDate, limit: PAGE, position };
    const page = await context.call(({ apiGateway }) => apiGateway.send(new GetUsageCommand(input)));
    for (const [id, pairs] of Object.entries(page.items ?? {})) days.set(id, [...days.get(id) ?? [], ...pairs]);
    ({ position } = page);
  } while (position !== undefined);
  const keys = [...days].map(([id, pairs]) => ({
    id,
    name: names.get(id) ?? null,
    calls: pairs.reduce((sum, [used = 0]) => sum + used, 0),
    remaining: quota ? pairs.at(-1)?.[1] ?? null : null,
  }));
  const wanted = keys.filter(({ id, name }) => only === undefined || only === id || only === name);
  return wanted.sort((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1));
}

function dayOf(option: string, said: unknown, otherwise: number): string {
  if (said === undefined) return new Date(otherwise).toISOString().slice(0, 10);
  const day = String(said);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) throw usageError(`${option} has to be a day such as 2026-01-31, got "${day}"`);
  return day;
}

function usageText({ api, from, to, plans }: UsageData, width: number): string {
  const days = `${from} to ${to}`;
  if (plans.length === 0) return `API ${api} has no usage plan.`;
  const columns: Column[] = [{ title: 'PLAN' }, { title: 'KEY', flexible: true }, { title: 'CALLS', right: true }, { title: 'LEFT', right: true }, { title: 'QUOTA' }];
  const rows = plans.flatMap(({ name, quota, keys }) => {
    const limit = quota ? `${number(quota.limit)} a ${quota.period.toLowerCase()}` : '-';
    if (keys.length === 0) return [[name, '(no key)', '0', '-', limit]];
    return keys.map((key, index) => [index ? '' : name, key.name ?? `${key.id} (not in the plan)`, number(key.calls), key.remaining === null ? '-' : number(key.remaining), index ? '' : limit]);
  });
  return `${days}\n\n${table(columns, rows, width)}`;
}

const number = (value: number) => value.toLocaleString('en-US');
