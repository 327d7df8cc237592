/** The release function in deployments of an API with a canary, and the `gatehouse` command on it. */
import { execFile } from 'node:child_process';
import assert from 'node:assert/strict';
import path from 'node:path';
import { promisify } from 'node:util';
import { GetStageCommand } from '@aws-sdk/client-api-gateway';
import { CACHE, ROOT } from '../steps.mjs';

export async function releases({ emulator, clients, table, cdk, output, outputsOf }) {
  const folder = path.join(output, 'releases');
  const app = `npx --no-install tsx --tsconfig ${path.join(ROOT, 'test', 'tsconfig.json')} ${path.join(ROOT, 'test', 'deploy', 'releases.ts')}`;
  const deploy = (version) => cdk('deploy', '--require-approval', 'never', '--progress', 'bar', '--app', `env RELEASED_VERSION=${version} ${app}`, '--output', folder, '--outputs-file', path.join(folder, 'outputs.json'));
  await deploy('one');
  const restApiId = outputsOf('releases').Released.ApiId;
  const stage = () => clients.gateway.send(new GetStageCommand({ restApiId, stageName: 'prod' }));
  const version = async () => (await (await fetch(`${emulator.endpoint}/_aws/execute-api/${restApiId}/prod/version`)).json()).version;
  const gatehouse = async (...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'assets', 'bin', 'gatehouse.js'), ...args, '--api', restApiId, '--stage', 'prod', '--json'], { env: { ...process.env, ...emulator.environment }, cwd: CACHE });
    return JSON.parse(stdout);
  };
  let first;
  let second;
  await table.run('releases', 'test/deploy/releases.ts', [
    ['the first deployment starts no canary', async () => {
      ({ deploymentId: first } = await stage());
      assert.equal((await stage()).canarySettings, undefined);
    }],
    ['it is served', async () => assert.equal(await version(), 'one')],
    ['the second one starts a canary, and the stage stays', async () => {
      await deploy('two');
      const { deploymentId, canarySettings } = await stage();
      assert.equal(deploymentId, first);
      assert.equal(canarySettings?.percentTraffic, 10);
      second = canarySettings.deploymentId;
      assert.notEqual(second, first);
    }],
    ['gatehouse status tells of the canary', async () => assert.match(JSON.stringify(await gatehouse('status')), new RegExp(second))],
    ['gatehouse promote gives it all requests', async () => {
      await gatehouse('promote', '--yes');
      const { deploymentId, canarySettings } = await stage();
      assert.equal(deploymentId, second);
      assert.equal(canarySettings?.deploymentId, undefined);
    }],
    ['it is served', async () => assert.equal(await version(), 'two')],
    ['the third one starts a canary, which gatehouse abort ends', async () => {
      await deploy('three');
      assert.notEqual((await stage()).canarySettings?.deploymentId, undefined);
      await gatehouse('abort', '--yes');
      const { deploymentId, canarySettings } = await stage();
      assert.equal(deploymentId, second);
      assert.equal(canarySettings?.deploymentId, undefined);
    }],
    ['gatehouse history lists all three', async () => assert.equal((await gatehouse('history')).deployments.length, 3)],
    ['gatehouse rollback puts the stage on the first', async () => {
      await gatehouse('rollback', first, '--yes');
      assert.equal((await stage()).deploymentId, first);
      assert.equal(await version(), 'one');
    }],
    ['gatehouse export gives the document', async () => assert.match(JSON.stringify(await gatehouse('export')), /\/version/)],
  ]);
}
