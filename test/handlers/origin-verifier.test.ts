import { createRequire } from 'node:module';
import * as path from 'node:path';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'origin-verifier');
const { originVerifier } = createRequire(__filename)(bundle) as typeof import('../../handlers/origin-verifier');

const ENVIRONMENT = { HEADER_NAME: 'x-origin-verify', SECRET_ARNS: 'arn:one arn:two' };
const METHOD_ARN = 'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/prod/$connect';

/** A verifier with secrets that a test can change, and a clock that it can move. */
function define(secrets: Record<string, string | undefined> = { 'arn:one': 'first', 'arn:two': 'second' }) {
  const world = { secrets, time: 0, reads: [] as string[], logged: [] as object[], fails: false };
  const verify = originVerifier(ENVIRONMENT, {
    readSecret: async (arn) => {
      world.reads.push(arn);
      if (world.fails) throw new Error('busy');
      return world.secrets[arn];
    },
    now: () => world.time,
    log: (entry) => world.logged.push(entry),
  });
  const ask = async (value?: string, header = 'x-origin-verify') => ((await verify({ version: '2.0', headers: value === undefined ? {} : { [header]: value } })) as { isAuthorized: boolean }).isAuthorized;
  return { world, verify, ask };
}

test('lets in what has the value of one of the secrets, in whatever case the header is', async () => {
  const { ask } = define();
  expect([await ask('first'), await ask('second'), await ask('first', 'X-Origin-Verify')]).toEqual([true, true, true]);
});

test('refuses other values, none, an empty one, and a header that is there twice', async () => {
  const { ask, verify } = define();
  expect([await ask('other'), await ask(), await ask(''), await ask('first ')]).toEqual([false, false, false, false]);
  expect(await verify({ version: '2.0', headers: { 'x-origin-verify': 'first', 'X-Origin-Verify': 'first' } })).toEqual({ isAuthorized: false });
  expect(await verify({ version: '2.0', headers: null })).toEqual({ isAuthorized: false });
});

test('does not write what was sent into its log', async () => {
  const { ask, world } = define();
  await ask('a guess');
  await ask();
  expect(JSON.stringify(world.logged)).not.toContain('a guess');
  expect(world.logged).toEqual([{ refused: 'another value', requestId: undefined }, { refused: 'no header', requestId: undefined }]);
});

test('answers a WebSocket API by a policy for its stage', async () => {
  const { verify } = define();
  const effectOf = async (value: string) => ((await verify({ methodArn: METHOD_ARN, headers: { 'x-origin-verify': value } })) as any).policyDocument.Statement[0];
  expect(await effectOf('first')).toEqual({ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/prod/*' });
  expect((await effectOf('other')).Effect).toBe('Deny');
});

test('reads the secrets once in 5 minutes', async () => {
  const { ask, world } = define();
  await ask('first');
  world.time = 5 * 60_000 - 1;
  await ask('second');
  expect(world.reads).toEqual(['arn:one', 'arn:two']);
  world.time = 5 * 60_000;
  await ask('first');
  expect(world.reads).toHaveLength(4);
});

test('looks again for a value that it does not know, at most every 10 seconds', async () => {
  const { ask, world } = define();
  await ask('first');
  world.secrets = { 'arn:one': 'third', 'arn:two': 'second' };
  expect(await ask('third')).toBe(false);
  world.time = 10_000;
  expect(await ask('third')).toBe(true);
  expect(await ask('first')).toBe(false);
});

test('fails, and lets nobody in, while a secret cannot be read or is empty', async () => {
  const { ask, world } = define();
  world.fails = true;
  await expect(ask('first')).rejects.toThrow('busy');
  await expect(define({ 'arn:one': 'first' }).ask('first')).rejects.toThrow('a secret has no text');
  await expect(define({ 'arn:one': 'first', 'arn:two': '' }).ask('first')).rejects.toThrow('a secret has no text');
});

test('fails without its environment, and with an event of something else', async () => {
  expect(() => originVerifier({ SECRET_ARNS: 'arn' })).toThrow('HEADER_NAME is not set');
  expect(() => originVerifier({ HEADER_NAME: 'x' })).toThrow('SECRET_ARNS is not set');
  await expect(define().verify({ headers: {} })).rejects.toThrow('not an event of a REQUEST authorizer');
});
