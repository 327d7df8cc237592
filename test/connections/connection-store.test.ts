import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, CfnElement, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { ConnectionStore, ConnectionStoreProps } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const TABLE = 'AWS::DynamoDB::Table';
const POLICY = 'AWS::IAM::Policy';

function testStore(props?: ConnectionStoreProps, stack = testStack()) {
  return { stack, store: new ConnectionStore(stack, 'Connections', props) };
}

/** The statements of all policies of a role, by its logical id. */
function statementsOf(stack: Stack, role: string): any[] {
  const policies = Object.values(templateOf(stack).findResources(POLICY)).filter(({ Properties: { Roles } }) => JSON.stringify(Roles).includes(role));
  return policies.flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement);
}

const tableArn = { 'Fn::GetAtt': [expect.stringContaining('ConnectionsTable'), 'Arn'] };
const indexArn = (name: string) => ({ 'Fn::Join': ['', [tableArn, `/index/${name}`]] });

describe('without a word, a store', () => {
  const { stack, store } = testStore();
  const template = templateOf(stack);

  test('is a table that is paid by request, is encrypted, can be restored, and forgets', () => {
    const table = propertiesOf(stack, TABLE);
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: false,
    });
    expect(table.SSESpecification).toEqual({ SSEEnabled: false }); // with a key of the service's own, which costs nothing
    template.hasResource(TABLE, { DeletionPolicy: 'Delete' });
  });

  test('finds connections by user and by group, with what a message needs and no more', () => {
    const { GlobalSecondaryIndexes } = propertiesOf(stack, TABLE);
    const projection = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['endpoint', 'connectedAt', 'expiresAt', 'userId'] };
    expect(GlobalSecondaryIndexes).toEqual(['byGroup', 'byUser'].map((name) => expect.objectContaining({
      IndexName: name, KeySchema: [{ AttributeName: name, KeyType: 'HASH' }, { AttributeName: 'pk', KeyType: 'RANGE' }], Projection: projection,
    })));
  });

  test('has a function that knows the table, and may write its log and the table, and nothing else', () => {
    expect(propertiesOf(stack, 'AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512, Timeout: 29, Environment: { Variables: { CONNECTIONS_TABLE: stack.resolve(store.tableName) } },
    });
    expect(Object.keys(propertiesOf(stack, 'AWS::Lambda::Function').Environment.Variables)).toEqual(['CONNECTIONS_TABLE']);
    expect(propertiesOf(stack, 'AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
    expect(propertiesOf(stack, POLICY).PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringContaining('ConnectionsLogs'), 'Arn'] } },
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:DeleteItem'], Resource: tableArn },
    ]);
  });
});

test('what is kept, hooks, subprotocols and the URL are told to the function, which may call the hooks', () => {
  const stack = testStack();
  const [onConnect, onDisconnect] = [testFunction(stack, 'Join'), testFunction(stack, 'Leave')];
  const { store } = testStore({
    userId: 'authorizer.sub',
    attributes: { room: 'query.room', agent: 'header.User-Agent' },
    onConnect,
    onDisconnect,
    subprotocols: ['chat.v1'],
    callbackUrl: 'https://socket.example.com/chat',
    memorySize: 256,
    logGroup: new LogGroup(stack, 'OwnLogs'),
  }, stack);
  const [handler] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Timeout: 29 } }));
  expect(handler.Properties).toMatchObject({ MemorySize: 256, LoggingConfig: { LogGroup: { Ref: expect.stringContaining('OwnLogs') } } });
  expect(handler.Properties.Environment.Variables).toEqual({
    CONNECTIONS_TABLE: stack.resolve(store.tableName),
    USER_ID: 'authorizer.sub',
    ATTRIBUTES: '{"room":"query.room","agent":"header.User-Agent"}',
    ON_CONNECT: stack.resolve(onConnect.functionArn),
    ON_DISCONNECT: stack.resolve(onDisconnect.functionArn),
    SUBPROTOCOLS: '["chat.v1"]',
    CALLBACK_URL: 'https://socket.example.com/chat',
  });
  const invoked = statementsOf(stack, 'ConnectionsRole').filter(({ Action }) => Action === 'lambda:InvokeFunction').map(({ Resource }) => Resource[0] ?? Resource);
  expect(invoked).toEqual([stack.resolve(onConnect.functionArn), stack.resolve(onDisconnect.functionArn)]);
});

