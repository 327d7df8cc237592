import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { WebSocket } from 'ws';
import { Inbox } from './support/inbox';
import { LocalCloud } from './support/local-cloud';
import { WebSocketGateway, WebSocketIntegrations, WebSocketRouteAuthorizer } from '../../lib';

/** Answers every event of a WebSocket API, as its query or message says. */
const HANDLER = `
const { ApiGatewayManagementApiClient, PostToConnectionCommand, GetConnectionCommand, DeleteConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient, PutItemCommand, ScanCommand } = require('@aws-sdk/client-dynamodb');
const table = new DynamoDBClient({});
exports.handler = async (event) => {
  const { routeKey, eventType, connectionId, domainName, stage } = event.requestContext;
  await table.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: connectionId + routeKey + Math.random() }, event: { S: JSON.stringify(event) } } }));
  if (eventType === 'CONNECT' && event.queryStringParameters?.status) return { statusCode: Number(event.queryStringParameters.status) };
  if (eventType === 'CONNECT' && event.queryStringParameters?.throws) throw new Error('no');
  if (eventType !== 'MESSAGE') return { statusCode: 200 };
  const client = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage, maxAttempts: 1 });
  const body = JSON.parse(event.body[0] === '{' ? event.body : '{}');
  const ConnectionId = body.to ?? connectionId;
  const commands = {
    POST: () => new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(body.size ?? 1) }),
    GET: () => new GetConnectionCommand({ ConnectionId }),
    DELETE: () => new DeleteConnectionCommand({ ConnectionId }),
    SCAN: () => new ScanCommand({ TableName: process.env.TABLE }),
  };
  if (body.throws) throw new Error('no');
  if (!commands[body.command]) return { statusCode: 200, body: routeKey + ' ' + event.body.length };
  const answer = await (body.command === 'SCAN' ? table : client).send(commands[body.command]()).catch(({ name, $metadata }) => ({ name, status: $metadata.httpStatusCode }));
  return { statusCode: 200, body: JSON.stringify({ ...answer, $metadata: undefined }) };
};`;

const AUTHORIZER = `
exports.handler = async ({ methodArn, queryStringParameters: { token } }) => {
  if (token === 'unknown') throw 'Unauthorized';
  const Effect = token === 'denied' ? 'Deny' : 'Allow';
  return { principalId: token, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }] }, context: { level: 3 } };
};`;

jest.setTimeout(30_000);

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await LocalCloud.deploy((app) => {
    const stack = new Stack(app, 'Local');
    const table = new Table(stack, 'Events', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
    const inline = (id: string, code: string, environment?: Record<string, string>) => new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code), environment,
    });
    const handler = inline('Handler', HANDLER, { TABLE: table.tableName });
    table.grant(handler, 'dynamodb:PutItem');
    const gateway = new WebSocketGateway(stack, 'Api', { authorizer: WebSocketRouteAuthorizer.lambdaRequest(inline('Authorizer', AUTHORIZER), { identitySources: ['query.token'] }) });
    gateway.addRoute('$connect', { handler });
    gateway.addRoute('$disconnect', { handler });
    gateway.addRoute('ask', { handler, response: true });
    gateway.addRoute('tell', { handler });
    gateway.addRoute('mock', { integration: WebSocketIntegrations.mock() });
    gateway.grantManageConnections(handler);
    return stack;
  });
});
afterAll(() => cloud?.close());

const connect = async (query: Record<string, string> = {}) => Inbox.of(await cloud.connect({ token: 'ann', ...query }));
/** The events that the handler got, of a kind. */
const events = async (routeKey: string): Promise<any[]> => {
  await cloud.api.settled();
  return (await cloud.items()).map((item) => JSON.parse(item.event.S!)).filter((event) => event.requestContext.routeKey === routeKey);
};
const ask = async (inbox: Inbox, body: object) => JSON.parse(await inbox.ask(JSON.stringify({ action: 'ask', ...body })));

test.each([
  ['no identity source', { token: '' }, 401],
  ['an authorizer that does not know the caller', { token: 'unknown' }, 401],
  ['an authorizer that denies', { token: 'denied' }, 403],
  ['a $connect that refuses', { token: 'ann', status: '402' }, 402],
  ['a $connect that throws', { token: 'ann', throws: '1' }, 502],
])('with %s nobody connects', async (_case, query, status) => {
  await expect(cloud.connect(query)).rejects.toThrow(`refused with ${status}`);
});

test('events have the shape of those of API Gateway', async () => {
  const inbox = await connect({ room: 'tea' });
  await inbox.ask('{"action":"ask"}');
  inbox.socket.close();
  await inbox.closed;
  const connected = (await events('$connect')).find(({ queryStringParameters }) => queryStringParameters.room === 'tea');
  const ofIt = ({ requestContext }: any) => requestContext.connectionId === connected.requestContext.connectionId;
  const [told, disconnected] = [(await events('ask')).find(ofIt), (await events('$disconnect')).find(ofIt)];
  const context = {
    connectionId: expect.stringMatching(/^[\w-]{15}=$/),
    connectedAt: expect.any(Number),
    requestTimeEpoch: expect.any(Number),
    requestId: expect.any(String),
    extendedRequestId: expect.any(String),
    requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    messageDirection: 'IN',
    stage: 'prod',
    apiId: 'a1b2c3d4e5',
    domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
    identity: { sourceIp: expect.any(String) },
    authorizer: { principalId: 'ann', level: '3', integrationLatency: expect.any(Number) },
  };
  expect(connected).toMatchObject({ queryStringParameters: { token: 'ann', room: 'tea' }, headers: { 'Host': context.domainName, 'Sec-WebSocket-Version': '13' }, isBase64Encoded: false });
  expect(connected.requestContext).toEqual({ ...context, routeKey: '$connect', eventType: 'CONNECT' });
  expect(told).toEqual({ requestContext: { ...context, routeKey: 'ask', eventType: 'MESSAGE', messageId: expect.any(String) }, body: '{"action":"ask"}', isBase64Encoded: false });
  expect(disconnected.requestContext).toEqual({
    ...context, routeKey: '$disconnect', eventType: 'DISCONNECT', disconnectStatusCode: 1005, disconnectReason: 'Client-side close frame status not set',
  });
});

