/** Fails with the first differences unless two templates are equal, but for asset hashes. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { mask } from './mask';

type Node = Record<string, unknown>;

const [expected, actual] = process.argv.slice(2, 4).map((file) => mask(JSON.parse(readFileSync(file, 'utf8'))) as Node);

function differences(a: unknown, b: unknown, path: string): string[] {
  if (isDeepStrictEqual(a, b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return [`${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences((a as Node)[key], (b as Node)[key], `${path}/${key}`));
}

const found = differences(expected, actual, '');
console.log(found.length === 0 ? `    equal: ${Object.keys(expected.Resources as Node).length} resources` : found.slice(0, 20).join('\n'));
process.exitCode = found.length === 0 ? 0 : 1;