test('the table is as it is asked to be', () => {
  const stack = testStack();
  const key = new Key(stack, 'Key');
  testStore({ encryptionKey: key, pointInTimeRecovery: false, deletionProtection: true, removalPolicy: RemovalPolicy.RETAIN }, stack);
  expect(propertiesOf(stack, TABLE)).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: stack.resolve(key.keyArn) },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    DeletionProtectionEnabled: true,
  });
  templateOf(stack).hasResource(TABLE, { DeletionPolicy: 'Retain' });
  expect(statementsOf(stack, 'ConnectionsRole')).toContainEqual({
    Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'], Resource: stack.resolve(key.keyArn),
  });
});

describe('a grant', () => {
  test('to read is on the table and its two indexes', () => {
    const { stack, store } = testStore();
    const handler = testFunction(stack);
    store.grantRead(handler);
    expect(statementsOf(stack, 'HandlerServiceRole')).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: [tableArn, indexArn('byGroup'), indexArn('byUser')] },
    ]);
  });

  test('to write is on the table alone', () => {
    const { stack, store } = testStore();
    const handler = testFunction(stack);
    store.grantWrite(handler);
    expect(statementsOf(stack, 'HandlerServiceRole')).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], Resource: tableArn },
    ]);
  });

  test('tells a function which table it is, and a role nothing', () => {
    const { stack, store } = testStore();
    const handler = testFunction(stack);
    store.grantRead(handler);
    store.grantWrite(handler);
    store.grantRead(handler.role!);
    const [{ Properties: { Environment } }] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Runtime: 'nodejs22.x' } }));
    expect(Environment.Variables).toEqual({ CONNECTIONS_TABLE: stack.resolve(store.tableName), CONNECTIONS_STAGE: '' });
  });

  test('reaches a function of another stack, which then needs that of the store', () => {
    const app = new App();
    const { stack, store } = testStore({}, new Stack(app, 'Shop'));
    const other = new Stack(app, 'Other');
    store.grantRead(testFunction(other));
    app.synth();
    expect(other.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
  });
});

