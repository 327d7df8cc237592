import * as fc from 'fast-check';
import { fingerprint } from './support/release-stack';
import { decide } from '../../handlers/release/decide';
import { Deployment, History } from '../../handlers/release/history';
import { DescriptionFull, familyOf, fingerprintOf, LONGEST_DESCRIPTION, readDescription, StageRecord, writeDescription } from '../../handlers/release/records';

const FULL: StageRecord = { live: 1_767_225_600_000, from: 'abc123', request: '8c8ecb2a-7a5d-4f1e-9d0a-111111111111', variables: { ALIAS: 'blue' } };

describe('descriptions', () => {
  test('records follow the fingerprint', () => {
    expect(writeDescription({ text: fingerprint('a'), records: { prod: { live: 5, canary: 10 } } }, 'prod')).toBe(`${fingerprint('a')} {"prod":{"live":5,"canary":10}}`);
  });

  test('without records the text is all', () => {
    expect(writeDescription({ text: 'mine', records: { prod: {}, test: { live: undefined } } }, 'prod')).toBe('mine');
    expect(readDescription(undefined)).toEqual({ text: '', records: {} });
  });

  test.each([
    'a hot fix', '{"prod":1}', 'of {"prod":{"alive":1}}', '{"prod":{}}', 'curly { brace', '{"prod":{"live":"yesterday"}}', '[{"live":1}]', 'x{"prod":{"live":1}}', '{"a":{"live":1}} and more',
    '{"__proto__":{"polluted":1}}',
  ])('text of somebody else stays text: %s', (text) => {
    expect(readDescription(text)).toEqual({ text, records: {} });
    const written = writeDescription({ text, records: { prod: { live: 5 } } }, 'prod');
    expect(readDescription(written)).toEqual({ text, records: { prod: { live: 5 } } });
  });

  test('records next to any text are read as they were written', () => {
    const record = fc.record({ live: fc.nat(), canary: fc.integer({ min: 0, max: 100 }), stopped: fc.string({ maxLength: 40 }) }, { requiredKeys: ['live'] });
    const records = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), record, { minKeys: 1, maxKeys: 3 });
    fc.assert(fc.property(fc.string({ maxLength: 60 }), records, (text, value) => {
      expect(readDescription(writeDescription({ text, records: value }, ''))).toEqual({ text, records: { ...value } });
    }));
  });

  test('a long text of somebody else is cut, and stays as it is from then on', () => {
    const written = writeDescription({ text: 'x'.repeat(5_000), records: { prod: FULL } }, 'prod');
    const { text, records } = readDescription(written);
    expect(text).toBe('x'.repeat(LONGEST_DESCRIPTION / 2));
    expect(records).toEqual({ prod: FULL });
    expect(writeDescription({ text, records }, 'prod')).toBe(written);
  });

  test('what is too long loses reasons, requests and variables before the records of other stages', () => {
    const names = Array.from({ length: 7 }, (_, index) => `stage-${index}`);
    const records = Object.fromEntries(names.map((name, index) => [name, { ...FULL, live: index, stopped: 'y'.repeat(500) }]));
    const written = writeDescription({ text: fingerprint('a'), records }, 'stage-0');
    expect(written.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    const read = readDescription(written).records;
    expect(Object.keys(read)).toEqual(names);
    expect(read['stage-0']).toMatchObject({ live: 0, from: 'abc123', request: FULL.request });
    expect(read['stage-1'].request).toBeUndefined();
  });

  test('variables go one stage at a time, the oldest first, and not of a stage that may go back to them', () => {
    const names = Array.from({ length: 8 }, (_, index) => `stage-${index}`);
    const records = Object.fromEntries(names.map((name, index) => [name, { live: 1_767_225_600_000 + index, variables: { ALIAS: 'v'.repeat(90) } }]));
    const written = writeDescription({ text: fingerprint('a'), records }, 'stage-7', (name) => name === 'stage-0');
    expect(written.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    const read = readDescription(written).records;
    expect(names.filter((name) => !read[name].variables)).toEqual(['stage-1', 'stage-2']);
    expect(read['stage-0']).toEqual(records['stage-0']);
  });

  test('what stages may have to go back to is never left out: it does not fit', () => {
    const records = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`stage-${index}`, { live: index, variables: { ALIAS: 'v'.repeat(120) } }]));
    expect(() => writeDescription({ text: fingerprint('a'), records }, 'stage-0', () => true)).toThrow(DescriptionFull);
    expect(() => writeDescription({ text: fingerprint('a'), records: { prod: { live: 1, variables: { ALIAS: 'v'.repeat(1_000) } } } }, 'prod')).toThrow(DescriptionFull);
  });

  test('the text of a user behind the fingerprint gives way to records', () => {
    const text = `${fingerprint('a')} ${'of May '.repeat(60)}`;
    const records = { prod: { live: 1, variables: { ALIAS: 'v'.repeat(800) } } };
    const written = writeDescription({ text, records }, 'prod');
    expect(written.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    const read = readDescription(written);
    expect(read.records).toEqual(records);
    expect(fingerprintOf(read.text)).toBe(fingerprint('a'));
    expect(writeDescription(read, 'prod')).toBe(written);
  });

  test('of too many stages the one that writes stays, and those that were live last', () => {
    const records = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`stage-${index}`, { live: 1_767_225_600_000 + index }]));
    const written = writeDescription({ text: fingerprint('a'), records }, 'stage-0');
    expect(written.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    const read = readDescription(written).records;
    expect(read).toHaveProperty('stage-0');
    expect(read).toHaveProperty('stage-59');
    expect(read).not.toHaveProperty('stage-1');
  });

  test('a fingerprint is the first word: a logical id that ends with a hash', () => {
    expect(fingerprintOf(fingerprint('a'))).toBe(fingerprint('a'));
    expect(familyOf(fingerprint('a'))).toBe('OrdersDeployment');
    expect(fingerprintOf(`${fingerprint('a')} of May`)).toBe(fingerprint('a'));
    expect(familyOf(`${fingerprint('a')} of May`)).toBe('OrdersDeployment');
    for (const text of ['', 'hotfix', `a b${'0'.repeat(32)}`, '0'.repeat(31)]) expect(fingerprintOf(text)).toBeUndefined();
  });
});

