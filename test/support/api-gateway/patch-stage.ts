import type { CacheClusterSize, MethodSetting, PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest } from './api-error';
import { CanaryState, StageState, Texts, Unknowns } from './world';

/** As API Gateway writes it, missing commas included. */
export const VALID_PATHS = '[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, ' +
  '/accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, ' +
  '/{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, ' +
  '/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit' +
  '/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, ' +
  '/{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ' +
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, ' +
  '/*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, ' +
  '/*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, ' +
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]';

/** A method setting as it is made when the first of its values is set; the log level has none. */
const METHOD_SETTING: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

type Parse = (value: string, path: string) => unknown;

const METHOD_SETTINGS: Readonly<Record<string, [keyof MethodSetting, Parse]>> = {
  'metrics/enabled': ['metricsEnabled', flag],
  'logging/dataTrace': ['dataTraceEnabled', flag],
  'logging/loglevel': ['loggingLevel', oneOf('OFF', 'ERROR', 'INFO')],
  'throttling/burstLimit': ['throttlingBurstLimit', number],
  'throttling/rateLimit': ['throttlingRateLimit', number],
  'caching/enabled': ['cachingEnabled', flag],
  'caching/ttlInSeconds': ['cacheTtlInSeconds', number],
  'caching/dataEncrypted': ['cacheDataEncrypted', flag],
  'caching/requireAuthorizationForCacheControl': ['requireAuthorizationForCacheControl', flag],
  'caching/unauthorizedCacheControlHeaderStrategy': [
    'unauthorizedCacheControlHeaderStrategy',
    oneOf('FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER'),
  ],
};

const CACHE_SIZE = oneOf('0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237');

const CANARY_PATH = /^\/canarySettings\/(?:deploymentId|percentTraffic|useStageCache|stageVariableOverrides\/(.+))$/;

/** What a patch needs to know of the API and the world. */
export interface PatchContext {
  readonly deploymentExists: (id: string) => boolean;
  readonly unknowns: Unknowns;
}

/** The stage after one operation of an UpdateStage. Throws what API Gateway refuses. */
export function patchStage(stage: StageState, operation: PatchOperation, context: PatchContext): StageState {
  const { op, path = '', value } = operation;
  switch (op) {
    case 'replace': return replace(stage, path, value, context);
    case 'add': return add(stage, path, value, context);
    case 'remove': return remove(stage, path, context);
    case 'copy': return copy(stage, path, operation.from);
    default: throw badRequest('Invalid patch operation specified. Must be one of: [add, remove, replace, copy]');
  }
}

function replace(stage: StageState, path: string, value: string | undefined, context: PatchContext): StageState {
  const text = value ?? '';
  switch (path) {
    case '/deploymentId': return { ...stage, deploymentId: deployment(text, context) };
    case '/description': return withText(stage, 'description', text);
    case '/clientCertificateId': return withText(stage, 'clientCertificateId', text);
    case '/documentationVersion': return withText(stage, 'documentationVersion', text);
    case '/tracingEnabled': return { ...stage, tracingEnabled: flag(text, path) };
    case '/cacheClusterEnabled': return cached(stage, flag(text, path), stage.cacheClusterSize);
    case '/cacheClusterSize': return cached(stage, stage.cacheClusterEnabled, CACHE_SIZE(text, path) as CacheClusterSize);
    case '/accessLogSettings/destinationArn': return { ...stage, accessLogSettings: { ...stage.accessLogSettings, destinationArn: text } };
    case '/accessLogSettings/format': return { ...stage, accessLogSettings: { ...stage.accessLogSettings, format: text } };
  }
  if (path.startsWith('/variables/')) {
    return { ...stage, variables: { ...stage.variables, [unescaped(path.slice('/variables/'.length))]: text } };
  }
  if (path.startsWith('/canarySettings')) return replaceCanary(stage, path, text, context);

  const method = methodOf(path);
  if (!method) throw invalidPath(path);
  const [field, parse] = METHOD_SETTINGS[method.setting];
  const setting = stage.methodSettings[method.key] ?? stage.methodSettings['*/*'] ?? METHOD_SETTING;
  return { ...stage, methodSettings: { ...stage.methodSettings, [method.key]: { ...setting, [field]: parse(text, path) } } };
}

/** Any of a canary's values makes a canary, of the stage's own deployment and with no traffic, where there is none. */
function replaceCanary(stage: StageState, path: string, value: string, context: PatchContext): StageState {
  const match = CANARY_PATH.exec(path);
  if (!match) throw invalidPath(path);
  const canary: CanaryState = stage.canarySettings ?? { deploymentId: stage.deploymentId, percentTraffic: 0, useStageCache: false };
  const change = (changes: Partial<CanaryState>): StageState => ({ ...stage, canarySettings: { ...canary, ...changes } });
  switch (path) {
    case '/canarySettings/deploymentId': return change({ deploymentId: deployment(value, context) });
    case '/canarySettings/percentTraffic': return change({ percentTraffic: percent(value, path) });
    case '/canarySettings/useStageCache': return change({ useStageCache: flag(value, path) });
    default: return change({ stageVariableOverrides: { ...canary.stageVariableOverrides, [unescaped(match[1])]: value } });
  }
}

