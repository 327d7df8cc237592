import { App, Stack, Token } from 'aws-cdk-lib/core';
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

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('XML has values as they are, but for characters that it cannot write: %s', (_name, text) => {
  const template = MappingTemplate.xml('order', { id: RequestValue.path('id'), lines: [{ sku: RequestValue.query('q') }, { sku: 'a<b & c' }], n: 5 });
  const { text: xml } = renderVtl(template.text, { path: { id: text }, query: { q: text } });
  expect(XMLValidator.validate(xml)).toBe(true);
  const parsed = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true, htmlEntities: true }).parse(xml);
  const read = text.replace(/\r\n?/g, '\n').replace(/\u0001/g, '\uFFFD');
  expect(parsed).toEqual({ order: { id: expect.anything(), lines: [{ sku: expect.anything() }, { sku: 'a<b & c' }], n: '5' } });
  expect([parsed.order.id, parsed.order.lines[0].sku].map((value: string) => value.replace(/\r\n?/g, '\n'))).toEqual([read, read]);
});

test('XML has text that ends in a backslash as it is', () => {
  const template = MappingTemplate.xml('a', [RequestValue.query('q').orElse('C:\\'), 'D:\\']);
  expect(renderVtl(template.text, {}).text).toBe('<a>C:&#92;</a><a>D:&#92;</a>');
  expect(renderVtl(template.text, { query: { q: 'E:\\' } }).text).toBe('<a>E:\\</a><a>D:&#92;</a>');
});

describe('names of other characters', () => {
  test('are read of bodies, of claims and of items', () => {
    const template = MappingTemplate.json({
      id: RequestValue.body('$.order-id'),
      tenant: RequestValue.context('authorizer.claims.custom:tenant'),
      class: RequestValue.context('authorizer.class'),
      items: MappingList.of('$.my-items', [ItemValue.member('class'), ItemValue.member('order-id.S')]),
    });
    const body = JSON.stringify({ 'order-id': 5, 'my-items': [{ 'class': 'first', 'order-id': { S: 'a' } }] });
    expect(JSON.parse(renderVtl(template.text, { body, context: { authorizer: { claims: { 'custom:tenant': 'acme' }, class: 'c' } } }).text)).toEqual({ id: 5, tenant: 'acme', class: 'c', items: [['first', 'a']] });
  });

  test('stand in brackets, where every reader of paths and references takes them', () => {
    expect(MappingTemplate.json(RequestValue.body('$.a.order-id[0].b')).text).toContain('$input.json("$.a[\'order-id\'][0].b")');
    expect(MappingTemplate.json(RequestValue.body('$["a"].b-c')).text).toContain('$input.json("$[\'a\'][\'b-c\']")');
    expect(MappingTemplate.json(RequestValue.body('$.a[?(@.b-c > 1)]')).text).toContain("$input.json('$.a[?(@.b-c > 1)]')");
    expect(MappingTemplate.json(RequestValue.context('authorizer.claims.custom:tenant')).text).toContain("$context.authorizer.claims['custom:tenant']");
  });
});

describe('base64', () => {
  test('is made once, and of what is said for an absent value, too', () => {
    const encoded = (value: RequestValue, input = {}) => Buffer.from(JSON.parse(renderVtl(MappingTemplate.json(value).text, input).text), 'base64').toString();
    expect(encoded(RequestValue.path('id').asBase64().asBase64(), { path: { id: 'né' } })).toBe('né');
    expect(encoded(RequestValue.path('id').asBase64().orElse('né'))).toBe('né');
    expect(encoded(RequestValue.path('id').orElse('né').asBase64())).toBe('né');
    expect(encoded(RequestValue.constant('né').asBase64())).toBe('né');
  });
});

test('a number that CloudFormation knows stands as a number', () => {
  const { Value } = propertiesOfTemplate(MappingTemplate.json({ n: Token.asNumber({ Ref: 'Count' }) }).text);
  expect(Value).toEqual({ 'Fn::Join': ['', ['{"n":', { Ref: 'Count' }, '}']] });
});

function propertiesOfTemplate(text: string): any {
  return new Stack(new App(), 'Stack').resolve({ Value: text });
}

test('a template of one\'s own stays as it is', () => {
  expect(MappingTemplate.vtl('$input.body')).toMatchObject({ text: '$input.body', contentType: 'application/json' });
});

test.each([
  [() => RequestValue.body("$['a']"), "'jsonPath' must begin with \"$\" and have no single quotes, got \"$['a']\": write \"$.order.id\", for example"],
  [() => RequestValue.body('order'), "'jsonPath' must begin with \"$\""],
  [() => RequestValue.path("a'b"), "'name' of a parameter must be letters, digits and \"_ . ~ -\", got \"a'b\""],
  [() => RequestValue.header('x tenant'), "'name' of a parameter must be"],
  [() => RequestValue.context('a b'), "'name' must be letters, digits and \"_ - :\", with points between, got \"a b\""],
  [() => MappingTemplate.json({ a: { b: [undefined] } }), 'a mapping template must be made of text, numbers, booleans, lists, objects and values such as RequestValue.path(\'id\'), got undefined at "$.a.b[0]"'],
  [() => MappingTemplate.json({ a: new Date(0) }), 'got an instance of Date at "$.a"'],
  [() => MappingTemplate.form({ a: {} }), 'got {} at "a"'],
  [() => MappingTemplate.xml('a b', 1), 'the names of XML elements must be letters, digits and "_ . -", got "a b"'],
  [() => MappingTemplate.xml('a', '\u0001'), 'text of an XML template must not have control characters, got "\\u0001"'],
  [() => MappingTemplate.xml('a', Token.asString({ Ref: 'X' }) + '$'), 'text of an XML template must not have "$" or "#"'],
  [() => MappingTemplate.json({ a: NaN }), 'a mapping template must be made of numbers that are finite, got NaN at "$.a"'],
  [() => MappingTemplate.form({ a: Infinity }), 'a mapping template must be made of numbers that are finite, got Infinity at "a"'],
  [() => MappingTemplate.json(Token.asList({ Ref: 'List' })), 'a mapping template must not have a list that only CloudFormation knows'],
  [() => MappingTemplate.form(undefined as any), "'fields' must be values by name, got undefined"],
  [() => MappingTemplate.vtl(5 as any), "'text' must be a template, got 5"],
  [() => RequestValue.path(undefined as any), "'name' must be text that is not empty, got undefined"],
  [() => RequestValue.path(Token.asString({ Ref: 'X' })), "'name' must be known at synthesis, got a token"],
  [() => RequestValue.body(5 as any), "'jsonPath' must be text that is not empty, got 5"],
  [() => RequestValue.stageVariable('a-b'), "'name' of a stage variable must be letters, digits and underscores, got \"a-b\""],
  [() => RequestValue.constant(undefined as any), "'text' must be text, got undefined"],
  [() => RequestValue.path('id').orElse(5 as any), "'text' must be text, got 5"],
  [() => ResponseValue.bodyText('$.a').orElse(5 as any), "'text' must be text, got 5"],
  [() => ItemValue.member('a').orElse(5 as any), "'text' must be text, got 5"],
  [() => RequestValue.constant(Token.asString({ Ref: 'X' })).asBase64(), 'text that becomes base64 must be known at synthesis, got a token'],
  [() => MappingTemplate.xml('a', '$1'), 'text of an XML template must not have "$" or "#"'],
])('fails on %s', (make, message) => {
  expect(make).toThrow(message);
});
