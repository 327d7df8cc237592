import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { InvokeCommandInput, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type * as Declared from '../client/connections';
import { broadcast, Report, To } from './connections/broadcast';
import { dataOf, readTo } from './connections/request';
import { clients, Sender } from './connections/sender';
import { Connection, Listed, Recipient, Store } from './connections/store';

/** The store, for the code of a function that the store is granted to. */
export class Connections implements Declared.Connections {
  private readonly store: Store;
  private readonly sender: Sender;
  private readonly stage?: string;
  private readonly concurrency: number;

  constructor(options: Declared.ConnectionsOptions = {}) {
    const { tableName = required('CONNECTIONS_TABLE'), stage = process.env.CONNECTIONS_STAGE, concurrency = 50, connectingMs = 5000 } = options;
    this.store = new Store(new DynamoDBClient({}), tableName);
    this.sender = new Sender({ client: clients(concurrency), now: Date.now, sleep, random: Math.random }, connectingMs);
    this.stage = stage;
    this.concurrency = concurrency;
  }

  public async get(connectionId: string): Promise<Connection | undefined> {
    const found = await this.store.find(connectionId);
    return found === 'gone' ? undefined : found;
  }

  public join(connectionId: string, group: string): Promise<boolean> {
    return this.store.join(connectionId, group);
  }

  public leave(connectionId: string, group: string): Promise<void> {
    return this.store.leave(connectionId, group);
  }

  public groupsOf(connectionId: string): Promise<string[]> {
    return this.store.groupsOf(connectionId);
  }

  public ofGroup(group: string, stage?: string): AsyncIterable<Recipient> {
    return this.list({ group }, stage);
  }

  public ofUser(user: string, stage?: string): AsyncIterable<Recipient> {
    return this.list({ user }, stage);
  }

  public all(stage?: string): AsyncIterable<Recipient> {
    return this.list({ all: true }, stage);
  }

  public send(to: To, message: unknown, options: Declared.SendOptions = {}): Promise<Report> {
    const { except = [], stage } = options;
    const whom = readTo(to);
    const isNamed = 'connection' in whom || 'connections' in whom;
    return broadcast(
      { to: whom, stage: isNamed ? '' : this.stageOr(stage), data: dataOf(message), except: [except].flat() },
      { store: this.store, sender: this.sender, concurrency: this.concurrency, now: Date.now, sleep, unswept: () => undefined },
    );
  }

  public async disconnect(connectionId: string): Promise<boolean> {
    const found = await this.get(connectionId);
    if (!found) return false;
    const outcome = await this.sender.close({ ...found, expiresAt: Infinity });
    if (typeof outcome === 'object') throw new Error(outcome.reason);
    if (outcome !== 'young') await this.store.sweep(connectionId);
    return outcome === 'delivered';
  }

  private async *list(listed: Listed, stage?: string): AsyncGenerator<Recipient> {
    for await (const { recipient } of this.store.list(listed, this.stageOr(stage))) yield recipient;
  }

  private stageOr(stage: string | undefined): string {
    const chosen = stage ?? this.stage;
    if (!chosen) throw new TypeError("'stage' must be said, as an option or as the environment variable CONNECTIONS_STAGE: pass event.requestContext.stage");
    return chosen;
  }
}

/** The broadcaster, for the code of a function that may ask it. */
export class BroadcasterClient implements Declared.BroadcasterClient {
  private readonly functionName: string;
  private client?: LambdaClient;

  constructor(options: Declared.BroadcasterClientOptions = {}) {
    this.functionName = options.functionName ?? required('BROADCASTER_FUNCTION');
  }

  public async send(to: To, message: unknown, options: Declared.BroadcastOptions = {}): Promise<string> {
    const { id = randomUUID(), except, stage } = options;
    dataOf(message);
    const Payload = Buffer.from(JSON.stringify({ to: readTo(to), message, except, stage, id }));
    await this.invoke({ InvocationType: 'Event', Payload });
    return id;
  }

  public sendAndWait(to: To, message: unknown, options: Declared.BroadcastOptions = {}): Promise<Report & { id: string }> {
    const { id = randomUUID(), except, stage } = options;
    return this.ask({ to: readTo(to), message, except, stage, id, onFailure: 'report' }) as Promise<Report & { id: string }>;
  }

  public async disconnect(connection: string): Promise<boolean> {
    return (await this.ask({ action: 'disconnect', connection }) as { disconnected: boolean }).disconnected;
  }

  private async ask(request: object): Promise<unknown> {
    const { FunctionError, Payload } = await this.invoke({ Payload: Buffer.from(JSON.stringify(request)) });
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
    if (FunctionError) throw Object.assign(new Error(answer?.errorMessage), { name: answer?.errorType ?? FunctionError });
    return answer;
  }

  private async invoke(input: Omit<InvokeCommandInput, 'FunctionName'>): Promise<InvokeCommandOutput> {
    const { InvokeCommand, LambdaClient: Client } = await import('@aws-sdk/client-lambda'); // only here, since loading takes time
    this.client ??= new Client({});
    return this.client.send(new InvokeCommand({ FunctionName: this.functionName, ...input }));
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing: grant the function what it needs, or pass it as an option`);
  return value;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
