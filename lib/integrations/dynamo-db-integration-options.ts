import { ServiceIntegrationOptions } from './service-integration-options';

/** What expressions of Amazon DynamoDB have in common. */
export interface DynamoDbExpressionOptions extends ServiceIntegrationOptions {
  /**
   * What has to hold for the item before it is changed: "attribute_not_exists(id)". If it does not, callers get 409.
   *
   * @default - nothing
   */
  readonly condition?: string;

  /**
   * What stands for names in expressions, by "#name".
   *
   * @default - names stand for themselves
   */
  readonly expressionNames?: Record<string, string>;

  /**
   * Values in expressions, by ":value", in the JSON of Amazon DynamoDB: `{ ':age': { N: RequestValue.bodyText('$.age') } }`.
   *
   * @default - none
   */
  readonly expressionValues?: { [name: string]: any };
}

/** Options of `Integrations.dynamoDbGetItem`. The answer is the item, in the JSON of Amazon DynamoDB, or 404. */
export interface DynamoDbGetItemOptions extends ServiceIntegrationOptions {
  /** The key of the item, in the JSON of Amazon DynamoDB: `{ id: { S: RequestValue.path('id') } }`. */
  readonly key: { [name: string]: any };

  /**
   * Whether the item is read as it was last written, at twice the price.
   *
   * @default false
   */
  readonly consistentRead?: boolean;
}

/** Options of `Integrations.dynamoDbPutItem`. The answer is `{}`. */
export interface DynamoDbPutItemOptions extends DynamoDbExpressionOptions {
  /** The item, in the JSON of Amazon DynamoDB: `{ id: { S: RequestValue.path('id') }, age: { N: RequestValue.bodyText('$.age') } }`. */
  readonly item: { [name: string]: any };
}

/** Options of `Integrations.dynamoDbUpdateItem`. The answer is `{}`. */
export interface DynamoDbUpdateItemOptions extends DynamoDbExpressionOptions {
  /** The key of the item, in the JSON of Amazon DynamoDB: `{ id: { S: RequestValue.path('id') } }`. */
  readonly key: { [name: string]: any };

  /** What is changed: "SET age = :age". */
  readonly updateExpression: string;
}

/** Options of `Integrations.dynamoDbDeleteItem`. The answer is `{}`. */
export interface DynamoDbDeleteItemOptions extends DynamoDbExpressionOptions {
  /** The key of the item, in the JSON of Amazon DynamoDB: `{ id: { S: RequestValue.path('id') } }`. */
  readonly key: { [name: string]: any };
}

/**
 * Options of `Integrations.dynamoDbQuery`. The answer is `{ "items": […], "next": … }`, in the JSON of Amazon DynamoDB, where `next` is the key that
 * the next page starts after, or null; unless `response` says otherwise: `MappingTemplate.json(MappingList.of('$.Items', { id: ItemValue.member('id.S') }))`, for example.
 */
export interface DynamoDbQueryOptions extends ServiceIntegrationOptions {
  /** Which items are found: "customer = :customer". */
  readonly keyCondition: string;

  /** Values in the expression, by ":value", in the JSON of Amazon DynamoDB: `{ ':customer': { S: RequestValue.path('id') } }`. */
  readonly expressionValues: { [name: string]: any };

  /**
   * What stands for names in the expression, by "#name".
   *
   * @default - names stand for themselves
   */
  readonly expressionNames?: Record<string, string>;

  /**
   * The index that is asked.
   *
   * @default - the table
   */
  readonly indexName?: string;

  /**
   * How many items are read at most. At least 1.
   *
   * @default - 1 MB of them
   */
  readonly limit?: number;

  /**
   * Whether the last items come first.
   *
   * @default false
   */
  readonly descending?: boolean;

  /**
   * The key that the page starts after, in the JSON of Amazon DynamoDB, from what the answer before said in `next`:
   * `{ customer: { S: RequestValue.path('id') }, order: { S: RequestValue.query('after') } }`. It is left out of a request in which a value of it is absent.
   *
   * @default - only the first page can be read
   */
  readonly exclusiveStartKey?: { [name: string]: any };
}
