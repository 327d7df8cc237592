import type { ApiKey, UsagePlan, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import { parse } from 'csv-parse/sync';
import { badRequest, notFound } from './api-error';
import { Input, Output } from './operations';
import { pageOf } from './pages';
import { KeyState, PlanState, World } from './world';

const keyOutput = ({ value, createdDate, lastUpdatedDate, tags, ...key }: KeyState, includeValue?: boolean): ApiKey => ({
  ...key,
  ...(includeValue && { value }),
  createdDate: new Date(createdDate),
  lastUpdatedDate: new Date(lastUpdatedDate),
  stageKeys: [],
  tags: { ...tags },
});

const planKeyOutput = ({ id, name, value }: KeyState): UsagePlanKey => ({ id, name, type: 'API_KEY', value });

function planOutput({ keyIds: _keys, usage: _usage, apiStages, throttle, quota, ...plan }: PlanState): UsagePlan {
  const limits = { ...(throttle && { throttle: { ...throttle } }), ...(quota && { quota: { ...quota } }) };
  return { ...plan, apiStages: apiStages.map((stage) => ({ ...stage })), ...limits };
}

function keyOf(world: World, id: string | undefined): KeyState {
  const key = world.keys.get(id ?? '');
  if (!key) throw notFound('Invalid API Key identifier specified');
  return key;
}

function planOf(world: World, id: string | undefined): PlanState {
  const plan = world.plans.get(id ?? '');
  if (!plan) throw notFound('Invalid Usage Plan ID specified');
  return plan;
}

export function getApiKey(world: World, { apiKey, includeValue }: Input<'GetApiKey'>): Output<'GetApiKey'> {
  return keyOutput(keyOf(world, apiKey), includeValue);
}

export function getApiKeys(world: World, { nameQuery = '', customerId, includeValues, ...page }: Input<'GetApiKeys'>): Output<'GetApiKeys'> {
  const ofCustomer = (key: KeyState) => customerId === undefined || key.customerId === customerId;
  const keys = world.ordered(world.keys).filter((key) => key.name.startsWith(nameQuery) && ofCustomer(key));
  const { items, position } = pageOf(keys, page);
  return { items: items.map((key) => keyOutput(key, includeValues)), ...(position && { position }) };
}

export function updateApiKey(world: World, { apiKey, patchOperations = [] }: Input<'UpdateApiKey'>): Output<'UpdateApiKey'> {
  let key = keyOf(world, apiKey);
  for (const { op, path, value = '' } of patchOperations) {
    if (op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
    switch (path) {
      case '/name': key = { ...key, name: value }; break;
      case '/description': key = { ...key, description: value }; break;
      case '/customerId': key = { ...key, customerId: value }; break;
      case '/enabled': key = { ...key, enabled: value === 'true' }; break;
      default: throw badRequest(`Invalid patch path ${path}`);
    }
  }
  key = { ...key, lastUpdatedDate: world.now() };
  world.keys.set(key.id, key);
  return keyOutput(key);
}

export function deleteApiKey(world: World, { apiKey }: Input<'DeleteApiKey'>): Output<'DeleteApiKey'> {
  const { id } = keyOf(world, apiKey);
  world.keys.delete(id);
  for (const plan of [...world.plans.values()]) world.plans.set(plan.id, { ...plan, keyIds: plan.keyIds.filter((keyId) => keyId !== id) });
  return {};
}

/** Keys that are there already, by their values, and plans that are not there are warnings. */
export function importApiKeys(world: World, { body, failOnWarnings }: Input<'ImportApiKeys'>): Output<'ImportApiKeys'> {
  const columns = (header: string[]) => header.map((name) => name.trim().toLowerCase());
  const rows: Array<Record<string, string | undefined>> = parse(Buffer.from((body ?? '') as string), { columns, trim: true, skip_empty_lines: true });
  const warnings: string[] = [];
  const values = new Set([...world.keys.values()].map(({ value }) => value));
  const keys = rows.flatMap(({ name, key: value, description, enabled = 'TRUE', usageplanids = '' }) => {
    if (!name || !value || value.length < 20) throw badRequest(`Invalid API key ${name}: a name and a key of at least 20 characters are needed`);
    const planIds = usageplanids.split(',').map((id) => id.trim()).filter((id) => id);
    for (const id of planIds) if (!world.plans.has(id)) warnings.push(`Usage plan ${id} of API key ${name} does not exist`);
    if (values.has(value)) {
      warnings.push(`API Key already exists: ${name}`);
      return [];
    }
    values.add(value);
    return [{ name, value, ...(description && { description }), enabled: enabled.toLowerCase() === 'true', planIds }];
  });
  if (failOnWarnings && warnings.length) throw badRequest(warnings.join('; '));
  const ids = keys.map(({ planIds, ...key }) => {
    const { id } = world.putKey(key);
    const plans = planIds.flatMap((planId) => world.plans.get(planId) ?? []);
    for (const plan of plans) world.plans.set(plan.id, { ...plan, keyIds: [...plan.keyIds, id] });
    return id;
  });
  return { ids, ...(warnings.length && { warnings }) };
}

export function getUsagePlan(world: World, { usagePlanId }: Input<'GetUsagePlan'>): Output<'GetUsagePlan'> {
  return planOutput(planOf(world, usagePlanId));
}

export function getUsagePlans(world: World, { keyId, ...page }: Input<'GetUsagePlans'>): Output<'GetUsagePlans'> {
  const plans = world.ordered(world.plans).filter(({ keyIds }) => keyId === undefined || keyIds.includes(keyId));
  const { items, position } = pageOf(plans, page);
  return { items: items.map(planOutput), ...(position && { position }) };
}

export function getUsagePlanKeys(world: World, { usagePlanId, nameQuery = '', ...page }: Input<'GetUsagePlanKeys'>): Output<'GetUsagePlanKeys'> {
  const keys = planOf(world, usagePlanId).keyIds.map((id) => world.keys.get(id)!).filter(({ name }) => name.startsWith(nameQuery));
  const { items, position } = pageOf(keys, page);
  return { items: items.map(planKeyOutput), ...(position && { position }) };
}

export function deleteUsagePlanKey(world: World, { usagePlanId, keyId }: Input<'DeleteUsagePlanKey'>): Output<'DeleteUsagePlanKey'> {
  const plan = planOf(world, usagePlanId);
  if (!plan.keyIds.includes(keyId ?? '')) throw notFound('Invalid Usage Plan Key identifier specified');
  world.plans.set(plan.id, { ...plan, keyIds: plan.keyIds.filter((id) => id !== keyId) });
  return {};
}

/** The days as the test set them, whichever were asked for. */
export function getUsage(world: World, { usagePlanId, startDate, endDate, keyId, ...page }: Input<'GetUsage'>): Output<'GetUsage'> {
  const { id, usage = {} } = planOf(world, usagePlanId);
  if (![startDate, endDate].every((date) => /^\d{4}-\d{2}-\d{2}$/.test(date ?? ''))) throw badRequest('Usage dates must be of format yyyy-MM-dd');
  const { items, position } = pageOf(Object.entries(usage).filter(([key]) => keyId === undefined || key === keyId), page);
  return {
    usagePlanId: id,
    startDate,
    endDate,
    items: Object.fromEntries(items.map(([key, days]) => [key, days.map((day) => [...day])])),
    ...(position && { position }),
  };
}
