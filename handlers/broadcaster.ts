import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { broadcast, Report, Unfinished } from './connections/broadcast';
import { BadRequest, DisconnectRequest, readRequest, Request, SendRequest } from './connections/request';
import { clients, MessageTooLarge, Sender, SenderSurroundings, TIMEOUTS } from './connections/sender';
import { Store } from './connections/store';

/** What the handler takes from its surroundings, so that a test can hurry. */
export interface Surroundings extends SenderSurroundings {
  readonly dynamoDb: DynamoDBClient;
  readonly log: (entry: object) => void;
}

/** What Lambda says of an invocation. */
export interface Invocation {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** A message did not reach all connections. Asked again with the same id, the broadcaster sends to the others alone. */
export class PartialFailure extends Unfinished {
  public readonly name = 'PartialFailure';
}

interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
}

interface TopicRecord {
  readonly EventSource: 'aws:sns';
  readonly Sns: { readonly MessageId: string; readonly Message: string };
}

type Handle = (event: any, invocation: Invocation) => Promise<unknown>;

/** Time that is left to keep how far a broadcast is, and to answer. */
const MARGIN_MS = 10_000;

function surroundings(concurrency: number): Surroundings {
  return {
    dynamoDb: new DynamoDBClient({ maxAttempts: 5, requestHandler: { ...TIMEOUTS, httpsAgent: { maxSockets: concurrency } } }),
    client: clients(concurrency),
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    log: (entry) => console.log(JSON.stringify({ handler: 'broadcaster', ...entry })),
  };
}

/** Sends messages to connections, groups, users and all, for whoever asks: an invocation, a queue, a topic or an event. */
export function broadcaster(environment: Record<string, string | undefined>, around?: Surroundings): Handle {
  const { CONNECTIONS_TABLE, STAGE, CONCURRENCY = '50', CONNECTING_MS = '5000' } = environment;
  if (!CONNECTIONS_TABLE) throw new Error('the environment variable CONNECTIONS_TABLE is missing');
  const concurrency = Number(CONCURRENCY);
  const { dynamoDb, log, ...sending } = around ?? surroundings(concurrency);
  const store = new Store(dynamoDb, CONNECTIONS_TABLE, sending.now);
  const sender = new Sender(sending, Number(CONNECTING_MS));

  /** Does what a request says. */
  async function run(request: Request, id: string, deadline: number, once: boolean): Promise<unknown> {
    switch (request.action) {
      case 'join': return { joined: await store.join(request.connection, request.group) };
      case 'leave': return store.leave(request.connection, request.group);
      case 'disconnect': return disconnect(request);
      case 'send': return send(request, request.id ?? id, deadline, once || request.id !== undefined);
    }
  }

  async function send(request: SendRequest, id: string, deadline: number, once: boolean): Promise<Report & { id: string }> {
    const { to, data, except, stage = STAGE, onFailure } = request;
    if (!stage) throw new BadRequest('"stage" must be said, since the broadcaster has none of its own');
    const unswept = ({ name, message }: Error) => log({ id, unswept: name, message });
    const manner = { store, sender, concurrency, deadline, id, once, unswept, now: sending.now, sleep: sending.sleep };
    const report = await broadcast({ to, stage, data, except }, manner);
    const { failed, ...counts } = report;
    const reasons = [...new Set(failed.map(({ reason }) => reason))].slice(0, 5);
    log({ id, ...counts, failed: failed.length, ...(failed.length > 0 && { reasons }) });
    if (failed.length > 0 && onFailure !== 'report') {
      throw new PartialFailure(report, `${failed.length} connections did not get the message: ${reasons.join('; ')}; call again with the id ${JSON.stringify(id)} to send to them alone`);
    }
    return { id, ...report };
  }

  async function disconnect({ connection }: DisconnectRequest): Promise<{ disconnected: boolean }> {
    const found = await store.find(connection);
    if (!found || found === 'gone') return { disconnected: false };
    const recipient = { ...found, expiresAt: Infinity };
    let outcome = await sender.close(recipient);
    if (outcome === 'young') {
      await sending.sleep(sender.youth(recipient));
      outcome = await sender.close(recipient);
    }
    if (typeof outcome === 'object') throw new Error(outcome.reason);
    await store.sweep(connection);
    return { disconnected: outcome === 'delivered' };
  }

  /** Takes each record by itself: what cannot be done now stays in the queue. */
  async function runRecords(records: QueueRecord[], deadline: number): Promise<SQSBatchResponse> {
    const failed: string[] = [];
    for (const { messageId, body, eventSourceARN } of records) {
      const keepsOrder = eventSourceARN.endsWith('.fifo') && failed.length > 0;
      const isDone = !keepsOrder && sending.now() < deadline && await attempt(messageId, () => handle(parsed(body), messageId, deadline, true));
      if (!isDone) failed.push(messageId);
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }

  async function attempt(id: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { name, message } = error as Error;
      log({ id, error: name, message });
      return false;
    }
  }

  /** Finds the request in what there is: an event of Amazon EventBridge and a record of a failed invocation have it inside. */
  async function handle(event: any, id: string, deadline: number, once = false): Promise<unknown> {
    const { requestPayload, requestContext } = event ?? {};
    if (requestPayload && requestContext?.requestId) return handle(unwrapped(requestPayload), requestContext.requestId, deadline, true);
    if (event?.['detail-type'] !== undefined) return run(readRequest(event.detail), event.id, deadline, true);
    return run(readRequest(event), id, deadline, once);
  }

  return async (event, { awsRequestId, getRemainingTimeInMillis }) => {
    const remaining = getRemainingTimeInMillis();
    const deadline = sending.now() + remaining - Math.min(MARGIN_MS, remaining / 4);
    const records: Array<QueueRecord | TopicRecord> | undefined = event?.Records;
    if (!records) {
      try {
        return await handle(event, awsRequestId, deadline);
      } catch (error) {
        log({ id: awsRequestId, error: (error as Error).name, message: (error as Error).message });
        throw error;
      }
    }
    if (records.every(isOfQueue)) return runRecords(records, deadline);
    for (const { Sns } of records as TopicRecord[]) await handle(parsed(Sns.Message), Sns.MessageId, deadline, true);
    return undefined;
  };
}

function isOfQueue(record: QueueRecord | TopicRecord): record is QueueRecord {
  return 'messageId' in record;
}

/** What was sent to a topic, if that is what failed. */
function unwrapped(payload: any): unknown {
  const message = payload?.Records?.[0]?.Sns?.Message;
  return message === undefined ? payload : parsed(message);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadRequest(`a request is JSON such as {"to":{"group":"room"},"message":"hello"}, got ${body.slice(0, 100)}`);
  }
}

export { MessageTooLarge };

let handleAll: Handle | undefined;

export const handler: Handle = async (event, invocation) => {
  handleAll ??= broadcaster(process.env);
  return handleAll(event, invocation);
};
