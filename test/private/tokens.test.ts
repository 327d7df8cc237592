import { App, CfnParameter, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { flattenText, referencedConstructs, tokenIdentity } from '../../lib/private/tokens';
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
  expect(identity(far.functionArn)).toBe(':Other/Handler/Resource.Arn');
  expect(identity(new CfnParameter(stack, 'Name').valueAsString)).toBe('Name.Ref');
});

test('functions of CloudFormation within text are told apart', () => {
  const names = ['A', 'B'].map((name) => `arn:aws:lambda:x:y:function:${Fn.importValue(name)}:${Fn.select(0, Fn.split(',', name))}`);
  expect(new Set(names.map((name) => tokenIdentity(name, stack))).size).toBe(2);
  expect(names.map((name) => tokenIdentity(name, stack)).join()).not.toContain('[object Object]');
});

test('functions in stacks of one id, and in nested stacks of one id, are told apart', () => {
  const [a, b] = ['TeamA', 'TeamB'].map((team) => new Construct(app, team));
  const functions = [a, b].map((team) => testFunction(new Stack(team, 'Functions')));
  const nested = ['One', 'Two'].map((id) => testFunction(new NestedStack(new Construct(stack, id), 'Functions')));
  expect(new Set([...functions, ...nested].map(({ functionArn }) => tokenIdentity(functionArn, stack))).size).toBe(4);
});

test('text is flattened as far as it is known, and keeps what CloudFormation resolves', () => {
  const text = flattenText(Lazy.string({ produce: () => `a/${handler.functionArn}/${Fn.importValue('x')}/${Lazy.string({ produce: () => 'b' })}` }), stack);
  expect(text).toMatch(/^a\/\$\{Token\[[^\]]+\]\}\/\$\{Token\[[^\]]+\]\}\/b$/);
  expect(stack.resolve(text)).toEqual({ 'Fn::Join': ['', ['a/', stack.resolve(handler.functionArn), '/', { 'Fn::ImportValue': 'x' }, '/b']] });
});
