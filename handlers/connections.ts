import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { readConfiguration } from './connections/configuration';
import { ConnectionEvent, connectionOf, endpointOf, subprotocolOf, UnfitValue } from './connections/connection-event';
import { callHook, checkAnswer, ConnectAnswer } from './connections/hook';
import { Connection, Store } from './connections/store';

/** What API Gateway is answered. */
export interface Answer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
}

/** What the handler takes from its surroundings, so that a test can look on. */
export interface Surroundings {
  readonly dynamoDb: DynamoDBClient;
  readonly lambda: () => Promise<LambdaClient>;
  readonly now: () => number;
  readonly log: (entry: object) => void;
}

type Handle = (event: ConnectionEvent) => Promise<Answer>;

/** API Gateway waits 29 seconds, a hook included. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

function surroundings(): Surroundings {
  let lambda: LambdaClient | undefined;
  return {
    dynamoDb: new DynamoDBClient({ maxAttempts: 4, requestHandler: TIMEOUTS }),
    lambda: async () => {
      const sdk = await import('@aws-sdk/client-lambda');
      return lambda ??= new sdk.LambdaClient({ maxAttempts: 2, requestHandler: { ...TIMEOUTS, requestTimeout: 25_000 } });
    },
    now: Date.now,
    log: (entry) => console.log(JSON.stringify({ handler: 'connections', ...entry })),
  };
}

/** Keeps the store as `$connect` and `$disconnect` say, also when they come twice, or the second one first. */
export function connections(environment: Record<string, string | undefined>, around: Surroundings = surroundings()): Handle {
  const configuration = readConfiguration(environment);
  const store = new Store(around.dynamoDb, configuration.tableName, around.now);
  const hook = async (functionName: string, type: 'connect' | 'disconnect', connection: Connection, event: ConnectionEvent) =>
    callHook(await around.lambda(), functionName, { type, ...connection, event });

  async function connect(event: ConnectionEvent): Promise<Answer> {
    const connection = connectionOf(event, configuration, around.now());
    const { connectionId } = connection;
    const { onConnect, onDisconnect } = configuration;
    let answer: ConnectAnswer = {};
    if (onConnect) {
      const known = await store.find(connectionId);
      if (known) return known === 'gone' ? { statusCode: 410 } : accepted(event);
      answer = checkAnswer(await hook(onConnect, 'connect', connection, event));
      const { statusCode = 200 } = answer;
      if (statusCode >= 300) {
        around.log({ refused: connectionId, statusCode });
        return { statusCode };
      }
    }
    const { userId = connection.userId, attributes } = answer;
    // as of now, since onConnect may have taken its time: so long API Gateway does not know the connection
    const complete = { ...connection, connectedAt: around.now(), userId, attributes: { ...connection.attributes, ...attributes } };
    const outcome = await store.connect(complete, [...new Set(answer.groups)]);
    if (outcome === 'gone' && onConnect && onDisconnect) await hook(onDisconnect, 'disconnect', complete, event); // its $disconnect came while onConnect was asked
    return outcome === 'gone' ? { statusCode: 410 } : accepted(event);
  }

  async function disconnect(event: ConnectionEvent): Promise<Answer> {
    const { connectionId, stage, connectedAt = around.now() } = event.requestContext;
    const { was, repeated } = await store.disconnect(connectionId);
    if (configuration.onDisconnect && !repeated) {
      const unknown: Connection = { connectionId, stage, endpoint: endpointOf(event, configuration), connectedAt, attributes: {} };
      if (was || !configuration.onConnect) await hook(configuration.onDisconnect, 'disconnect', was ?? unknown, event);
    }
    return { statusCode: 200 };
  }

  function accepted(event: ConnectionEvent): Answer {
    const subprotocol = subprotocolOf(event, configuration.subprotocols);
    return { statusCode: 200, ...(subprotocol && { headers: { 'Sec-WebSocket-Protocol': subprotocol } }) };
  }

  return async (event) => {
    const { eventType, connectionId, requestId } = event.requestContext;
    try {
      if (eventType === 'CONNECT') return await connect(event);
      if (eventType === 'DISCONNECT') return await disconnect(event);
      throw new Error(`this is for $connect and $disconnect, not for ${eventType}`);
    } catch (error) {
      const { name, message } = error as Error;
      around.log({ failed: eventType, connectionId, requestId, error: name, message });
      if (error instanceof UnfitValue) return { statusCode: 400 };
      throw error; // API Gateway answers 500 and refuses the connection; the error counts in the function's metrics
    }
  };
}

let handle: Handle | undefined;

export const handler: Handle = async (event) => {
  handle ??= connections(process.env);
  return handle(event);
};
