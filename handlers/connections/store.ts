import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

/** API Gateway closes a connection after 2 hours. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const LONGEST_CONNECTION_S = 2 * 60 * 60;

/** By how much clocks may differ, and an event may be late. */
const MARGIN_S = 10 * 60;

/** How long the store knows that a connection is gone, for an event that comes late. */
const TOMBSTONE_S = 15 * 60;

/** Into how many parts "all connections" are split: one takes 1,000 new connections a second. */
export const SHARDS = 8;

const PAGE = 1000;
const SELF = '#';
const GROUP = 'group#';

/** A connection, as it is in the store. */
export interface Connection {
  readonly connectionId: string;
  readonly stage: string;
  /** Where messages for it are posted. */
  readonly endpoint: string;
  /** When it was let in, in milliseconds since 1970. */
  readonly connectedAt: number;
  readonly userId?: string;
  readonly attributes: Record<string, string>;
}

/** What a message needs of a connection. */
export interface Recipient {
  readonly connectionId: string;
  readonly endpoint: string;
  readonly connectedAt: number;
  /** In seconds since 1970. */
  readonly expiresAt: number;
  readonly userId?: string;
}

/** Connections of which the store has a list. */
export type Listed = { readonly all: true } | { readonly group: string } | { readonly user: string };

/** How far a broadcast is. */
export interface Checkpoint {
  /** The last one that was sent to. */
  readonly cursor?: string;
  readonly done?: boolean;
  readonly delivered: number;
  readonly gone: number;
  readonly failed: string[];
}

type Item = Record<string, AttributeValue>;

const text = (S: string): AttributeValue => ({ S });
const number = (N: number): AttributeValue => ({ N: String(N) });
const keyOf = (pk: string, sk: string): Item => ({ pk: text(pk), sk: text(sk) });

/**
 * The table of connections. An item for each connection, one for each group that it is in, and for a while one for each that is gone.
 *
 * Nothing in it takes a transaction: every write is in an order in which another one between does no harm.
 */
export class Store {
  constructor(private readonly client: DynamoDBClient, private readonly tableName: string, private readonly now: () => number = Date.now) {}

  /** A connection; "gone" if the store still knows that it was disconnected. */
  public async find(connectionId: string): Promise<Connection | 'gone' | undefined> {
    const item = await this.get(connectionId);
    if (!item) return undefined;
    return item.gone ? 'gone' : connectionOf(item);
  }