test('a route answers if it has a route response, and only then', async () => {
  const inbox = await connect();
  inbox.socket.send('{"action":"tell"}');
  await cloud.api.settled();
  expect(await inbox.ask('{"action":"ask"}')).toBe('ask 16');
});

test.each(['{"action":"other"}', '{"action":3}', 'text', '[]', 'null', '{"action":"$disconnect"}'])('%s is of no route, and is told so without $default', async (message) => {
  expect(JSON.parse(await (await connect()).ask(message))).toEqual({ message: 'Forbidden', connectionId: expect.any(String), requestId: expect.any(String) });
});

test('a client is told that a handler failed', async () => {
  expect(await ask(await connect(), { throws: true })).toMatchObject({ message: 'Internal server error' });
});

test('the management API sends to, looks at and closes a connection', async () => {
  const [ann, bob] = [await connect(), await connect()];
  const to = cloud.api.openConnections.at(-1);
  expect(await ask(ann, { command: 'POST', to, size: 131_072 })).toEqual({});
  expect((await bob.next()).length).toBe(131_072);
  expect(await ask(ann, { command: 'POST', to, size: 131_073 })).toEqual({ name: 'PayloadTooLargeException', status: 413 });
  expect(await ask(ann, { command: 'GET', to })).toMatchObject({ Identity: { SourceIp: expect.any(String) } });
  expect(await ask(ann, { command: 'DELETE', to })).toEqual({});
  expect(await bob.closed).toBe(1000);
  expect(await ask(ann, { command: 'POST', to })).toEqual({ name: 'GoneException', status: 410 });
});

test('a connection is gone until $connect has been answered', async () => {
  const [ann] = [await connect()];
  let answer: unknown;
  cloud.api.beforeHandshake = async (to) => {
    answer = await ask(ann, { command: 'POST', to });
  };
  await connect();
  cloud.api.beforeHandshake = async () => undefined;
  expect(answer).toEqual({ name: 'GoneException', status: 410 });
});

test.each([
  ['a message of 128 KB in frames of 32 KB is let in', [32, 32, 32, 32], undefined],
  ['a frame above 32 KB closes with 1009', [33], 1009],
  ['a message above 128 KB closes with 1009', [32, 32, 32, 32, 1], 1009],
])('%s', async (_case, frames, code) => {
  const inbox = await connect();
  frames.forEach((size, index) => inbox.socket.send('x'.repeat(size * 1024), { fin: index === frames.length - 1 }));
  if (code) expect(await inbox.closed).toBe(code);
  else expect(JSON.parse(await inbox.next())).toMatchObject({ message: 'Forbidden' });
});

test('a binary frame closes with 1003', async () => {
  const inbox = await connect();
  inbox.socket.send(Buffer.from('{}'));
  expect(await inbox.closed).toBe(1003);
});

test('a connection ends after ten idle minutes, and after two hours whatever it does', async () => {
  const [idle, busy] = [await connect(), await connect()];
  for (let minutes = 9; minutes < 120; minutes += 9) {
    await cloud.skip(9 * 60_000);
    await busy.ask('{"action":"ask"}');
  }
  expect(await idle.closed).toBe(1001);
  expect(busy.socket.readyState).toBe(WebSocket.OPEN);
  await cloud.skip(9 * 60_000);
  expect(await busy.closed).toBe(1001);
});

test.each([
  ['throttle', { name: 'LimitExceededException', status: 429 }],
  ['error', { name: 'InternalServerError', status: 500 }],
  ['cut', { name: 'TimeoutError' }],
  ['lost', { name: 'TimeoutError' }],
] as const)('the fault %s is what the SDK gets', async (fault, answer) => {
  const inbox = await connect();
  cloud.faults = ({ service }) => (service === 'execute-api' ? fault : undefined);
  const got = await ask(inbox, { command: 'GET' });
  cloud.faults = () => undefined;
  expect(got).toMatchObject(answer);
});

test('a function that crashes has failed, and the next call starts it again', async () => {
  const inbox = await connect();
  cloud.faults = ({ service }) => (service === 'execute-api' ? 'crashAfter' : undefined);
  expect(await ask(inbox, { command: 'GET' })).toMatchObject({ message: 'Internal server error' });
  cloud.faults = () => undefined;
  expect(await ask(inbox, { command: 'GET' })).toHaveProperty('ConnectedAt');
});

test('a function may do what the policies of its role allow, and nothing else', async () => {
  expect(await ask(await connect(), { command: 'SCAN' })).toEqual({ name: 'AccessDeniedException', status: 400 });
  expect(cloud.denied[0]).toMatch(/^Handler\w+ dynamodb:Scan arn:aws:dynamodb:eu-west-1:111122223333:table\/Events\w+$/);
});
