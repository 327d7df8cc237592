import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ApiKey, DeleteApiKeyCommand, GetApiKeyCommand, GetApiKeysCommand, ImportApiKeysCommand, UpdateApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { isNotFound } from '../../handlers/release/patience';
import type { Command } from '../command';
import { CommandError, notFound, usageError } from '../command-error';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { findApi } from '../find-api';
import { withNotes } from '../output/answer';
import { Column, table } from '../output/table';
import { alternatives, count, iso } from '../output/words';
import { keysOf, usagePlans } from '../plans';

const PAGE = 500;

/** An API key as it is printed: never with its value, unless that was asked for. */
export interface KeyData {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly created: string | null;
  readonly description: string | null;
  readonly customerId: string | null;
  readonly plans: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly value?: string;
}

/** What `gatehouse keys list --json` prints. */
export interface KeysListData {
  readonly keys: readonly KeyData[];
}

/** What `gatehouse keys import --json` prints. */
export interface KeysImportData {
  readonly ids: readonly string[];
  readonly warnings: readonly string[];
}

/** What `gatehouse keys revoke --json` prints. */
export interface KeysRevokeData {
  readonly id: string;
  readonly name: string;
  readonly outcome: 'disabled' | 'deleted';
}

export const keysList: Command = {
  name: 'keys list',
  summary: 'API keys, and the usage plans that they are in',
  details: 'All of the account in the Region, or only those of an API if --api or --app is said. Values are not printed, unless --show-values is said.',
  options: [
    ['--api <id or path>', 'only keys of plans of this API: its id, or its construct path in the cloud assembly'],
    ['--stage <name>', 'only keys of plans of this stage of the API'],
    ['--app <folder>', 'the cloud assembly: what "cdk synth" has written'],
    ['--name <text>', 'only keys whose names begin with it'],
    ['--show-values', 'print the values of the keys, which are secrets'],
  ],
  run: async (context, { options }) => {
    const ofApi = options.api !== undefined || options.app !== undefined;
    if (options.stage !== undefined && !ofApi) throw usageError('--stage needs --api');
    const api = ofApi ? (await findApi(context)).restApiId : undefined;
    const includeValues = options.showValues === true;
    context.step('Reading the keys');
    const plans = await usagePlans(context, api, context.options.stage);
    const plansOf = new Map<string, Array<{ id: string; name: string }>>();
    for (const { id = '', name = '' } of plans) for (const key of (await keysOf(context, id)).keys()) plansOf.set(key, [...plansOf.get(key) ?? [], { id, name }]);
    const nameQuery = typeof options.name === 'string' ? options.name : undefined;
    const found = await keysNamed(context, nameQuery, includeValues);
    const keys = found.filter(({ id = '' }) => !ofApi || plansOf.has(id)).map((key) => ({ ...keyData(key, plansOf), ...(includeValues && { value: key.value ?? '' }) }));
    const data: KeysListData = { keys: keys.sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1)) };
    return { data, text: listText(data, includeValues, context.width) };
  },
};

export const keysImport: Command = {
  name: 'keys import',
  summary: 'Make API keys of a CSV file',
  details: 'Columns: name and key, and if you like description, enabled and usageplanIds. Keys that are there already, and plans that are not, are warnings.',
  arguments: [['<file>', 'the CSV file']],
  options: [['--fail-on-warnings', 'import nothing if anything is to warn of']],
  run: async (context, { arguments: [file = ''], options }) => {
    const body = readFileSync(path.resolve(context.surroundings.cwd, file));
    const header = body.toString('utf8').replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0].split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1').toLowerCase());
    for (const column of ['name', 'key']) if (!header.includes(column)) throw usageError(`${file} has to have a column "${column}", got ${header.map((name) => `"${name}"`).join(', ')}`);
    context.step(`Importing ${file}`);
    // Not repeated: the ids of keys that were made would be lost.
    const { ids = [], warnings = [] } = await context.clients.apiGateway.send(new ImportApiKeysCommand({ format: 'csv', body, failOnWarnings: options.failOnWarnings === true }));
    const data: KeysImportData = { ids, warnings };
    return { data, text: withNotes([['Made', count(ids.length, 'key')], ['Ids', ids.length ? ids.join(', ') : undefined]], warnings, context.width) };
  },
};