describe('decisions', () => {
  const of = (id: string, created: number, record?: StageRecord, text = fingerprint(id)): Deployment => {
    return { id, created, text, records: record ? { prod: record } : {} };
  };
  const LIVE = of('live', 10, { live: 100 });
  const ask = (candidate: Deployment, created = false, ...others: Deployment[]) => decide({
    created, candidate: candidate.id, live: 'live', history: new History([...others, LIVE, ...(candidate.id === 'live' ? [] : [candidate])], 'prod'),
  });

  test.each<[string, Deployment, boolean, Deployment[], ReturnType<typeof decide>]>([
    ['what is live is switched to', LIVE, false, [], 'switch'],
    ['the same content as what is live is switched to', of('same', 20, undefined, fingerprint('live')), false, [], 'switch'],
    ['something new is a canary', of('new', 20), false, [], 'canary'],
    ['something new is a canary when the strategy is new', of('new', 20), true, [], 'canary'],
    ['the content of a deployment that was live is switched to', of('again', 20, undefined, fingerprint('old')), false, [of('old', 5, { live: 50 })], 'switch'],
    ['the content of a stopped canary is a canary again', of('again', 20, undefined, fingerprint('old')), false, [of('old', 15, { stopped: 'x' })], 'canary'],
    ['a deployment that is older than what is live is switched to', of('older', 5), false, [], 'switch'],
    ['a deployment of somebody else is a canary', of('new', 20, undefined, 'by hand'), false, [of('old', 5, { live: 50 }, 'by hand')], 'canary'],
    ['a running canary is kept', of('known', 20, { canary: 10 }), false, [], 'keep'],
    ['a canary that was stopped by hand is kept stopped', of('known', 20, { stopped: 'removed' }), false, [], 'keep'],
    ['what was rolled back by hand is kept so', of('known', 20, { live: 50 }), false, [], 'keep'],
    ['a strategy that comes back switches to what has been live', of('known', 20, { live: 50 }), true, [], 'switch'],
    ['a strategy that comes back goes on with its canary', of('known', 20, { canary: 10 }), true, [], 'canary'],
  ])('%s', (_, candidate, created, others, decision) => {
    expect(ask(candidate, created, ...others)).toBe(decision);
  });

  test('records of other stages do not count', () => {
    const candidate: Deployment = { ...of('new', 20), records: { test: { live: 50 } } };
    expect(ask(candidate)).toBe('canary');
  });

  test('prior is what the newest came from, as long as it is there', () => {
    expect(new History([LIVE, of('new', 20, { live: 200, from: 'live' })], 'prod').prior).toBe('live');
    expect(new History([of('new', 20, { live: 200, from: 'gone' })], 'prod').prior).toBe('new');
    expect(new History([], 'prod').prior).toBeUndefined();
  });
});
