import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { unusedPermissions } from '../support/api-gateway';
import { CommandLine } from './support/command-line';
import { addKeys, demo } from './support/demo';

const KEYS = path.join(tmpdir(), `gatehouse-keys-${process.pid}.csv`);
const STAGE = '/restapis/a1b2c3d4e5/stages/prod';
const DEPLOYMENT = '/restapis/a1b2c3d4e5/deployments/*';
const STAGES = ['GET /restapis/a1b2c3d4e5/stages', 'GET /restapis/a1b2c3d4e5/deployments'];
const RELEASE = [...STAGES, 'GET /restapis/a1b2c3d4e5', `GET ${STAGE}`, `PATCH ${STAGE}`, `GET ${DEPLOYMENT}`, `PATCH ${DEPLOYMENT}`];

beforeAll(() => writeFileSync(KEYS, 'name,key\nhooli,hooli-0123456789-0123456789\n'));

/** What docs/command.md says that each command calls. */
test.each<[string, string[]]>([
  ['status', [...STAGES, 'GET /restapis/a1b2c3d4e5']],
  ['history', STAGES],
  ['promote --yes', RELEASE],
  ['abort --yes', RELEASE],
  ['rollback --yes', RELEASE],
  ['flush-cache --all --yes', [`GET ${STAGE}`, `DELETE ${STAGE}/cache/data`, `DELETE ${STAGE}/cache/authorizers`]],
  ['export', [`GET ${STAGE}/exports/oas30`]],
  ['sdk javascript --output /dev/null', [`GET ${STAGE}/sdks/javascript`]],
  ['test POST /orders --yes', ['GET /restapis/a1b2c3d4e5/resources', `GET ${STAGE}`, 'POST /restapis/a1b2c3d4e5/resources/*/methods/POST']],
  ['usage', ['GET /usageplans', 'GET /usageplans/*/keys', 'GET /usageplans/*/usage']],
  ['keys list', ['GET /apikeys', 'GET /usageplans', 'GET /usageplans/*/keys']],
  [`keys import ${KEYS}`, ['POST /apikeys']],
  ['keys revoke acme --yes', ['GET /apikeys', 'GET /apikeys/*', 'PATCH /apikeys/*']],
  ['keys revoke acme --delete --yes', ['GET /apikeys', 'GET /apikeys/*', 'DELETE /apikeys/*']],
])('"gatehouse %s" needs its permissions, and no others', async (args, needed) => {
  const there = demo({ canary: !args.startsWith('rollback') });
  addKeys(there);
  const calls = there.plane.calls.length;
  const line = await CommandLine.start(there.plane);
  const policy = needed.map((each) => {
    const [method, resource] = each.split(' ');
    return { Effect: 'Allow', Action: `apigateway:${method}`, Resource: `arn:aws:apigateway:eu-west-1::${resource}` };
  });
  there.plane.policy = policy;
  const about = args.startsWith('keys') ? '' : ' --api a1b2c3d4e5';
  const stage = /^(status|history|usage|keys)/.test(args) ? '' : ' --stage prod';
  expect(await line.run(`${args}${about}${stage}`)).toMatchObject({ exitCode: 0, err: '' });
  await line.stop();
  expect(unusedPermissions(policy, there.plane.calls.slice(calls).flatMap(({ needs }) => needs))).toEqual([]);
});
