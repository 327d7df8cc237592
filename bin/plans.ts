import { GetRestApiCommand, GetUsagePlanKeysCommand, GetUsagePlansCommand, UsagePlan } from '@aws-sdk/client-api-gateway';
import type { Context } from './context';

const PAGE = 500;

/** The usage plans of the account, or only those of an API and a stage. */
export async function usagePlans(context: Context, restApiId?: string, stageName?: string): Promise<UsagePlan[]> {
  const all = await context.all<UsagePlan>(({ apiGateway }, position) => apiGateway.send(new GetUsagePlansCommand({ limit: PAGE, position })));
  const serves = ({ apiStages = [] }: UsagePlan) =>
    apiStages.some(({ apiId, stage }) => apiId === restApiId && (stageName === undefined || stage === stageName));
  const plans = all.filter((plan) => restApiId === undefined || serves(plan)).sort((a, b) => (a.name! < b.name! ? -1 : 1));
  if (restApiId !== undefined && plans.length === 0) await context.call(({ apiGateway }) => apiGateway.send(new GetRestApiCommand({ restApiId }))); // tells if there is no such API
  return plans;
}

/** Names of keys by their ids. */
export async function keysOf(context: Context, usagePlanId: string): Promise<Map<string, string>> {
  const keys = await context.all(({ apiGateway }, position) => apiGateway.send(new GetUsagePlanKeysCommand({ usagePlanId, limit: PAGE, position })));
  return new Map(keys.map(({ id = '', name = '' }) => [id, name]));
}
