import { App, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib/core';
import { referencedConstructs, tokenIdentity } from '../../lib/private/tokens';
import { testFunction } from '../helpers';

const app = new App();
const stack = new Stack(app, 'Shop');
const other = new Stack(app, 'Other');
const handler = testFunction(stack);
const far = testFunction(other);

test('the constructs that a value refers to are found in text, lists, objects and lazy values', () => {
  const value = { text: `a-${handler.functionArn}-b`, list: [Lazy.string({ produce: () => far.functionName })], sub: Fn.join('', [handler.role!.roleArn]) };
  expect(referencedConstructs(value, stack)).toEqual(new Set([handler.node.defaultChild, far.node.defaultChild, handler.role!.node.defaultChild]));
});

test('equal values have one identity, others another', () => {
  const identity = (value: unknown) => tokenIdentity(value, stack);
  expect(identity(Lazy.string({ produce: () => handler.functionArn }))).toBe(identity(handler.functionArn));
  expect(new Set([handler.functionArn, handler.functionName, far.functionArn, 'literal', Fn.importValue('x')].map(identity)).size).toBe(5);
  expect(identity(handler.functionArn)).toBe('Handler/Resource.Arn');
  expect(identity(far.functionArn)).toBe('Other:Handler/Resource.Arn');
  expect(identity(new CfnParameter(stack, 'Name').valueAsString)).toBe('Name.Ref');
});
