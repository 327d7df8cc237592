import type { Resource } from '@aws-sdk/client-api-gateway';
import { stringify } from 'yaml';
import { badRequest, notFound } from './api-error';
import { Input, Output } from './operations';
import { pageOf } from './pages';
import { ApiState, Definition, World } from './world';

/** The id of a resource: always the same for a path of an API. */
export function resourceIdOf(apiId: string, path: string): string {
  let id = 7;
  for (const letter of `${apiId}${path}`) id = (id * 31 + letter.charCodeAt(0)) % 36 ** 6;
  return id.toString(36).padStart(6, '0');
}

/** All resources of a definition, those between too. */
function resourcesOf(apiId: string, { paths }: Definition, withMethods: boolean): Resource[] {
  const all = new Set(['/']);
  for (const path of Object.keys(paths)) {
    const parts = path.split('/').filter((part) => part);
    parts.forEach((_part, index) => all.add(`/${parts.slice(0, index + 1).join('/')}`));
  }
  return [...all].map((path) => {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const methods = Object.entries(paths[path] ?? {}).map(([httpMethod, method]) =>
      [httpMethod, withMethods ? { httpMethod, authorizationType: method.authorizationType ?? 'NONE', apiKeyRequired: method.apiKeyRequired ?? false } : {}]);
    return {
      id: resourceIdOf(apiId, path),
      path,
      ...(path !== '/' && { parentId: resourceIdOf(apiId, parent), pathPart: path.slice(path.lastIndexOf('/') + 1) }),
      ...(methods.length && { resourceMethods: Object.fromEntries(methods) }),
    };
  });
}

export function getResources(world: World, { restApiId, embed, ...page }: Input<'GetResources'>): Output<'GetResources'> {
  const { id, definition } = world.api(restApiId);
  const { items, position } = pageOf(resourcesOf(id, definition, embed?.includes('methods') ?? false), page);
  return { items, ...(position && { position }) };
}

/** Of the API as it is defined now, not of a deployment. What the method answers is the test's. */
export function testInvokeMethod(world: World, input: Input<'TestInvokeMethod'>): Output<'TestInvokeMethod'> {
  const { id, definition } = world.api(input.restApiId);
  const resource = resourcesOf(id, definition, false).find((candidate) => candidate.id === input.resourceId);
  if (!resource) throw notFound('Invalid Resource identifier specified');
  const methods = resource.resourceMethods ?? {};
  const verb = [input.httpMethod, 'ANY'].find((name) => name !== undefined && name in methods);
  if (!verb) throw notFound('Invalid Method identifier specified');
  const answer = world.testInvoke?.(`${verb} ${resource.path}`, input);
  return { status: 200, body: '{}', headers: {}, multiValueHeaders: {}, log: 'Execution log', latency: 1, ...answer };
}

/** What the stage's own deployment has, not the canary's; OpenAPI 3.0 only. */
export function getExport(world: World, input: Input<'GetExport'>): Output<'GetExport'> {
  const api = world.api(input.restApiId);
  const { stageName, deploymentId } = world.stage(api, input.stageName);
  if (input.exportType !== 'oas30') throw badRequest(`not modelled: export type ${input.exportType}`);
  const { definition, createdDate } = api.deployments.get(deploymentId)!;
  const version = new Date(createdDate).toISOString().replace(/\.\d+Z$/, 'Z');
  const document = {
    openapi: '3.0.1',
    ...documentOf(definition),
    info: { title: api.name, version },
    servers: [{ url: `https://${api.id}.execute-api.${world.region}.amazonaws.com/{basePath}`, variables: { basePath: { default: stageName } } }],
  };
  const extensions = (input.parameters?.extensions ?? '').split(',');
  const yaml = input.accepts === 'application/yaml';
  const exported = withExtensions(document, extensions);
  const body = Buffer.from(yaml ? stringify(exported) : JSON.stringify(exported, undefined, 2));
  const contentDisposition = `attachment; filename="oas30_${version}.${yaml ? 'yaml' : 'json'}"`;
  return { contentType: yaml ? 'application/yaml' : 'application/json', contentDisposition, body } as unknown as Output<'GetExport'>;
}

function documentOf({ document, paths }: Definition): object {
  const operations = Object.fromEntries(Object.entries(paths).map(([path, methods]) =>
    [path, Object.fromEntries(Object.keys(methods).map((verb) => [verb.toLowerCase(), { responses: {} }]))]));
  return document ?? { paths: operations };
}

/** Extensions of API Gateway are only there if they were asked for. */
function withExtensions(value: any, extensions: readonly string[]): any {
  if (Array.isArray(value)) return value.map((item) => withExtensions(item, extensions));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('x-amazon-apigateway-') ||
    extensions.includes('apigateway') ||
    (extensions.includes('integrations') && name === 'x-amazon-apigateway-integration') ||
    (extensions.includes('authorizers') && /^x-amazon-apigateway-(authorizer|authtype)$/.test(name)))
    .map(([name, item]) => [name, withExtensions(item, extensions)]));
}

/** Bytes that name what was asked for; no code is made. */
export function getSdk(world: World, input: Input<'GetSdk'>): Output<'GetSdk'> {
  const api: ApiState = world.api(input.restApiId);
  const { stageName, deploymentId } = world.stage(api, input.stageName);
  const body = Buffer.from(JSON.stringify({ sdkType: input.sdkType, stageName, deploymentId, parameters: input.parameters ?? {} }));
  return { contentType: 'application/octet-stream', contentDisposition: `attachment; filename="${input.sdkType}.zip"`, body } as unknown as Output<'GetSdk'>;
}

export function getDomainNames(world: World, page: Input<'GetDomainNames'>): Output<'GetDomainNames'> {
  const { items, position } = pageOf(world.ordered(world.domainNames), page);
  return { items: items.map((name) => ({ ...name })), ...(position && { position }) };
}
