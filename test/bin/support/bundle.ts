import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import type { CommandLine, Run } from './command-line';
import { wordsOf } from './command-line';

/** The file that is shipped, all of the command with what it needs, as `npx projen bundle` makes it. */
export const BUNDLE = path.join(__dirname, '..', '..', '..', 'assets', 'bin', 'gatehouse.js');

/** An environment with credentials and a Region, in which both services are those of a command line. */
export function environment({ apiGateway, cloudFormation }: CommandLine, folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH!,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: apiGateway.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
  };
}

/** Runs the file in a process of its own, without a terminal. */
export function execute(args: string, env: Record<string, string>, cwd: string): Promise<Omit<Run, 'questions' | 'json'>> {
  mkdirSync(cwd, { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BUNDLE, ...wordsOf(args)], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, out, err }));
  });
}
