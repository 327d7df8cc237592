import { Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { isJson } from '../../lib/private/is-json';

describe('what JSON has', () => {
  test.each([[null], [undefined], ['a'], [0], [true], [[1, { a: ['b', null] }]], [{}], [Lazy.string({ produce: () => 'a' })], [[Lazy.any({ produce: () => 1 })]]])('is %j', (value) => {
    expect(isJson(value)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a function', () => 1], ['a number that is none', NaN], ['a date', new Date(0)], ['an instance', Duration.seconds(1)],
    ['a stack, which resolves tokens and is none', new Stack()], ['what is deep in a list', [[{ a: [Symbol('a')] }]]],
  ])('is not %s', (_, value) => {
    expect(isJson(value)).toBe(false);
    expect(isJson({ a: [value] })).toBe(false);
  });

  test('is not what is in itself, and is what is there twice', () => {
    const circle: Record<string, unknown> = {};
    circle.circle = circle;
    expect(isJson(circle)).toBe(false);
    const shared = { a: 1 };
    expect(isJson([shared, { b: shared }])).toBe(true);
  });
});
