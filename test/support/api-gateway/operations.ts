import type * as sdk from '@aws-sdk/client-api-gateway';

/** The operations of the model: what the SDK sends, and what it gives back without its metadata. */
export interface Operations {
  CreateDeployment: [sdk.CreateDeploymentCommandInput, sdk.CreateDeploymentCommandOutput];
  CreateStage: [sdk.CreateStageCommandInput, sdk.CreateStageCommandOutput];
  DeleteApiKey: [sdk.DeleteApiKeyCommandInput, sdk.DeleteApiKeyCommandOutput];
  DeleteDeployment: [sdk.DeleteDeploymentCommandInput, sdk.DeleteDeploymentCommandOutput];
  DeleteStage: [sdk.DeleteStageCommandInput, sdk.DeleteStageCommandOutput];
  DeleteUsagePlanKey: [sdk.DeleteUsagePlanKeyCommandInput, sdk.DeleteUsagePlanKeyCommandOutput];
  FlushStageAuthorizersCache: [sdk.FlushStageAuthorizersCacheCommandInput, sdk.FlushStageAuthorizersCacheCommandOutput];
  FlushStageCache: [sdk.FlushStageCacheCommandInput, sdk.FlushStageCacheCommandOutput];
  GetAccount: [sdk.GetAccountCommandInput, sdk.GetAccountCommandOutput];
  GetApiKey: [sdk.GetApiKeyCommandInput, sdk.GetApiKeyCommandOutput];
  GetApiKeys: [sdk.GetApiKeysCommandInput, sdk.GetApiKeysCommandOutput];
  GetDeployment: [sdk.GetDeploymentCommandInput, sdk.GetDeploymentCommandOutput];
  GetDeployments: [sdk.GetDeploymentsCommandInput, sdk.GetDeploymentsCommandOutput];
  GetDomainNames: [sdk.GetDomainNamesCommandInput, sdk.GetDomainNamesCommandOutput];
  GetExport: [sdk.GetExportCommandInput, sdk.GetExportCommandOutput];
  GetResources: [sdk.GetResourcesCommandInput, sdk.GetResourcesCommandOutput];
  GetRestApi: [sdk.GetRestApiCommandInput, sdk.GetRestApiCommandOutput];
  GetRestApis: [sdk.GetRestApisCommandInput, sdk.GetRestApisCommandOutput];
  GetSdk: [sdk.GetSdkCommandInput, sdk.GetSdkCommandOutput];
  GetStage: [sdk.GetStageCommandInput, sdk.GetStageCommandOutput];
  GetStages: [sdk.GetStagesCommandInput, sdk.GetStagesCommandOutput];
  GetUsage: [sdk.GetUsageCommandInput, sdk.GetUsageCommandOutput];
  GetUsagePlan: [sdk.GetUsagePlanCommandInput, sdk.GetUsagePlanCommandOutput];
  GetUsagePlanKeys: [sdk.GetUsagePlanKeysCommandInput, sdk.GetUsagePlanKeysCommandOutput];
  GetUsagePlans: [sdk.GetUsagePlansCommandInput, sdk.GetUsagePlansCommandOutput];
  ImportApiKeys: [sdk.ImportApiKeysCommandInput, sdk.ImportApiKeysCommandOutput];
  TestInvokeMethod: [sdk.TestInvokeMethodCommandInput, sdk.TestInvokeMethodCommandOutput];
  UpdateAccount: [sdk.UpdateAccountCommandInput, sdk.UpdateAccountCommandOutput];
  UpdateApiKey: [sdk.UpdateApiKeyCommandInput, sdk.UpdateApiKeyCommandOutput];
  UpdateDeployment: [sdk.UpdateDeploymentCommandInput, sdk.UpdateDeploymentCommandOutput];
  UpdateStage: [sdk.UpdateStageCommandInput, sdk.UpdateStageCommandOutput];
}

export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O][0];
export type Output<O extends Operation> = Omit<Operations[O][1], '$metadata'>;

/** How an operation looks in HTTP. */
export interface Binding {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** The path, with the names of input members in braces. */
  readonly path: string;
  readonly status: number;
  /** Members of the input that are in the query, by their names there. */
  readonly query?: Readonly<Record<string, string>>;
  /** A fixed part of the query, such as "mode=import". */
  readonly fixedQuery?: string;
  /** The member of the input that is the body as it is. */
  readonly rawBody?: string;
  /** The member of the input that has the rest of the query. */
  readonly restOfQuery?: string;
  /** Whether the answer is bytes. */
  readonly bytes?: boolean;
}

const STAGE = '/restapis/{restApiId}/stages/{stageName}';
const DEPLOYMENTS = '/restapis/{restApiId}/deployments';
const PAGE = { position: 'position', limit: 'limit' };

