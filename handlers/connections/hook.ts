import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ConnectionEvent } from './connection-event';
import type { Connection } from './store';
import { checkGroup } from './store';

/** What a hook is told. */
export interface HookEvent extends Connection {
  readonly type: 'connect' | 'disconnect';
  /** What API Gateway said. */
  readonly event: ConnectionEvent;
}

/** What `onConnect` may answer. */
export interface ConnectAnswer {
  readonly statusCode?: number;
  readonly userId?: string;
  readonly attributes?: Record<string, string>;
  readonly groups?: string[];
}

/** Asks a function of the user's, and waits for its answer. */
export async function callHook(client: LambdaClient, functionName: string, payload: HookEvent): Promise<unknown> {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda'); // only if there is a hook, since loading takes time
  const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(payload)) });
  const { FunctionError, Payload } = await client.send(command);
  const answer = Payload === undefined ? '' : Buffer.from(Payload).toString();
  if (FunctionError) throw new Error(`${functionName} failed: ${FunctionError} ${errorOf(answer)}`);
  return answer === '' ? undefined : JSON.parse(answer);
}

/** What a hook answered, if it makes sense. */
export function checkAnswer(answer: unknown): ConnectAnswer {
  if (answer === undefined || answer === null) return {};
  const { statusCode, userId, attributes, groups } = answer as Record<string, unknown>;
  const isNot = (what: string) => new TypeError(`onConnect answered ${what}`);
  if (typeof answer !== 'object' || Array.isArray(answer)) throw isNot('something that is not an object');
  if (statusCode !== undefined && !(Number.isInteger(statusCode) && (statusCode as number) >= 200 && (statusCode as number) <= 599)) throw isNot('a statusCode that is not 200 to 599');
  if (userId !== undefined && (typeof userId !== 'string' || userId === '')) throw isNot('a userId that is not text');
  const isText = (value: unknown) => typeof value === 'string';
  if (attributes !== undefined && !(attributes !== null && typeof attributes === 'object' && Object.values(attributes).every(isText))) throw isNot('attributes that are not text by name');
  if (groups !== undefined && !Array.isArray(groups)) throw isNot('groups that are not a list');
  (groups as unknown[] | undefined)?.forEach(checkGroup);
  return answer;
}

function errorOf(payload: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(payload);
    return `${errorType}: ${errorMessage}`;
  } catch {
    return '';
  }
}
