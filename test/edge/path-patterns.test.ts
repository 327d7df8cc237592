import * as fc from 'fast-check';
import { covers, overlap, patternOf } from '../../lib/edge/path-patterns';
import { runs } from '../runs';

/** What CloudFront takes for a pattern, as a regular expression. */
const takes = (pattern: string, path: string) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.$]/g, '\\$&')).join('.*')}$`).test(path);

test('a variable of a path is any text', () => {
  expect([patternOf('/orders/{id}/lines'), patternOf('/files/{proxy+}'), patternOf('/')]).toEqual(['/orders/*/lines', '/files/*', '/']);
});

test.each([
  ['/orders/*', '/orders/*/lines', true, true],
  ['/orders/*/lines', '/orders/*', false, true],
  ['/orders', '/orders/*', false, false],
  ['/*', '/a/*/b', true, true],
  ['/a/*', '/*/b', false, true],
  ['/a/b', '/a/b', true, true],
  ['/a*', '/b*', false, false],
  ['/a/*/c', '/a/b/*', false, true],
])('%s and %s', (one, other, covered, overlapping) => {
  expect([covers(one, other), overlap(one, other), overlap(other, one)]).toEqual([covered, overlapping, overlapping]);
});

const pattern = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 6 }).map((letters) => `/${letters.join('')}`);
const path = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 7 }).map((letters) => `/${letters.join('')}`);

test('what covers takes every path of the other, and what does not overlap shares none', () => {
  fc.assert(fc.property(pattern, pattern, path, (one, other, some) => {
    if (covers(one, other) && takes(other, some)) expect(takes(one, some)).toBe(true);
    if (takes(one, some) && takes(other, some)) expect(overlap(one, other)).toBe(true);
    if (covers(one, other)) expect(overlap(one, other)).toBe(true);
  }), { numRuns: runs({ oldest: 1000, newest: 200, proof: 50_000 }) });
});