/** Only values of the access log may be added; recorded for canaries, assumed for the rest. */
function add(stage: StageState, path: string, value: string | undefined, context: PatchContext): StageState {
  if (path.startsWith('/accessLogSettings/')) return replace(stage, path, value, context);
  throw badRequest(`Invalid add operation with path: ${path}`);
}

/** What cannot be removed is taken for a method setting, the canary's overrides too. */
function remove(stage: StageState, path: string, { unknowns }: PatchContext): StageState {
  if (path === '/canarySettings' && (stage.canarySettings || !unknowns.removingNoCanaryFails)) return without(stage, 'canarySettings');
  if (path === '/accessLogSettings') return without(stage, 'accessLogSettings');
  if (path.startsWith('/variables/')) return withMap(stage, 'variables', dropped(stage.variables, unescaped(path.slice('/variables/'.length))));

  const override = path.startsWith('/canarySettings/') ? CANARY_PATH.exec(path) : null;
  if (override) {
    if (override[1] === undefined || unknowns.removingOverrideFails || !stage.canarySettings) throw badRequest(`Invalid remove operation with path: ${path}`);
    const overrides = dropped(stage.canarySettings.stageVariableOverrides, unescaped(override[1]));
    return { ...stage, canarySettings: withMap(stage.canarySettings, 'stageVariableOverrides', overrides) };
  }

  const key = path.replace(/^\//, '');
  if (!Object.hasOwn(stage.methodSettings, key)) {
    throw badRequest(`Cannot remove method setting ${key} because there is no method setting for this method `);
  }
  return { ...stage, methodSettings: dropped(stage.methodSettings, key) };
}

const COPIES: Readonly<Record<string, string>> = { '/deploymentId': '/canarySettings/deploymentId', '/variables': '/canarySettings/stageVariableOverrides' };

/** Promotes: overrides are merged into the variables, and the canary stays. */
function copy(stage: StageState, path: string, from: string | undefined): StageState {
  if (from === undefined || COPIES[path] !== from) {
    throw badRequest(`Invalid copy operation with path: ${path} and from ${from}. ` +
      `Valid copy:path are [${Object.keys(COPIES).join(', ')}] and valid copy:from are [${Object.values(COPIES).join(', ')}]`);
  }
  if (!stage.canarySettings) throw badRequest('Promotion not available. Canary does not exist.');
  if (path === '/deploymentId') return { ...stage, deploymentId: stage.canarySettings.deploymentId };
  return withMap(stage, 'variables', { ...stage.variables, ...stage.canarySettings.stageVariableOverrides });
}

function methodOf(path: string): { key: string; setting: string } | undefined {
  const match = /^\/([^/]+\/[^/]+)\/([^/]+\/[^/]+)$/.exec(path);
  return match && Object.hasOwn(METHOD_SETTINGS, match[2]) ? { key: match[1], setting: match[2] } : undefined;
}

function invalidPath(path: string): Error {
  return badRequest(`Invalid method setting path: ${path}. Must be one of: ${VALID_PATHS}`);
}

function deployment(id: string, { deploymentExists }: PatchContext): string {
  if (!deploymentExists(id)) throw badRequest('Deployment id does not exist');
  return id;
}

function cached(stage: StageState, cacheClusterEnabled: boolean, cacheClusterSize?: CacheClusterSize): StageState {
  const { cacheClusterSize: _size, ...rest } = stage;
  const size = cacheClusterEnabled ? cacheClusterSize ?? '0.5' : cacheClusterSize;
  return { ...rest, cacheClusterEnabled, cacheClusterStatus: cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE', ...(size && { cacheClusterSize: size }) };
}

function withText(stage: StageState, field: 'description' | 'clientCertificateId' | 'documentationVersion', value: string): StageState {
  return value ? { ...stage, [field]: value } : without(stage, field);
}

/** A map that became empty is not there any more. */
function withMap<T extends object, K extends keyof T>(object: T, field: K, map: Texts): T {
  return Object.keys(map).length ? { ...object, [field]: map } : without(object, field);
}

function without<T extends object>(object: T, field: keyof T): T {
  const copyOf = { ...object };
  delete copyOf[field];
  return copyOf;
}

function dropped<T>(map: Readonly<Record<string, T>> | undefined, name: string): Record<string, T> {
  const { [name]: _dropped, ...rest } = map ?? {};
  return rest;
}

function unescaped(name: string): string {
  return name.replace(/~1/g, '/').replace(/~0/g, '~');
}

function flag(value: string, path: string): boolean {
  if (!/^(true|false)$/i.test(value)) throw badRequest(`Invalid value ${value} for ${path}. Must be true or false`);
  return value.toLowerCase() === 'true';
}

function number(value: string, path: string): number {
  if (value.trim() === '' || !Number.isFinite(Number(value))) throw badRequest(`Invalid value ${value} for ${path}. Must be a number`);
  return Number(value);
}

/** A share of the traffic, as a stage and a deployment may have it too. */
export function percent(value: string | number, path: string): number {
  const share = number(String(value), path);
  if (share < 0 || share > 100) throw badRequest(`Invalid value ${value} for ${path}. Must be between 0.0 and 100.0`);
  return share;
}

function oneOf(...values: string[]): Parse {
  return (value, path) => {
    if (!values.includes(value)) throw badRequest(`Invalid value ${value} for ${path}. Must be one of: [${values.join(', ')}]`);
    return value;
  };
}
