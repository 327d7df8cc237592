import { createInterface } from 'node:readline/promises';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { terminalProgress } from './output/progress';
import type { Clients, Surroundings, Target } from './surroundings';
import { systemClock } from '../handlers/release/patience';

/** So wide is a table where nobody says how wide it may be. */
const WIDTH = 80;

/** An integration may take minutes where its quota was raised; nothing else does. */
const REQUEST_TIMEOUT_MS = 310_000;

/** Clients that do not repeat by themselves: what was refused is looked at before it is repeated. */
export function systemClients({ region, profile }: Target): Clients {
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
  const config = { maxAttempts: 1, requestHandler, ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  return { apiGateway: new APIGatewayClient(config), cloudFormation: new CloudFormationClient(config) };
}

/** The process and its terminal. */
export function systemSurroundings(): Surroundings {
  const { stdin, stdout, stderr } = process;
  const ask = async (question: string) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    const given = terminal.question(question);
    const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined))); // by Ctrl+C or Ctrl+D
    const answer = await Promise.race([given, closed]);
    terminal.close();
    if (answer === undefined) stderr.write('\n');
    return answer ?? '';
  };
  return {
    cwd: process.cwd(),
    clock: systemClock,
    clients: systemClients,
    out: (text) => { stdout.write(text); },
    err: (text) => { stderr.write(text); },
    width: (stdout.isTTY && stdout.columns) || WIDTH,
    ...(stdin.isTTY && stderr.isTTY && { ask }),
    ...(stderr.isTTY && { progress: terminalProgress }),
  };
}
