/** Rows of what `npm run proof` has shown: check, subject and result, with counts. */
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { CACHE } from './steps.mjs';

export const ROWS = path.join(CACHE, 'proof', 'rows.jsonl');

/** Adds a row: { check, subject, result, passed, failed }. */
export function addRow(row) {
  mkdirSync(path.dirname(ROWS), { recursive: true });
  appendFileSync(ROWS, `${JSON.stringify(row)}\n`);
}
