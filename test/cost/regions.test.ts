import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { REGIONS } from '../../lib/cost/price-list';
import { US_EAST_1 } from '../../lib/cost/prices/us-east-1';

const DOCS = readFileSync(path.join(__dirname, '..', '..', 'docs', 'cost.md'), 'utf8');

describe.each(Object.entries(REGIONS))('the figures of %s', (region, { asOf, prices, sources }) => {
  test('have a day and sources, which the docs have, too', () => {
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(new Date(asOf).toISOString().slice(0, 10)).toBe(asOf);
    const row = DOCS.split('\n').find((line) => line.startsWith(`| ${region} | ${asOf} |`));
    expect(sources.filter((source) => !source.startsWith('https://') || !row?.includes(source))).toEqual([]);
    expect(sources.length).toBeGreaterThan(0);
  });

  test('are of what us-east-1 has, in tiers that go on from each other', () => {
    expect(Object.keys(prices).filter((name) => !(name in US_EAST_1.prices))).toEqual([]);
    for (const tiers of Object.values(prices).filter((price) => Array.isArray(price))) {
      const borders = tiers.map(({ upTo = Infinity }: { upTo?: number }) => upTo);
      expect(borders).toEqual([...new Set(borders)].sort((one, other) => one - other));
      expect(borders.at(-1)).toBe(Infinity);
    }
  });
});
