/** The same app in the layouts OPENAPI and RESOURCES must be the same API: methods, integrations, models, authorizers, validators and gateway responses, field by field. */
import path from 'node:path';
import { ROOT } from '../steps.mjs';
import { restApi } from './deployed.mjs';

const STACKS = ['LayoutDocument', 'LayoutResources'];

/** What differs because it names the API or one of its parts, or because an import has it from the document's title. */
const OWN = /^(id|apiId|rootResourceId|createdDate|cacheNamespace|tags|\$metadata)$/;

/** What an import says otherwise than `PutMethod` and its neighbours, and is accepted. docs/proof.md lists these. */
const ACCEPTED = [
  [/^methods\..*\.methodResponses\.\d+\.responseParameters\./, 'the import of the emulator writes headers of responses as not required; no effect is documented'],
  [/^methods\..*\.methodResponses\.200\.statusCode$/, 'a document must have a response for each operation, also for a proxy, which needs none'],
  [/^methods\..*\.requestParameters\.method\.request\.path\./, 'a document must declare the parameters of its paths'],
  [/^authorizers\..*\.authType$/, 'it is for documents only'],
  [/^models\..*\.schema\.\$schema$/, 'schemas of OpenAPI have none'],
];

export async function compareLayouts({ clients, table, cdk, output, outputsOf }) {
  const folder = path.join(output, 'layouts');
  const app = `npx --no-install tsx --tsconfig ${path.join(ROOT, 'test', 'tsconfig.json')} ${path.join(ROOT, 'test', 'deploy', 'layouts.ts')}`;
  await cdk('deploy', '--all', '--require-approval', 'never', '--progress', 'bar', '--app', app, '--output', folder, '--outputs-file', path.join(folder, 'outputs.json'));
  const outputs = outputsOf('layouts');
  const [one, other] = await Promise.all(STACKS.map(async (stack) => flat(neutral(plain(await restApi(clients, outputs[stack].ApiId)), outputs[stack].ApiId, stack))));
  const keys = [...new Set([...one.keys(), ...other.keys()])].filter((key) => !key.startsWith('api.')).sort();
  const failures = keys.filter((key) => one.get(key) !== other.get(key)).map((key) => `${key}: ${one.get(key)} in OPENAPI, ${other.get(key)} in RESOURCES`);
  const refused = failures.filter((failure) => !ACCEPTED.some(([pattern]) => pattern.test(failure) || pattern.test(failure.split(': ')[0])));
  const accepted = failures.length - refused.length;
  table.add('same API in both layouts', 'test/deploy/layouts.ts', { passed: keys.length - failures.length, failures: refused, note: accepted > 0 ? `${accepted} fields differ and are accepted` : '' });
}

/** Validators by what they look at: their names are not of the app. */
function plain({ validators, ...api }) {
  const flags = ({ validateRequestBody = false, validateRequestParameters = false }) => `body ${validateRequestBody}, parameters ${validateRequestParameters}`;
  const methods = Object.fromEntries(Object.entries(api.methods).map(([key, { requestValidator, ...method }]) => [key, { ...method, validates: requestValidator && flags(validators[requestValidator]) }]));
  return { ...api, methods };
}

/** Names of the stack and ids of the API are left out. */
function neutral(value, apiId, stack) {
  if (typeof value === 'string') {
    return value.replaceAll(apiId, 'API').replace(new RegExp(`function:${stack}-`, 'g'), 'function:').replace(/(function:\w+)-[0-9a-f]+(?=[:/])/g, '$1').replaceAll(stack, 'STACK').replace(/(STACK\w+?)[0-9A-F]{8}$/, '$1');
  }
  if (Array.isArray(value)) return value.map((entry) => neutral(entry, apiId, stack));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !OWN.test(key)).map(([key, entry]) => [neutral(key, apiId, stack), neutral(entry, apiId, stack)]));
}

/** Each value by its path. */
function flat(value, key = '', all = new Map()) {
  if (value !== null && typeof value === 'object') for (const [name, entry] of Object.entries(value)) flat(entry, key ? `${key}.${name}` : name, all);
  else if (value !== undefined) all.set(key, value);
  return all;
}