describe('fails', () => {
  const wrong: Array<[string, object, string]> = [
    ['on a member that it does not have', { userID: 'x' }, "ConnectionStore has no option 'userID'"],
    ['on a user that clients choose', { userId: 'query.user' }, '\'userId\' must be "authorizer." or "identity." and a name, got "query.user": write "authorizer.sub", for example'],
    ['on a user without a kind', { userId: 'sub' }, '\'userId\' must be "authorizer." or "identity." and a name, got "sub"'],
    ['on a user that is not known yet', { userId: Lazy.string({ produce: () => 'x' }) }, 'got a token'],
    ['on an attribute of an unknown kind', { attributes: { room: 'body.room' } }, '\'attributes.room\' must be "query." or "header." or "authorizer." or "identity." and a name, got "body.room"'],
    ['on an attribute that is not text', { attributes: { room: 1 } }, '\'attributes.room\' must be'],
    ['on attributes that are not known yet', { attributes: Lazy.any({ produce: () => ({}) }) }, "'attributes' must be known at synthesis, got a token"],
    ['on an attribute of which nothing would be kept', { attributes: JSON.parse('{"__proto__":"query.a"}') }, "'attributes' must have names of up to 64 letters, digits and \"_\", got \"__proto__\""],
    ['on more attributes than a function may know of', { attributes: Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`attribute${index}`, 'query.attribute'])) }, "'attributes' must be at most 1500 characters in JSON, since the environment of the function holds them, got 2551"],
    ['on a subprotocol that is not known yet', { subprotocols: [Lazy.string({ produce: () => 'x' })] }, "'subprotocols' must be names without spaces and commas, got a token"],
    ['on a subprotocol that is not there', { subprotocols: [undefined] }, "'subprotocols' must be names without spaces and commas, got undefined"],
    ['on a placeholder of a URL that is none', { callbackUrl: 'https://example.com/{stageName}' }, '\'callbackUrl\' must have no other placeholder than "{stage}", got "{stageName}"'],
    ['on the name of an attribute', { attributes: { 'a b': 'query.a' } }, '\'attributes\' must have names of up to 64 letters, digits and "_", got "a b"'],
    ['on a hook that is no function', { onConnect: 'arn' }, '\'onConnect\' must be a function of aws-cdk-lib/aws-lambda, got "arn"'],
    ['on a hook after the end that is no function', { onDisconnect: {} }, '\'onDisconnect\' must be a function of aws-cdk-lib/aws-lambda, got {}'],
    ['on a subprotocol with a comma', { subprotocols: ['a,b'] }, '\'subprotocols\' must be names without spaces and commas, got "a,b"'],
    ['on a URL without TLS', { callbackUrl: 'http://example.com' }, '\'callbackUrl\' must be a URL from "https://" without "@connections", got "http://example.com"'],
    ['on a URL with the part of connections', { callbackUrl: 'https://example.com/@connections' }, 'without "@connections"'],
    ['on a key that is none', { encryptionKey: 'alias/x' }, '\'encryptionKey\' must be a key of aws-cdk-lib/aws-kms, got "alias/x"'],
    ['on a removal policy that is none', { removalPolicy: 'keep' }, '\'removalPolicy\' must be a RemovalPolicy'],
    ['on memory that Lambda does not have', { memorySize: 64 }, '\'memorySize\' must be whole megabytes from 128 to 10240, got 64'],
    ['on recovery that is no flag', { pointInTimeRecovery: 'yes' }, '\'pointInTimeRecovery\' must be true or false, got "yes"'],
  ];

  test.each(wrong)('%s', (_title, props, message) => {
    expect(() => testStore(props as ConnectionStoreProps)).toThrow(message);
  });
});

test('a hook may be imported', () => {
  const stack = testStack();
  const onConnect = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:us-east-1:111122223333:function:check');
  testStore({ onConnect }, stack);
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { ON_CONNECT: onConnect.functionArn } } });
});

test('a function that is told of two stores knows the second, which is a warning', () => {
  const { stack, store } = testStore();
  const handler = testFunction(stack);
  for (const one of [store, store, new ConnectionStore(stack, 'Other')]) one.grantRead(handler);
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([
    expect.stringContaining('has CONNECTIONS_TABLE of [Shop/Connections] and of [Shop/Other], and knows the latter alone: pass the name in its code, new Connections({ tableName })'),
  ]);
});

test.each([undefined, null, {}, 'role'])('fails to grant to %j', (grantee) => {
  const { store } = testStore();
  for (const grant of [() => store.grantRead(grantee as never), () => store.grantWrite(grantee as never)]) expect(grant).toThrow("'grantee' must be a role, a user, a group, or what has a role, such as a function, got");
});

test('logical ids stay', () => {
  const { stack, store } = testStore();
  const idOf = (element: CfnElement) => stack.resolve(element.logicalId);
  expect([store.table, store.handler].map(({ node }) => idOf(node.defaultChild as CfnElement))).toEqual(['ConnectionsTable916FDB22', 'ConnectionsHandler89765463']);
  expect(store.handler).toBeInstanceOf(lambda.Function);
  expect(store.logGroup).toBe(store.handler.logGroup);
});
