import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { GetResourcesCommand, GetStageCommand, Resource, TestInvokeMethodCommand } from '@aws-sdk/client-api-gateway';
import type { Command, Parameters } from '../command';
import { notFound, usageError } from '../command-error';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { findApi, findStage } from '../find-api';
import { alternatives } from '../output/words';

/** What `gatehouse test --json` prints. */
export interface TestData {
  readonly api: string;
  /** The route that takes the request, such as "GET /orders/{id}". */
  readonly route: string;
  readonly status: number;
  readonly latencyMs: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  /** What API Gateway logs of it; null unless --log. */
  readonly log: string | null;
  readonly passed: boolean;
}

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);
const PAGE = 500;

export const test: Command = {
  name: 'test',
  summary: 'Call a route without a client, as "Test" in the console does',
  details: 'The route as the API has it now, whether or not a stage serves it, with its real integration. Authorizers, limits, API keys, caches, web ACLs and ' +
    'policies are not asked. Methods other than GET, HEAD and OPTIONS have to be confirmed.',
  about: 'stage',
  asks: ({ arguments: [method = ''] }) => !HARMLESS.has(method.toUpperCase()),
  arguments: [['<method>', 'such as GET'], ['<path>', 'such as "/orders/12?full=true"']],
  options: [
    ['--header <name:value...>', 'a header of the request'],
    ['--body <text or @file>', 'the body of the request'],
    ['--variable <name=value...>', 'a stage variable; the others are those of the stage'],
    ['--expect <status>', 'fail on any other status; any below 500 will do if left out'],
    ['--log', 'print what API Gateway logs of it, data included'],
  ],
  run: async (context, parameters) => {
    const [given = '', pathWithQuery = ''] = parameters.arguments;
    const { options } = parameters;
    const httpMethod = given.toUpperCase();
    if (!pathWithQuery.startsWith('/')) throw usageError(`the path has to begin with "/", got "${pathWithQuery}"`);
    const expected = options.expect === undefined ? undefined : Number(options.expect);
    if (expected !== undefined && !(Number.isInteger(expected) && expected >= 100 && expected <= 599)) throw usageError(`--expect has to be a status from 100 to 599, got "${options.expect}"`);
    const multiValueHeaders = headersOf(listOf(options.header));
    const body = bodyOf(context, options.body);

    const { restApiId, stageVariables } = await variablesOf(context, parameters);
    context.step('Looking for the route');
    const { resource, verb } = await routeOf(context, restApiId, httpMethod, pathWithQuery.split('?')[0]);
    if (!HARMLESS.has(httpMethod)) await context.confirm([['Calls', `${httpMethod} ${pathWithQuery}: the real integration of ${verb} ${resource.path}`]]);
    context.step(`Calling ${httpMethod} ${pathWithQuery}`);
    // Not repeated, whatever happens: it may have done something.
    const answer = await context.clients.apiGateway.send(new TestInvokeMethodCommand({
      restApiId, resourceId: resource.id!, httpMethod, pathWithQueryString: pathWithQuery, multiValueHeaders, body, stageVariables,
    }));
    const { status = 0, latency = 0, log = '' } = answer;
    const passed = expected === undefined ? status < 500 : status === expected;
    const data: TestData = {
      api: restApiId,
      route: `${verb} ${resource.path}`,
      status,
      latencyMs: latency,
      headers: { ...Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, [value]])), ...answer.multiValueHeaders },
      body: answer.body ?? '',
      log: options.log ? log : null,
      passed,
    };
    return { data, text: textOf(data), exitCode: passed ? ExitCode.OK : ExitCode.FAILED };
  },
};

/** Stage variables are those of the stage, if there is one: an API may be called before it has any. */
async function variablesOf(context: Context, { options }: Parameters): Promise<{ restApiId: string; stageVariables?: Record<string, string> }> {
  const said = Object.fromEntries(listOf(options.variable).map((text) => pairOf('--variable', text, '=')));
  if (context.options.stage === undefined) {
    const api = await findApi(context);
    if (api.template?.stages.length !== 1) return { restApiId: api.restApiId, stageVariables: said };
  }
  const { restApiId, stageName } = await findStage(context);
  const { variables } = await context.call(({ apiGateway }) => apiGateway.send(new GetStageCommand({ restApiId, stageName })));
  return { restApiId, stageVariables: { ...variables, ...said } };
}

/** The route that API Gateway would choose: literal parts before parameters, parameters before a greedy one. */
async function routeOf(context: Context, restApiId: string, method: string, requested: string): Promise<{ resource: Resource; verb: string }> {
  const resources = await context.all<Resource>(({ apiGateway }, position) =>
    apiGateway.send(new GetResourcesCommand({ restApiId, limit: PAGE, position })));
  const matching = resources.filter(({ path: template = '', resourceMethods = {} }) => Object.keys(resourceMethods).length > 0 && matches(template, requested));
  const [best] = matching.sort((a, b) => (rank(a.path!) < rank(b.path!) ? -1 : 1));
  if (!best) throw notFound(`API ${restApiId} has no route for ${requested}`);
  const methods = Object.keys(best.resourceMethods ?? {});
  const verb = [method, 'ANY'].find((each) => methods.includes(each));
  if (!verb) throw notFound(`route ${best.path} has no method ${method}: it has ${alternatives(methods.sort())}`);
  return { resource: best, verb };
}

const partsOf = (text: string) => text.split('/').filter((part) => part);
const isGreedy = (part: string) => /^\{.*\+\}$/.test(part);
const isParameter = (part: string) => part.startsWith('{');

function matches(template: string, requested: string): boolean {
  const parts = partsOf(template);
  const given = partsOf(requested);
  const greedy = parts.findIndex(isGreedy);
  if (greedy >= 0 ? given.length <= greedy : given.length !== parts.length) return false;
  return parts.every((part, index) => isParameter(part) || part === given[index]);
}

/** Sorts the best match first. */
function rank(template: string): string {
  return partsOf(template).map((part) => (isGreedy(part) ? '2' : isParameter(part) ? '1' : '0')).join('');
}

function listOf(option: unknown): string[] {
  return Array.isArray(option) ? option as string[] : [];
}

function pairOf(option: string, text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 1) throw usageError(`${option} has to be name${separator}value, got "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function headersOf(texts: readonly string[]): Record<string, string[]> | undefined {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of texts.map((text) => pairOf('--header', text, ':'))) headers[name] = [...headers[name] ?? [], value.trim()];
  return texts.length ? headers : undefined;
}

function bodyOf(context: Context, body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined;
  return body.startsWith('@') ? readFileSync(path.resolve(context.surroundings.cwd, body.slice(1)), 'utf8') : body;
}

function textOf({ route, status, latencyMs, headers, body, log }: TestData): string {
  const lines = Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return [`${status}  ${route}, ${latencyMs} ms`, ...lines, ...(body ? ['', body] : []), ...(log === null ? [] : ['', log.trimEnd()])].join('\n');
}
