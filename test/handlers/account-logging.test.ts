import { createServer, Server } from 'node:http';
import { createRequire } from 'node:module';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'account-logging');
const { ensureAccountLogging, handler } = createRequire(__filename)(bundle) as typeof import('../../handlers/account-logging');

const ROLE = 'arn:aws:iam::123456789012:role/ours';
const OTHER_ROLE = 'arn:aws:iam::123456789012:role/theirs';

type Answer = { on: 'GET' | 'PATCH'; status: number; type: string; message?: string };

/** API Gateway's account resource: one role, and answers that are due before it is served again. */
class FakeApiGateway {
  public role?: string;
  public readonly calls: string[] = [];
  public readonly answers: Answer[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      this.calls.push(`${request.method} ${request.url}`);
      const next = this.answers.findIndex(({ on }) => on === request.method);
      const [answer] = next >= 0 ? this.answers.splice(next, 1) : [];
      if (answer) {
        response.writeHead(answer.status, { 'content-type': 'application/json', 'x-amzn-errortype': answer.type });
        return response.end(JSON.stringify({ message: answer.message }));
      }
      if (request.method === 'PATCH') {
        const { patchOperations } = JSON.parse(body);
        expect(patchOperations).toEqual([{ op: 'replace', path: '/cloudwatchRoleArn', value: expect.any(String) }]);
        this.role = patchOperations[0].value;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ cloudwatchRoleArn: this.role, throttleSettings: { burstLimit: 5000, rateLimit: 10000 } }));
    });
  });

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const NOT_CONSISTENT: Answer = { on: 'PATCH', status: 400, type: 'BadRequestException', message: 'The role ARN does not have required permissions configured' };
const throttled = (on: 'GET' | 'PATCH'): Answer => ({ on, status: 429, type: 'TooManyRequestsException', message: 'Too Many Requests' });
const FORBIDDEN: Answer = { on: 'PATCH', status: 403, type: 'InvalidSignatureException', message: 'no' };

const GET = 'GET /account';
const PATCH = 'PATCH /account';
let service: FakeApiGateway;
let waits: number[];

/** A clock on which a wait takes no time. */
function fastClock() {
  let time = 0;
  return { now: () => time, sleep: async (milliseconds: number) => { waits.push(milliseconds); time += milliseconds; } };
}

function event(RequestType: 'Create' | 'Update' | 'Delete'): CloudFormationCustomResourceEvent {
  return { RequestType, ResourceProperties: { ServiceToken: 'x', CloudWatchRoleArn: ROLE } } as unknown as CloudFormationCustomResourceEvent;
}

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' });
  waits = [];
  service = new FakeApiGateway();
  await service.start();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(async () => {
  await service.stop();
  jest.restoreAllMocks();
});

const ensured = (CloudWatchRoleArn: string) => ({ PhysicalResourceId: 'ApiGatewayAccountLogging', Data: { CloudWatchRoleArn } });

test('an account without a role gets ours', async () => {
  await expect(handler(event('Create'))).resolves.toEqual(ensured(ROLE));
  expect(service.role).toBe(ROLE);
  expect(service.calls).toEqual([GET, PATCH]);
});

test('a role that is set stays', async () => {
  service.role = OTHER_ROLE;
  await expect(handler(event('Create'))).resolves.toEqual(ensured(OTHER_ROLE));
  expect(service.role).toBe(OTHER_ROLE);
  expect(service.calls).toEqual([GET]);
});

test('called twice, and on an update, it changes nothing more', async () => {
  await handler(event('Create'));
  await expect(handler(event('Create'))).resolves.toEqual(ensured(ROLE));
  await expect(handler(event('Update'))).resolves.toEqual(ensured(ROLE));
  expect(service.calls).toEqual([GET, PATCH, GET, GET]);
});

test('it waits for IAM to show the role', async () => {
  service.answers.push(NOT_CONSISTENT, NOT_CONSISTENT, NOT_CONSISTENT);
  await expect(ensureAccountLogging(event('Create'), fastClock())).resolves.toEqual(ensured(ROLE));
  expect(service.calls.filter((call) => call === PATCH)).toHaveLength(4);
  expect(waits).toHaveLength(3);
  expect(waits[0]).toBeLessThanOrEqual(2_000);
  expect(waits[2]).toBeGreaterThan(waits[0]);
});

test('it waits when it is throttled, on either call', async () => {
  service.answers.push(throttled('GET'), throttled('PATCH'));
  await expect(ensureAccountLogging(event('Create'), fastClock())).resolves.toEqual(ensured(ROLE));
  expect(waits).toHaveLength(2);
  expect(service.calls).toEqual([GET, GET, PATCH, GET, PATCH]);
});

test.each([
  [403, 'AccessDeniedException'],
  [409, 'ConflictException'],
  [429, 'LimitExceededException'],
  [503, 'ServiceUnavailableException'],
])('it waits for %s %s to pass', async (status, type) => {
  service.answers.push({ on: 'PATCH', status, type });
  await expect(ensureAccountLogging(event('Create'), fastClock())).resolves.toEqual(ensured(ROLE));
  expect(waits).toHaveLength(1);
});

test('it takes the role that another stack sets while it waits', async () => {
  service.answers.push(NOT_CONSISTENT);
  const clock = fastClock();
  const sleep = async (milliseconds: number) => { service.role = OTHER_ROLE; await clock.sleep(milliseconds); };
  await expect(ensureAccountLogging(event('Create'), { ...clock, sleep })).resolves.toEqual(ensured(OTHER_ROLE));
  expect(service.role).toBe(OTHER_ROLE);
});

test('it gives up in time to answer, and says what is wrong', async () => {
  service.answers.push(...Array(100).fill(NOT_CONSISTENT));
  await expect(ensureAccountLogging(event('Create'), fastClock())).rejects.toThrow(`API Gateway did not accept ${ROLE} as the account's CloudWatch Logs role within 4 minutes: BadRequestException: The role ARN does not have required permissions configured`);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(4 * 60_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
});

test('it fails at once on what does not pass', async () => {
  service.answers.push(FORBIDDEN);
  await expect(ensureAccountLogging(event('Create'), fastClock())).rejects.toThrow('no');
  expect(waits).toEqual([]);
});

test('a deletion calls nothing and changes nothing', async () => {
  service.role = ROLE;
  await expect(handler(event('Delete'))).resolves.toEqual({ PhysicalResourceId: 'ApiGatewayAccountLogging' });
  expect(service.calls).toEqual([]);
  expect(service.role).toBe(ROLE);
});

test('each step is logged as a line of JSON', async () => {
  await handler(event('Create'));
  const lines = (console.log as jest.Mock).mock.calls.map(([line]) => JSON.parse(line));
  expect(lines).toEqual([{ handler: 'account-logging', set: ROLE }]);
});
