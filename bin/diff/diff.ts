import { Assembly } from './assembly';
import { compareAlarms } from './compare-alarms';
import { compareApi } from './compare-api';
import { newRoutes } from './compare-routes';
import { Described, describeApis } from './describe-apis';
import { DescribedAlarm, DescribedApi } from './described-api';
import { ApiDiff, byImportance, Changes, CostChange, DiffChange, DiffReport, FAIL_ON, FailOn } from './diff-report';
import { MonthlyCost } from './monthly-cost';
import { compareDomains, otherChanges } from './other-changes';
import { counted } from './words';
import { fail, show } from '../../lib/private/errors';

/** Options of `diff`. */
export interface DiffOptions {
  /**
   * For which changes the report says that the run fails.
   *
   * @default - for none
   */
  readonly failOn?: FailOn[];

  /**
   * What an API costs a month.
   *
   * @default - costs are not in the report
   */
  readonly monthlyCost?: (api: DescribedApi) => MonthlyCost;

  /**
   * How many requests that is for.
   *
   * @default 0
   */
  readonly monthlyRequests?: number;
}

/** Compares the APIs that two folders `cdk.out` define: before a change, and after it. */
export function diff(baseFolder: string, headFolder: string, options: DiffOptions = {}): DiffReport {
  const steps = diffInSteps(baseFolder, headFolder, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The same in steps, which say what they do, so that somebody can be told. */
export function* diffInSteps(baseFolder: string, headFolder: string, options: DiffOptions = {}): Generator<string, DiffReport> {
  const { failOn = [] } = options;
  for (const name of failOn) if (!Object.hasOwn(FAIL_ON, name)) fail(`'fail-on' must be of ${Object.keys(FAIL_ON).join(', ')}, got ${show(name)}`);
  yield `Reading ${baseFolder}`;
  const base = Assembly.read(baseFolder);
  const before = describeApis(base);
  yield `Reading ${headFolder}`;
  const head = Assembly.read(headFolder);
  const after = describeApis(head);
  yield 'Comparing';
  const apis = pairsOf(before.apis, after.apis).map((pair) => compare(pair, before, after, options));
  const general = new Changes();
  compareAlarms(before.alarms.filter(({ api }) => !api), after.alarms.filter(({ api }) => !api), general);
  compareDomains(base, head, general);
  const all = [...apis.flatMap(({ changes }) => changes), ...general.all];
  return {
    apis: apis.sort((one, other) => weight(one) - weight(other)),
    general: byImportance(general.all),
    others: otherChanges(base, head),
    ...(options.monthlyCost && { monthlyRequests: options.monthlyRequests ?? 0 }),
    failedOn: failOn.filter((name) => all.some((change) => isHit(name, change))),
  };
}

/** Whether a change is one for which the run should fail. */
export function isHit(name: FailOn, { kind, effect }: DiffChange): boolean {
  switch (name) {
    case 'breaking': return effect === 'breaking' || kind === 'api-replaced';
    case 'open-route': return ['route-opened', 'open-route-added', 'endpoint-opened'].includes(kind);
    case 'policy-widened': return kind === 'policy-widened';
    case 'alarm-weakened': return ['alarm-weakened', 'alarm-removed'].includes(kind);
    case 'destructive': return effect === 'destructive' || kind === 'api-removed';
  }
}

/** An API before and after; one of the two is missing if it is new, or gone. */
interface Pair {
  readonly before?: DescribedApi;
  readonly after?: DescribedApi;
}

function compare({ before, after }: Pair, base: Described, head: Described, { monthlyCost }: DiffOptions): ApiDiff {
  const { title, stack, kind } = (after ?? before)!;
  const changes = new Changes();
  let unread = (after ?? before)!.unread;
  if (before && after) {
    unread = compareApi(before, after, changes);
    compareAlarms(alarmsOf(before, base), alarmsOf(after, head), changes, title);
  } else if (after) {
    changes.add('API', 'api-added', 'other', 'the API', `is new, with ${counted(routesOf(after), 'route')} in ${counted(after.stages.size, 'stage')}`);
    newRoutes(after, changes);
  } else {
    changes.add('API', 'api-removed', 'breaking', 'the API', `is gone, with its ${counted(routesOf(before!), 'route')}`);
  }
  return {
    title,
    stack,
    kind,
    state: !before ? 'added' : !after ? 'removed' : changes.all.length > 0 ? 'changed' : 'unchanged',
    routes: { before: before ? routesOf(before) : 0, after: after ? routesOf(after) : 0 },
    changes: byImportance(changes.all),
    ...(monthlyCost && { monthlyCost: costsOf(before && monthlyCost(before), after && monthlyCost(after)) }),
    unread,
  };
}

function costsOf(before?: MonthlyCost, after?: MonthlyCost): CostChange {
  const missing = new Set([before, after].flatMap((cost) => cost?.missing ?? []));
  return { region: (after ?? before)!.region, before: before?.usd, after: after?.usd, missing: [...missing] };
}

function routesOf({ routes }: DescribedApi): number {
  return [...routes.values()].filter(({ isPreflight }) => !isPreflight).length;
}

function alarmsOf({ resource }: DescribedApi, { alarms }: Described): DescribedAlarm[] {
  return alarms.filter(({ api }) => api === resource);
}

/** By what an API is found again, the surest first. */
const KEYS: Array<(api: DescribedApi) => string | undefined> = [
  ({ stack, resource }) => resource.path && `${stack} ${resource.path}`,
  ({ stack, resource }) => `${stack} ${resource.logicalId}`,
  ({ kind, title }) => `${kind} ${title}`,
  ({ kind, name }) => (typeof name === 'string' ? `${kind} ${name}` : undefined),
];

function pairsOf(before: DescribedApi[], after: DescribedApi[]): Pair[] {
  const [left, right] = [new Set(before), new Set(after)];
  const pairs: Pair[] = [];
  for (const keyOf of KEYS) {
    const [was, is] = [left, right].map((apis) => uniqueByKey([...apis], keyOf));
    for (const [key, api] of is) {
      const known = was.get(key);
      if (!known) continue;
      pairs.push({ before: known, after: api });
      left.delete(known);
      right.delete(api);
    }
  }
  return [...pairs, ...[...right].map((api) => ({ after: api })), ...[...left].map((api) => ({ before: api }))];
}

function uniqueByKey(apis: DescribedApi[], keyOf: (api: DescribedApi) => string | undefined): Map<string, DescribedApi> {
  const byKey = new Map<string, DescribedApi[]>();
  for (const api of apis) {
    const key = keyOf(api);
    if (key !== undefined) byKey.set(key, [...byKey.get(key) ?? [], api]);
  }
  return new Map([...byKey].filter(([, found]) => found.length === 1).map(([key, [api]]) => [key, api]));
}

function weight({ changes }: ApiDiff): number {
  const effects = ['opened', 'destructive', 'breaking', 'review', 'other'];
  return changes.length === 0 ? effects.length : effects.indexOf(changes[0].effect);
}
