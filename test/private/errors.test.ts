import { Lazy } from 'aws-cdk-lib/core';
import { fail, show } from '../../lib/private/errors';
import { testStack } from '../helpers';

test('an error is one sentence and the path of the construct', () => {
  expect(() => fail('set this', testStack('Shop'))).toThrow(expect.objectContaining({ name: 'ValidationError', message: 'set this\n    at [Shop]' }));
  expect(() => fail('set this', testStack('Shop').node.root)).toThrow('set this\n    at [<root>]');
  expect(() => fail('set this')).toThrow(/^set this$/);
});

test('values are shown as JSON, as text if they have none, and by the name of their class', () => {
  expect([show('a'), show(1), show({ a: ['b'] }), show(undefined), show(null), show(testStack())]).toEqual(['"a"', '1', '{"a":["b"]}', 'undefined', 'null', 'an instance of aws-cdk-lib.Stack']);
});

test('numbers that JSON lacks are shown in words', () => {
  const token = Lazy.number({ produce: () => 3 });
  expect([show(NaN), show(-Infinity), show(token), show({ count: token, size: [NaN] })]).toEqual(['NaN', '-Infinity', 'a token of a number', '{"count":"a token of a number","size":["NaN"]}']);
});