export const BINDINGS: Readonly<Record<Operation, Binding>> = {
  CreateDeployment: { method: 'POST', path: DEPLOYMENTS, status: 201 },
  CreateStage: { method: 'POST', path: '/restapis/{restApiId}/stages', status: 201 },
  DeleteDeployment: { method: 'DELETE', path: `${DEPLOYMENTS}/{deploymentId}`, status: 202 },
  DeleteStage: { method: 'DELETE', path: STAGE, status: 202 },
  FlushStageAuthorizersCache: { method: 'DELETE', path: `${STAGE}/cache/authorizers`, status: 202 },
  FlushStageCache: { method: 'DELETE', path: `${STAGE}/cache/data`, status: 202 },
  GetAccount: { method: 'GET', path: '/account', status: 200 },
  GetDeployment: { method: 'GET', path: `${DEPLOYMENTS}/{deploymentId}`, status: 200, query: { embed: 'embed' } },
  GetDeployments: { method: 'GET', path: DEPLOYMENTS, status: 200, query: PAGE },
  GetRestApi: { method: 'GET', path: '/restapis/{restApiId}', status: 200 },
  GetRestApis: { method: 'GET', path: '/restapis', status: 200, query: PAGE },
  GetStage: { method: 'GET', path: STAGE, status: 200 },
  GetStages: { method: 'GET', path: '/restapis/{restApiId}/stages', status: 200, query: { deploymentId: 'deploymentId' } },
  DeleteApiKey: { method: 'DELETE', path: '/apikeys/{apiKey}', status: 202 },
  DeleteUsagePlanKey: { method: 'DELETE', path: '/usageplans/{usagePlanId}/keys/{keyId}', status: 202 },
  GetApiKey: { method: 'GET', path: '/apikeys/{apiKey}', status: 200, query: { includeValue: 'includeValue' } },
  GetApiKeys: { method: 'GET', path: '/apikeys', status: 200, query: { ...PAGE, nameQuery: 'name', customerId: 'customerId', includeValues: 'includeValues' } },
  GetDomainNames: { method: 'GET', path: '/domainnames', status: 200, query: PAGE },
  GetExport: { method: 'GET', path: `${STAGE}/exports/{exportType}`, status: 200, restOfQuery: 'parameters', bytes: true },
  GetResources: { method: 'GET', path: '/restapis/{restApiId}/resources', status: 200, query: { ...PAGE, embed: 'embed' } },
  GetSdk: { method: 'GET', path: `${STAGE}/sdks/{sdkType}`, status: 200, restOfQuery: 'parameters', bytes: true },
  GetUsage: { method: 'GET', path: '/usageplans/{usagePlanId}/usage', status: 200, query: { ...PAGE, startDate: 'startDate', endDate: 'endDate', keyId: 'keyId' } },
  GetUsagePlan: { method: 'GET', path: '/usageplans/{usagePlanId}', status: 200 },
  GetUsagePlanKeys: { method: 'GET', path: '/usageplans/{usagePlanId}/keys', status: 200, query: { ...PAGE, nameQuery: 'name' } },
  GetUsagePlans: { method: 'GET', path: '/usageplans', status: 200, query: { ...PAGE, keyId: 'keyId' } },
  ImportApiKeys: {
    method: 'POST',
    path: '/apikeys',
    status: 201,
    fixedQuery: 'mode=import',
    query: { format: 'format', failOnWarnings: 'failonwarnings' },
    rawBody: 'body',
  },
  TestInvokeMethod: { method: 'POST', path: '/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}', status: 200 },
  UpdateApiKey: { method: 'PATCH', path: '/apikeys/{apiKey}', status: 200 },
  UpdateAccount: { method: 'PATCH', path: '/account', status: 200 },
  UpdateDeployment: { method: 'PATCH', path: `${DEPLOYMENTS}/{deploymentId}`, status: 200 },
  UpdateStage: { method: 'PATCH', path: STAGE, status: 200 },
};

/** Paths in pieces: texts, and between them the names of input members. */
const PIECES = Object.fromEntries(Object.entries(BINDINGS).map(([operation, { path }]) => [operation, path.split(/[{}]/)]));

/** The path of a call. */
export function pathOf(operation: Operation, input: object): string {
  const values = input as Record<string, unknown>;
  return PIECES[operation].map((piece, index) => (index % 2 ? encodeURIComponent(String(values[piece])) : piece)).join('');
}

/** What a request's method and path say. */
const MATCHERS = Object.entries(BINDINGS).map(([operation, binding]) => ({
  operation: operation as Operation,
  binding,
  names: [...binding.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  pattern: new RegExp(`^${binding.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}));

/** An operation with the part of its input that is not in the body. */
export interface Request {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
}

/** The operation of a request, with what its path and its query say. */
export function operationOf(method: string, path: string, query: URLSearchParams): Request | undefined {
  for (const { operation, binding, names, pattern } of MATCHERS) {
    const match = binding.method === method ? pattern.exec(path) : null;
    if (!match || (binding.fixedQuery && !query.toString().includes(binding.fixedQuery))) continue;
    const input: Record<string, unknown> = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1])]));
    for (const [member, name] of Object.entries(binding.query ?? {})) {
      if (query.has(name)) input[member] = fromQuery(member, query.getAll(name));
    }
    if (binding.restOfQuery) input[binding.restOfQuery] = Object.fromEntries(query);
    return { operation, input };
  }
  return undefined;
}

function fromQuery(member: string, values: string[]): unknown {
  if (NUMBERS.has(member)) return Number(values[0]);
  if (FLAGS.has(member)) return values[0] === 'true';
  return LISTS.has(member) ? values : values[0];
}

const NUMBERS = new Set(['limit']);
const FLAGS = new Set(['includeValue', 'includeValues', 'failOnWarnings']);
const LISTS = new Set(['embed']);
