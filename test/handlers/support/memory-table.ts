import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Value = { S?: string; N?: string; BOOL?: boolean; M?: Record<string, Value> };
export type Item = Record<string, Value>;

interface Query {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, Value>;
  readonly ExclusiveStartKey?: Item;
  readonly Limit?: number;
}

/** The table of a store in memory, behind the real client of the SDK: what handlers ask of Amazon DynamoDB, and no more. */
export class MemoryTable {
  public readonly items = new Map<string, Item>();
  public readonly calls: string[] = [];
  /** How many items a page has at most. */
  public page = 1000;
  public readonly client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: { handle: async (request: any) => ({ response: this.answer(request) }) } as never,
  });

  /** Asked before each call; what it returns is the name of the error that is answered instead. */
  public breaks: (operation: string, input: any) => string | undefined = () => undefined;

  /** The items that say more than that a connection is gone, and are no broadcast. */
  public get live(): Item[] {
    return [...this.items.values()].filter(({ gone, pk }) => !gone && !pk.S!.startsWith('broadcast#'));
  }

  public item(pk: string, sk = '#'): Item | undefined {
    return this.items.get(`${pk} ${sk}`);
  }

  /** Answers a request of the SDK. */
  public answer({ headers, body }: { headers: Record<string, string>; body: string | Uint8Array }) {
    const operation = headers['x-amz-target'].split('.')[1];
    const input = JSON.parse(textOf(body));
    this.calls.push(operation);
    const error = this.breaks(operation, input);
    const [statusCode, answer] = error ? [error === 'InternalServerError' ? 500 : 400, { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: 'no' }] : this.run(operation, input);
    return { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
  }

  private run(operation: string, input: any): [number, object] {
    const { pk, sk } = input.Key ?? input.Item ?? {};
    const key = `${pk?.S} ${sk?.S}`;
    const old = this.items.get(key);
    if (input.ConditionExpression && !holds(input.ConditionExpression, old)) return [400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }];
    switch (operation) {
      case 'GetItem': return [200, { Item: old }];
      case 'PutItem': this.items.set(key, input.Item); break;
      case 'DeleteItem': this.items.delete(key); break;
      case 'UpdateItem': this.items.set(key, updated({ ...input.Key, ...old }, input.UpdateExpression, input.ExpressionAttributeValues)); break;
      case 'Query': return [200, this.query(input)];
      default: throw new Error(`nobody asks for ${operation}`);
    }
    return [200, input.ReturnValues === 'ALL_OLD' ? { Attributes: old } : {}];
  }

  private query(query: Query) {
    const { IndexName, KeyConditionExpression, ExpressionAttributeValues, ExclusiveStartKey, Limit = Infinity } = query;
    const { ExpressionAttributeNames = {} } = query;
    const conditions = KeyConditionExpression.split(' AND ').map((condition): ((item: Item) => boolean) => {
      const [, prefix, name, , value] = /^(begins_with\()?([#\w]+)(,| =| >) (:\w+)\)?$/.exec(condition)!;
      const operator = /^(begins_with\()?[#\w]+(,| =| >)/.exec(condition)![2].trim();
      const given = ExpressionAttributeValues[value].S!;
      const attribute = ExpressionAttributeNames[name] ?? name;
      return (item) => {
        const actual = item[attribute]?.S;
        if (actual === undefined) return false;
        return prefix ? actual.startsWith(given) : operator === '=' ? actual === given : actual > given;
      };
    });
    const sort = IndexName ? 'pk' : 'sk';
    const found = [...this.items.values()].filter((item) => conditions.every((condition) => condition(item)))
      .sort((a, b) => (a[sort].S! < b[sort].S! ? -1 : 1))
      .filter((item) => !ExclusiveStartKey || item[sort].S! > ExclusiveStartKey[sort].S!);
    const size = Math.min(Limit, this.page);
    const last = found.length > size ? found[size - 1] : undefined;
    return { Items: found.slice(0, size), LastEvaluatedKey: last && { pk: last.pk, sk: last.sk } };
  }
}

/** The body of a request of the SDK. */
export function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

function holds(expression: string, item: Item | undefined): boolean {
  return expression.split(' AND ').every((part) => {
    const [, not, name] = /^attribute_(not_)?exists\((\w+)\)$/.exec(part)!;
    return (item?.[name] !== undefined) === !not;
  });
}

function updated(item: Item, expression: string, values: Record<string, Value>): Item {
  const [, sets, removes] = /^SET (.+) REMOVE (.+)$/.exec(expression)!;
  for (const set of sets.split(', ')) {
    const [name, value] = set.split(' = ');
    item[name] = values[value];
  }
  for (const name of removes.split(', ')) delete item[name];
  return item;
}
