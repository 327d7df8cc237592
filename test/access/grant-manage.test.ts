import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib/core';
import { GrantManageOptions, ManagementVerb, RestLayout } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const { DELETE, GET, PATCH, POST, PUT } = ManagementVerb;
const ENV = { env: { account: '111122223333', region: 'us-west-2' } };
const POLICY = 'AWS::IAM::Policy';
const roleIn = (stack: Stack) => new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() });

/** ARNs as text, with "a123" for the id of the API, and names for parameters. */
const plain = (arn: any): string => arn['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : part.Ref === 'AWS::Partition' ? 'aws' : /Api/.test(part.Ref) && !/Stage/.test(part.Ref) ? 'a123' : `<${part.Ref}>`)).join('');

const TYPES: Array<[string, string, (stack: Stack) => { grantManage(grantee: iam.IGrantable, options?: GrantManageOptions): iam.Grant }]> = [
  ['RestGateway as a document', '/restapis/a123', (stack) => testGateway({}, stack).gateway],
  ['RestGateway as resources', '/restapis/a123', (stack) => testGateway({ layout: RestLayout.RESOURCES }, stack).gateway],
  ['HttpGateway', '/apis/a123', (stack) => testHttpGateway({}, stack).gateway],
  ['WebSocketGateway', '/apis/a123', (stack) => testWebSocketGateway({}, stack).gateway],
];

describe.each(TYPES)('grantManage of a %s', (_type, api, define) => {
  const granted = (options?: GrantManageOptions) => {
    const stack = testStack('Shop', ENV);
    expect(define(stack).grantManage(roleIn(stack), options).success).toBe(true);
    const [{ Action, Resource, Effect }] = propertiesOf(stack, POLICY).PolicyDocument.Statement;
    return { effect: Effect, actions: [Action].flat(), arns: [Resource].flat().map(plain) };
  };
  const arn = (below = '') => `arn:aws:apigateway:us-west-2::${api}${below}`;

  test('is for reading the API and what belongs to it, by itself', () => {
    expect(granted()).toEqual({ effect: 'Allow', actions: ['apigateway:GET'], arns: [arn(), arn('/*')] });
    expect(granted({})).toEqual(granted());
  });

  test('is for the verbs that are named, each once', () => {
    expect(granted({ verbs: [PATCH, GET, PATCH] }).actions.sort()).toEqual(['apigateway:GET', 'apigateway:PATCH']);
    expect(granted({ verbs: [GET, POST, PUT, PATCH, DELETE] }).actions.sort()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((verb) => `apigateway:${verb}`));
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
  test.each([['/stages/prod'], ['/deployments/*'], ['/stages'], ['/models/Order-1_a'], ['/integrations/*/integrationresponses/$default'], ['/*']])('is for a path: %s', (path) => {
    expect(granted({ path }).arns).toEqual([arn(path)]);
  });

  test('is for the API alone with the path "/"', () => {
    expect(granted({ path: '/' }).arns).toEqual([arn()]);
  });

  test('takes a token for a part of the path', () => {
    const stack = testStack('Shop', ENV);
    const name = new CfnParameter(stack, 'Stage').valueAsString;
    define(stack).grantManage(roleIn(stack), { path: `/stages/${name}` });
    expect(plain(propertiesOf(stack, POLICY).PolicyDocument.Statement[0].Resource)).toBe(arn('/stages/<Stage>'));
  });

  test.each<[object, string]>([
    [{ verbs: [] }, "'verbs' must not be empty: leave it out for [ManagementVerb.GET]"],
    [{ verbs: 'GET' }, "'verbs' must be a list, such as [ManagementVerb.GET], got \"GET\""],
    [{ verbs: ['HEAD'] }, "'verbs' must be of GET, POST, PUT, PATCH, DELETE, got \"HEAD\": write ManagementVerb.GET, for example"],
    [{ verbs: ['DELETE'], paths: '/stages/beta' }, "grantManage has no option 'paths': write one of 'verbs', 'path'"],
    [{ verbs: ['*'] }, "'verbs' must be of GET, POST, PUT, PATCH, DELETE, got \"*\""],
    [{ verbs: [null] }, "'verbs' must be of GET, POST, PUT, PATCH, DELETE, got null"],
    [{ path: '' }, "'path' must begin with \"/\", got \"\": write \"/stages/prod\", for example"],
    [{ path: 'stages/prod' }, "'path' must begin with \"/\", got \"stages/prod\""],
    [{ path: 7 }, "'path' must be text, such as \"/stages/prod\", got 7"],
    [{ path: '/stages/' }, "'path' must be made of parts like \"stages\", \"prod\" and \"*\", got \"\" in \"/stages/\": write \"/stages/prod\" or \"/deployments/*\", for example"],
    [{ path: '//' }, "'path' must be made of parts like \"stages\", \"prod\" and \"*\", got \"\" in \"//\""],
    [{ path: '/stages/{stage}' }, 'got "{stage}" in "/stages/{stage}"'],
    [{ path: '/stages/prod test' }, 'got "prod test" in "/stages/prod test"'],
    [{ path: '/restapis/a123/stages' }, "'path' must begin below the API, whose id the grant adds itself, got \"/restapis/a123/stages\": write \"/stages/prod\", for example"],
    [{ path: '/apis/a123' }, "'path' must begin below the API"],
    [{ path: 'arn:aws:apigateway:us-east-1::/apis/a123' }, "'path' must begin below the API"],
    [{ path: Lazy.string({ produce: () => '/stages' }) }, "'path' must begin with \"/\", got a token: write \"/stages/prod\", for example, where a token may stand for a part"],
  ])('fails on %j', (options, message) => {
    const stack = testStack();
    const [gateway, role] = [define(stack), roleIn(stack)];
    expect(() => gateway.grantManage(role, options as GrantManageOptions)).toThrow(message);
    expect(() => gateway.grantManage(role, options as GrantManageOptions)).toThrow(/\n {4}at \[Shop\/(Orders|Chat)Api\]/);
  });

  test('fails on what is no structure', () => {
    const stack = testStack();
    const gateway = define(stack);
    expect(() => gateway.grantManage(roleIn(stack), 'GET' as never)).toThrow('the options of grantManage must be a structure, got "GET"');
  });

  test('to a function that is a handler of the API is no cycle', () => {
    const stack = testStack();
    define(stack).grantManage(stack.node.findChild('Handler') as never, { verbs: [PATCH], path: '/stages/*' });
    expect(() => templateOf(stack)).not.toThrow();
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => () => unknown]>([
  ['RestGateway', (stack) => {
    const { gateway } = testGateway({}, stack);
    return () => gateway.grantManage(testFunction(stack, 'F'), { path: `/restapis/${gateway.api.restApiId}/stages` });
  }],
  ['HttpGateway', (stack) => {
    const { gateway } = testHttpGateway({}, stack);
    return () => gateway.grantManage(testFunction(stack, 'F'), { path: `/${gateway.api.apiId}/stages` });
  }],
])('fails on a path with the id of the API, which is a token: %s', (_type, define) => {
  expect(define(testStack())).toThrow("'path' must begin below the API, whose id the grant adds itself");
});
