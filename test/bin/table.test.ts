import { facts, table, wrap } from '../../bin/output/table';

const COLUMNS = [{ title: 'ID' }, { title: 'TEXT', flexible: true }, { title: 'CALLS', right: true }];

test('columns are as wide as what is in them', () => {
  expect(table(COLUMNS, [['a', 'short', '1'], ['bbbb', 'x', '22']], 80)).toBe([
    'ID    TEXT   CALLS',
    'a     short      1',
    'bbbb  x         22',
  ].join('\n'));
});

test('what is too wide goes on in the next line', () => {
  expect(table(COLUMNS, [['a', 'one two three four five', '1']], 26)).toBe([
    'ID  TEXT             CALLS',
    'a   one two three        1',
    '    four five',
  ].join('\n'));
});

test('lines of a cell stay lines', () => {
  expect(table(COLUMNS, [['a', 'one\ntwo', '1']], 80).split('\n')).toHaveLength(3);
});

test('what has no room at all keeps a column of twelve', () => {
  expect(Math.max(...table(COLUMNS, [['a'.repeat(40), 'b'.repeat(40), '1']], 30).split('\n').map(({ length }) => length))).toBe(40 + 2 + 12 + 2 + 5);
});

test('facts that are not there are left out', () => {
  expect(facts([['Stage', 'prod'], ['Canary', undefined]], 80)).toBe('Stage  prod');
});

test('facts go on below themselves', () => {
  expect(facts([['A', 'x'], ['Stage', 'one two three']], 14)).toBe('A      x\nStage  one two\n       three');
});

test('a word that is too long is broken', () => {
  expect(wrap('arn:aws:logs ok', 5)).toEqual(['arn:a', 'ws:lo', 'gs ok']);
});
