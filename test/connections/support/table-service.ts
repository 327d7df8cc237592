import { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  AttributeValue, CreateTableCommand, CreateTableCommandInput, DeleteItemCommand, DynamoDBClient, paginateScan,
} from '@aws-sdk/client-dynamodb';
import { Clock } from './clock';

// it has no types of its own
// eslint-disable-next-line @typescript-eslint/no-require-imports
const dynalite: (options: object) => Server = require('dynalite');

export type Item = Record<string, AttributeValue>;

/** A table as the template has it. */
export interface LocalTable {
  readonly name: string;
  readonly definition: Pick<CreateTableCommandInput, 'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes'>;
  /** The attribute of the time to live. */
  readonly timeToLive?: string;
}

/** DynamoDB: dynalite, and the deletion of items whose time is over, which dynalite does not do. */
export class TableService {
  private readonly server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  private readonly tables = new Map<string, LocalTable>();
  private client!: DynamoDBClient;

  constructor(private readonly clock: Clock) {}

  /** @param endpoint the URL at which the calls of this client arrive */
  public start(endpoint: string): void {
    this.client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' } });
  }

  /** Hands a request on to dynalite. */
  public handle(request: IncomingMessage, response: ServerResponse): void {
    this.server.emit('request', request, response);
  }

  public async define(table: LocalTable): Promise<void> {
    this.tables.set(table.name, table);
    await this.client.send(new CreateTableCommand({ TableName: table.name, BillingMode: 'PAY_PER_REQUEST', ...table.definition }));
  }

  /** Every item of a table or of one of its indexes. */
  public async items(tableName: string, indexName?: string): Promise<Item[]> {
    const found: Item[] = [];
    for await (const page of paginateScan({ client: this.client }, { TableName: tableName, IndexName: indexName })) found.push(...page.Items ?? []);
    return found;
  }

  /** Deletes items whose time to live is over. DynamoDB does it within a few days of that time. */
  public async expire(tableName: string): Promise<number> {
    const { timeToLive } = this.tables.get(tableName)!;
    if (timeToLive === undefined) return 0;
    return this.delete(tableName, (item) => item[timeToLive]?.N !== undefined && Number(item[timeToLive].N) * 1000 < this.clock.now());
  }

  /** Deletes items. */
  public async delete(tableName: string, which: (item: Item) => boolean): Promise<number> {
    const keys = this.tables.get(tableName)!.definition.KeySchema!.map(({ AttributeName }) => AttributeName!);
    const chosen = (await this.items(tableName)).filter(which);
    await Promise.all(chosen.map((item) => this.client.send(new DeleteItemCommand({
      TableName: tableName, Key: Object.fromEntries(keys.map((key) => [key, item[key]])),
    }))));
    return chosen.length;
  }

  public close(): void {
    this.client.destroy();
  }
}
