import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from '@redocly/ajv';

const FOLDER = path.join(__dirname, '..', '..', '..', 'bin', 'schemas');
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': TIME } });

/** What is wrong with what `--json` printed; the schema is that of a command, or "error". */
export function violations(name: string, data: unknown): string[] {
  const id = `${name.replace(' ', '-')}.json`;
  const validate = ajv.getSchema(id) ?? ajv.compile({ $id: id, ...JSON.parse(readFileSync(path.join(FOLDER, id), 'utf8')) });
  return validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