  /**
   * Takes a connection, unless it is there already, or was disconnected before.
   *
   * Groups come first, so that a connection that is there is in all of them; if this ends between, the client is refused, and they expire.
   */
  public async connect(connection: Connection, groups: string[] = []): Promise<'stored' | 'repeated' | 'gone'> {
    const { connectionId, stage, userId, attributes } = connection;
    const expiresAt = Math.ceil(connection.connectedAt / 1000) + LONGEST_CONNECTION_S + MARGIN_S;
    await Promise.all(groups.map((group) => this.putMembership({ ...connection, expiresAt }, stage, group)));
    const item = {
      ...keyOf(connectionId, SELF),
      ...recipientItem({ ...connection, expiresAt }),
      stage: text(stage),
      byGroup: text(partitionOf(stage, `#${shardOf(connectionId)}`)),
      ...(userId === undefined ? {} : { byUser: text(partitionOf(stage, userId)) }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes: { M: mapped(attributes, text) } }),
    };
    const stored = await this.unlessRefused(new PutItemCommand({ TableName: this.tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }));
    if (stored) return 'stored';
    if (await this.find(connectionId) !== 'gone') return 'repeated';
    await this.leaveAll(connectionId);
    return 'gone';
  }

  /**
   * Ends a connection that API Gateway says is disconnected, of which it may not have said yet that it is connected.
   *
   * @returns what it was, and whether this has been said before
   */
  public async disconnect(connectionId: string): Promise<{ was?: Connection; repeated: boolean }> {
    const gone = { ...keyOf(connectionId, SELF), ...this.tombstone(), disconnected: { BOOL: true } };
    const { Attributes: old } = await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: gone, ReturnValues: 'ALL_OLD' }));
    await this.leaveAll(connectionId);
    return { was: old?.endpoint && connectionOf(old), repeated: old?.disconnected !== undefined };
  }

  /** Ends a connection that turned out to be gone. What it was is kept for a while, for its `$disconnect`, which may still come. */
  public async sweep(connectionId: string): Promise<void> {
    const { gone, expiresAt } = this.tombstone();
    await this.unlessRefused(new UpdateItemCommand({
      TableName: this.tableName,
      Key: keyOf(connectionId, SELF),
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(gone)',
      UpdateExpression: 'SET gone = :gone, expiresAt = :expiresAt REMOVE byGroup, byUser',
      ExpressionAttributeValues: { ':gone': gone, ':expiresAt': expiresAt },
    }));
    await this.leaveAll(connectionId);
  }

  /**
   * Puts a connection into a group.
   *
   * @returns whether the connection is there
   */
  public async join(connectionId: string, group: string): Promise<boolean> {
    checkGroup(group);
    const connection = await this.find(connectionId);
    if (connection === undefined || connection === 'gone') return false;
    const expiresAt = Math.ceil(connection.connectedAt / 1000) + LONGEST_CONNECTION_S + MARGIN_S;
    await this.putMembership({ ...connection, expiresAt }, connection.stage, group);
    const still = await this.find(connectionId); // it may have been disconnected meanwhile, and its groups cleaned up before this one
    if (still !== undefined && still !== 'gone') return true;
    await this.leave(connectionId, group);
    return false;
  }

  /** Takes a connection out of a group. */
  public async leave(connectionId: string, group: string): Promise<void> {
    checkGroup(group);
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key: keyOf(connectionId, GROUP + group) }));
  }

  /** The groups that a connection is in. */
  public async groupsOf(connectionId: string): Promise<string[]> {
    const groups: string[] = [];
    let start: Item | undefined;
    do {
      const page = await this.client.send(new QueryCommand({
        TableName: this.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': text(connectionId), ':sk': text(GROUP) },
        ProjectionExpression: 'sk',
        ExclusiveStartKey: start,
      }));
      groups.push(...(page.Items ?? []).map(({ sk }) => sk.S!.slice(GROUP.length)));
      start = page.LastEvaluatedKey;
    } while (start);
    return groups;
  }

  /**
   * The connections of a list, each once and in an order that stays, with a cursor after which it goes on.
   *
   * @param cursor of the last one that is left out
   */
  public async *list(listed: Listed, stage: string, cursor?: string): AsyncGenerator<{ recipient: Recipient; cursor: string }> {
    const partitions = partitionsOf(listed, stage);
    const [, first, last] = /^(\d+)\|(.*)$/s.exec(cursor ?? '') ?? [];
    let next = this.pageOf(partitions, Number(first ?? 0), last);
    while (next) {
      const { items, partition, more } = await next;
      next = more();
      next?.catch(() => undefined); // it is awaited later
      for (const item of items) {
        const recipient = recipientOf(item);
        yield { recipient, cursor: `${partition}|${recipient.connectionId}` };
      }
    }
  }

  /** How far a broadcast came before. */
  public async checkpoint(id: string): Promise<Checkpoint | undefined> {
    const item = await this.get(`broadcast#${id}`);
    return item && Number(item.expiresAt.N) * 1000 > this.now() ? JSON.parse(item.state.S!) : undefined; // DynamoDB deletes what is expired within days
  }

  /** Keeps how far a broadcast is. */
  public async keep(id: string, checkpoint: Checkpoint, seconds: number): Promise<void> {
    const expiresAt = number(Math.ceil(this.now() / 1000) + seconds);
    const item = { ...keyOf(`broadcast#${id}`, SELF), state: text(JSON.stringify(checkpoint)), expiresAt };
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: item }));
  }

  private async get(pk: string): Promise<Item | undefined> {
    const { Item: item } = await this.client.send(new GetItemCommand({ TableName: this.tableName, Key: keyOf(pk, SELF), ConsistentRead: true }));
    return item;
  }

  /** A page of a partition, or of the next one. Pages begin after a connection, not at a key of DynamoDB's, so that they may begin anywhere. */
  private pageOf(partitions: Partition[], partition: number, after?: string): Promise<Page> | undefined {
    const of = partitions[partition];
    return of && this.client.send(new QueryCommand({
      TableName: this.tableName,
      IndexName: of.index,
      KeyConditionExpression: `#partition = :partition${after === undefined ? '' : ' AND pk > :after'}`,
      ExpressionAttributeNames: { '#partition': of.index },
      ExpressionAttributeValues: { ':partition': text(of.value), ...(after === undefined ? {} : { ':after': text(after) }) },
      Limit: PAGE,
    })).then(({ Items: items = [], LastEvaluatedKey: end }) => ({
      items,
      partition,
      more: () => (end ? this.pageOf(partitions, partition, end.pk.S) : this.pageOf(partitions, partition + 1)),
    }));
  }

  private async leaveAll(connectionId: string): Promise<void> {
    const groups = await this.groupsOf(connectionId);
    await Promise.all(groups.map((group) => this.leave(connectionId, group)));
  }

  private async putMembership(recipient: Recipient, stage: string, group: string): Promise<void> {
    checkGroup(group);
    const item = { ...keyOf(recipient.connectionId, GROUP + group), ...recipientItem(recipient), byGroup: text(partitionOf(stage, group)) };
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: item }));
  }

  private tombstone(): Item {
    return { gone: number(this.now()), expiresAt: number(Math.ceil(this.now() / 1000) + TOMBSTONE_S) };
  }

  /** Whether a write was done, and not refused by its condition. */
  private async unlessRefused(command: PutItemCommand | UpdateItemCommand): Promise<boolean> {
    try {
      await this.client.send(command as PutItemCommand);
      return true;
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
      return false;
    }
  }
}

