import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { EVERY_VALUE, HOSTILE, requestWith } from './support/oracle';
import { renderVtl } from './support/vtl';
import { ItemValue, MappingList, MappingTemplate, RequestValue, ResponseValue } from '../../lib';

describe('JSON', () => {
  test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('has values as they are: %s', (_name, text) => {
    expect(JSON.parse(renderVtl(EVERY_VALUE.text, requestWith(text)).text)).toEqual({
      body: text,
      bodyText: text,
      detail: JSON.stringify(text),
      raw: JSON.stringify({ value: text }),
      path: text,
      query: text,
      header: text,
      variable: text,
      context: text,
      otherwise: text === '' ? 'none "of" $it #x' : text,
      constant: '$5 "#',
      base64: Buffer.from(text).toString('base64'),
      list: [text, 'text with $ and # and "quotes"', 5, true, null],
    });
  });

  test('has what is absent as null, if it is JSON, and as empty text', () => {
    expect(JSON.parse(renderVtl(EVERY_VALUE.text, {}).text)).toEqual({
      body: null, bodyText: '', detail: '', raw: '', path: '', query: '', header: '', variable: '', context: '', otherwise: 'none "of" $it #x', constant: '$5 "#', base64: '', list: ['', 'text with $ and # and "quotes"', 5, true, null],
    });
  });

  test.each([[5], [0], [-1.5], [true], [false], [null], [{ a: ['"', { b: null }] }], [[]], ['']])('has parts of a body as they are: %j', (value) => {
    const template = MappingTemplate.json({ value: RequestValue.body('$.value'), text: RequestValue.body('$.value').asText() });
    expect(JSON.parse(renderVtl(template.text, { body: JSON.stringify({ value }) }).text)).toEqual({ value, text: JSON.stringify(value) });
  });

  test('has a header in whatever case it was written', () => {
    for (const name of ['X-Tenant', 'x-tenant', 'X-TENANT']) {
      expect(JSON.parse(renderVtl(EVERY_VALUE.text, { headers: { other: 'no', [name]: 'acme' } }).text).header).toBe('acme');
    }
  });

  test('makes a list of another shape', () => {
    const template = MappingTemplate.json({ orders: MappingList.of('$.Items', { id: ItemValue.member('id.S'), note: ItemValue.member('note.S').orElse('-') }), next: ResponseValue.body('$.LastEvaluatedKey') });
    const body = JSON.stringify({ Items: [{ id: { S: 'a"b' }, note: { S: 'x' } }, { id: { S: '' } }, {}] });
    expect(JSON.parse(renderVtl(template.text, { body }).text)).toEqual({ orders: [{ id: 'a"b', note: 'x' }, { id: '', note: '-' }, { id: '', note: '-' }], next: null });
    for (const none of ['{}', '{"Items":[]}', '']) expect(JSON.parse(renderVtl(template.text, { body: none }).text)).toEqual({ orders: [], next: null });
  });

  test('makes several lists, each of its own items', () => {
    const list = (jsonPath: string) => MappingList.of(jsonPath, { id: ItemValue.member('id') });
    const template = MappingTemplate.json({ a: list('$.A'), b: list('$.B'), again: list('$.A') });
    expect(JSON.parse(renderVtl(template.text, { body: '{"A":[{"id":"a1"},{"id":"a2"}],"B":[{"id":"b1"}]}' }).text)).toEqual({ a: [{ id: 'a1' }, { id: 'a2' }], b: [{ id: 'b1' }], again: [{ id: 'a1' }, { id: 'a2' }] });
    expect(JSON.parse(renderVtl(template.text, { body: '{"B":[{"id":"b1"}]}' }).text)).toEqual({ a: [], b: [{ id: 'b1' }], again: [] });
  });

  test('puts a value that stands in several places into one variable', () => {
    const template = MappingTemplate.json([RequestValue.path('id'), RequestValue.path('id'), RequestValue.path('name')]);
    expect(template.text.match(/params\(\)/g)).toHaveLength(2);
    expect(JSON.parse(renderVtl(template.text, { path: { id: 'a', name: 'b' } }).text)).toEqual(['a', 'a', 'b']);
  });
});

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('a form has values as they are: %s', (_name, text) => {
  const template = MappingTemplate.form({ 'Action': 'Send it', 'Message Body': RequestValue.rawBody(), 'id': RequestValue.path('id'), 'else': RequestValue.query('none').orElse('a&b$c'), 'n': 5 });
  const { text: form } = renderVtl(template.text, { body: text, path: { id: text } });
  expect(Object.fromEntries(new URLSearchParams(form))).toEqual({ 'Action': 'Send it', 'Message Body': text, 'id': text, 'else': 'a&b$c', 'n': '5' });
});

test.each(HOSTILE.filter((text) => !/[\u0001]/.test(text)).map((text) => [JSON.stringify(text), text]))('XML has values as they are: %s', (_name, text) => {
  const template = MappingTemplate.xml('order', { id: RequestValue.path('id'), lines: [{ sku: RequestValue.query('q') }, { sku: 'a<b & c' }], n: 5 });
  const { text: xml } = renderVtl(template.text, { path: { id: text }, query: { q: text } });
  expect(XMLValidator.validate(xml)).toBe(true);
  const parsed = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true }).parse(xml);
  const read = text.replace(/\r\n?/g, '\n');
  expect(parsed).toEqual({ order: { id: expect.anything(), lines: [{ sku: expect.anything() }, { sku: 'a<b & c' }], n: '5' } });
  expect([parsed.order.id, parsed.order.lines[0].sku].map((value: string) => value.replace(/\r\n?/g, '\n'))).toEqual([read, read]);
});

test('a template of one\'s own stays as it is', () => {
  expect(MappingTemplate.vtl('$input.body')).toMatchObject({ text: '$input.body', contentType: 'application/json' });
});

test.each([
  [() => RequestValue.body("$['a']"), "'jsonPath' must begin with \"$\" and have no single quotes, got \"$['a']\": write \"$.order.id\", for example"],
  [() => RequestValue.body('order'), "'jsonPath' must begin with \"$\""],
  [() => RequestValue.path("a'b"), "'name' of a parameter must be letters, digits and \"_ . ~ -\", got \"a'b\""],
  [() => RequestValue.header('x tenant'), "'name' of a parameter must be"],
  [() => RequestValue.context('a b'), "'name' must be letters, digits and underscores, with points between, got \"a b\""],
  [() => MappingTemplate.json({ a: { b: [undefined] } }), 'a mapping template must be made of text, numbers, booleans, lists, objects and values such as RequestValue.path(\'id\'), got undefined at "$.a.b[0]"'],
  [() => MappingTemplate.json({ a: new Date(0) }), 'got an instance of Date at "$.a"'],
  [() => MappingTemplate.form({ a: {} }), 'got {} at "a"'],
  [() => MappingTemplate.xml('a b', 1), 'the names of XML elements must be letters, digits and "_ . -", got "a b"'],
  [() => MappingTemplate.xml('a', '$1'), 'text of an XML template must not have "$" or "#"'],
])('fails on %s', (make, message) => {
  expect(make).toThrow(message);
});