export const keysRevoke: Command = {
  name: 'keys revoke',
  summary: 'Make an API key invalid',
  details: 'It is disabled, which can be undone. With --delete it is gone for ever, with its value and its places in usage plans.',
  asks: () => true,
  arguments: [['<key>', 'its id, or its name if only one key has it']],
  options: [['--delete', 'delete it']],
  run: async (context, { arguments: [named = ''], options }) => {
    context.step('Looking for the key');
    const { id = '', name = '', enabled } = await keyOf(context, named);
    if (!options.delete && enabled === false) throw new CommandError(`key ${named} is disabled already`);
    await context.confirm([['Key', `${name} (${id})`], [options.delete ? 'Deletes' : 'Disables', 'it, and requests with it get 403'], ['Undo', options.delete ? 'not possible' : 'enable it']]);
    context.step('Revoking');
    const patchOperations = [{ op: 'replace' as const, path: '/enabled', value: 'false' }];
    const [disabled, deleted] = [new UpdateApiKeyCommand({ apiKey: id, patchOperations }), new DeleteApiKeyCommand({ apiKey: id })];
    await context.call<unknown>(({ apiGateway }) => (options.delete ? apiGateway.send(deleted) : apiGateway.send(disabled)));
    const data: KeysRevokeData = { id, name, outcome: options.delete ? 'deleted' : 'disabled' };
    return { data, text: `Key ${name} (${id}) is ${data.outcome}.` };
  },
};

/** Keys whose names begin with a text. */
function keysNamed(context: Context, nameQuery: string | undefined, includeValues: boolean): Promise<ApiKey[]> {
  return context.all<ApiKey>(({ apiGateway }, position) =>
    apiGateway.send(new GetApiKeysCommand({ nameQuery, includeValues, limit: PAGE, position })));
}

/** A key by its id, or by its name if that is one key's only. */
async function keyOf(context: Context, named: string): Promise<ApiKey> {
  try {
    return await context.call(({ apiGateway }) => apiGateway.send(new GetApiKeyCommand({ apiKey: named })));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const keys = (await keysNamed(context, named, false)).filter(({ name }) => name === named);
  if (keys.length === 0) throw notFound(`there is no API key ${named}: "gatehouse keys list" lists all`);
  if (keys.length > 1) throw new CommandError(`${keys.length} keys have the name ${named}: say ${alternatives(keys.map(({ id }) => id!).sort())}`, ExitCode.USAGE);
  return keys[0];
}

function keyData(key: ApiKey, plansOf: ReadonlyMap<string, KeyData['plans']>): KeyData {
  const { id = '', name = '', enabled = false, createdDate, description = null, customerId = null } = key;
  return { id, name, enabled, created: iso(createdDate), description, customerId, plans: plansOf.get(id) ?? [] };
}

function listText({ keys }: KeysListData, withValues: boolean, width: number): string {
  if (keys.length === 0) return 'No keys.';
  const columns: Column[] = [{ title: 'KEY' }, { title: 'NAME' }, { title: 'STATE' }, { title: 'MADE' }, { title: 'PLANS', flexible: true }];
  const rows = keys.map(({ id, name, enabled, created, plans }) =>
    [id, name, enabled ? 'enabled' : 'disabled', created?.slice(0, 10) ?? '-', plans.map((plan) => plan.name).join(', ') || '-']);
  if (!withValues) return table(columns, rows, width);
  return table([...columns.slice(0, 3), { title: 'VALUE' }], keys.map(({ value = '' }, index) => [...rows[index].slice(0, 3), value]), width);
}