interface Partition {
  readonly index: 'byGroup' | 'byUser';
  readonly value: string;
}

interface Page {
  readonly items: Item[];
  readonly partition: number;
  readonly more: () => Promise<Page> | undefined;
}

/** Fails on what cannot be the name of a group. */
export function checkGroup(group: unknown): void {
  if (typeof group !== 'string' || group === '' || group.startsWith('#') || Buffer.byteLength(group) > 512) {
    throw new TypeError(`the name of a group must be text of 1 to 512 bytes that does not begin with "#", got ${JSON.stringify(group)}`);
  }
}

/** Stages are apart: what is sent to a group of one does not reach those of another. */
function partitionOf(stage: string, name: string): string {
  return `${stage}/${name}`;
}

function partitionsOf(listed: Listed, stage: string): Partition[] {
  if ('user' in listed) return [{ index: 'byUser', value: partitionOf(stage, listed.user) }];
  if ('group' in listed) {
    checkGroup(listed.group);
    return [{ index: 'byGroup', value: partitionOf(stage, listed.group) }];
  }
  return Array.from({ length: SHARDS }, (_, shard) => ({ index: 'byGroup', value: partitionOf(stage, `#${shard}`) }));
}

/** A number that stays the same for a connection, and is spread evenly. */
function shardOf(connectionId: string): number {
  return createHash('md5').update(connectionId).digest()[0] % SHARDS;
}

function recipientItem({ endpoint, connectedAt, expiresAt, userId }: Recipient): Item {
  const user: Item = userId === undefined ? {} : { userId: text(userId) };
  return { endpoint: text(endpoint), connectedAt: number(connectedAt), expiresAt: number(expiresAt), ...user };
}

function recipientOf(item: Item): Recipient {
  return {
    connectionId: item.pk.S!,
    endpoint: item.endpoint.S!,
    connectedAt: Number(item.connectedAt.N),
    expiresAt: Number(item.expiresAt.N),
    ...(item.userId && { userId: item.userId.S }),
  };
}

function connectionOf(item: Item): Connection {
  const { expiresAt: _, ...recipient } = recipientOf(item);
  return { ...recipient, stage: item.stage.S!, attributes: mapped(item.attributes?.M ?? {}, ({ S }) => S!) };
}

function mapped<A, B>(values: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
