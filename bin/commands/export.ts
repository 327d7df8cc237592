import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { GetExportCommand } from '@aws-sdk/client-api-gateway';
import type { Command } from '../command';
import { usageError } from '../command-error';
import { findStage } from '../find-api';
import { alternatives, count } from '../output/words';

const FORMATS = ['json', 'yaml'];
const TYPES = ['oas30', 'swagger'];
const EXTENSIONS = ['integrations', 'authorizers', 'apigateway'];

/** What `gatehouse export --json` prints. */
export interface ExportData {
  readonly api: string;
  readonly stage: string;
  readonly type: string;
  readonly format: string;
  /** Where the document is; null if it is here. */
  readonly file: string | null;
  /** The document; its text if it is YAML, null if it is in a file. */
  readonly document: object | string | null;
}

export const exportDocument: Command = {
  name: 'export',
  summary: 'The OpenAPI document of what a stage serves',
  details: 'Of the deployment that the stage serves, and not of its canary. It goes to the standard output, unless --output says a file.',
  about: 'stage',
  options: [
    ['--type <type>', 'oas30 (OpenAPI 3.0, as if left out) or swagger (2.0)'],
    ['--format <format>', 'json (as if left out) or yaml'],
    ['--extensions <which>', 'x-amazon-apigateway-… of these: integrations, authorizers, or apigateway for all; none if left out'],
    ['--output <file>', 'the file to write'],
  ],
  run: async (context, { options }) => {
    const type = oneOf('--type', TYPES, options.type);
    const format = oneOf('--format', FORMATS, options.format);
    const extensions = typeof options.extensions === 'string' ? options.extensions.split(',') : [];
    for (const extension of extensions) oneOf('--extensions', EXTENSIONS, extension);
    const { restApiId, stageName } = await findStage(context);
    context.step('Exporting');
    const { body = new Uint8Array() } = await context.call(({ apiGateway }) => apiGateway.send(new GetExportCommand({
      restApiId,
      stageName,
      exportType: type,
      accepts: `application/${format}`,
      ...(extensions.length && { parameters: { extensions: extensions.join(',') } }),
    })));
    const text = Buffer.from(body).toString();
    const file = typeof options.output === 'string' ? path.resolve(context.surroundings.cwd, options.output) : null;
    const document = file !== null ? null : format === 'json' ? JSON.parse(text) : text;
    const data: ExportData = { api: restApiId, stage: stageName, type, format, file, document };
    if (file === null) return { data, text: text.replace(/\n$/, '') };
    writeFileSync(file, text);
    return { data, text: `Wrote ${options.output}, ${count(body.length, 'byte')}.` };
  },
};

/** The value of an option, the first one if it was left out. */
function oneOf(option: string, values: readonly string[], value: unknown): string {
  if (value === undefined) return values[0];
  if (!values.includes(value as string)) throw usageError(`${option} has to be ${alternatives(values)}, got "${String(value)}"`);
  return value as string;
}
