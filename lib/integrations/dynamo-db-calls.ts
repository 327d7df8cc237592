import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Token } from 'aws-cdk-lib/core';
import { checkCalled, checkOptions, isText } from './check-calls';
import {
  DynamoDbDeleteItemOptions, DynamoDbExpressionOptions, DynamoDbGetItemOptions, DynamoDbPutItemOptions, DynamoDbQueryOptions,
  DynamoDbUpdateItemOptions,
} from './dynamo-db-integration-options';
import { MappingTemplate } from './mapping-template';
import { MappingValue } from './mapping-value';
import { OptionalMember } from './optional-member';
import { ResponseValue } from './response-value';
import { ServiceCall } from './service-call';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { Kinds } from '../private/kinds';
import { checkNumber, isCount } from '../private/rules';

/** What only reads, and what finds an item to delete it, needs of the key of the table; what writes makes keys of data, too. */
const READING = ['kms:Decrypt'];
const WRITING = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** What an error says where an expression has to stand. */
const EXPRESSION = (example: string) => `an expression, ${show(example)}, for example`;

const OF_CHANGES: Kinds<DynamoDbExpressionOptions> = [
  ['condition', isText, EXPRESSION('attribute_not_exists(id)')],
  ['expressionNames', isPlainObject, 'names by what stands for them, { "#name": "name" }, for example'],
  ['expressionValues', isPlainObject, 'attributes by name, { ":age": { N: RequestValue.bodyText(\'$.age\') } }, for example'],
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html; what is not there is an answer of 200, too */
export function getItem(table: ITable, options: DynamoDbGetItemOptions): ServiceCall {
  checkTable(table);
  checkOptions(options, [['consistentRead', (value) => typeof value === 'boolean', 'true or false']], [], table);
  return {
    ...call(table, 'GetItem', { Key: attributes('key', options?.key), ConsistentRead: options.consistentRead }, READING),
    response: MappingTemplate.json(ResponseValue.body('$.Item')),
    guard: (body, instead) => `#set($item = "")#set($item = $input.path('$.Item'))#if("$!item" == "")${instead(404, 'Not found')}#{else}${body}#end`,
    otherStatuses: [404],
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putItem(table: ITable, options: DynamoDbPutItemOptions): ServiceCall {
  return change(table, 'PutItem', () => ({ Item: attributes('item', options?.item) }), options);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateItem(table: ITable, options: DynamoDbUpdateItemOptions): ServiceCall {
  const kinds: Kinds<DynamoDbUpdateItemOptions> = [...OF_CHANGES as Kinds<DynamoDbUpdateItemOptions>, ['updateExpression', isText, EXPRESSION('SET age = :age')]];
  const request = () => ({ Key: attributes('key', options.key), UpdateExpression: options.updateExpression });
  return change(table, 'UpdateItem', request, options, { kinds, required: ['updateExpression'] });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteItem(table: ITable, options: DynamoDbDeleteItemOptions): ServiceCall {
  return change(table, 'DeleteItem', () => ({ Key: attributes('key', options?.key) }), options, { keyActions: READING });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(table: ITable, options: DynamoDbQueryOptions): ServiceCall {
  checkTable(table);
  checkOptions(options, [
    ['keyCondition', isText, EXPRESSION('id = :id')], ['expressionNames', isPlainObject, 'names by what stands for them, { "#name": "name" }, for example'], ['indexName', isText, 'the name of an index'],
  ], ['keyCondition'], table);
  const { keyCondition, expressionValues, expressionNames, indexName, limit, descending, exclusiveStartKey } = options;
  if (limit !== undefined) checkNumber('limit', limit, isCount, 'a whole number of at least 1', table);
  const asked = call(table, 'Query', {
    IndexName: indexName,
    KeyConditionExpression: keyCondition,
    ExpressionAttributeNames: expressionNames,
    ExpressionAttributeValues: attributes('expressionValues', expressionValues),
    Limit: limit,
    ScanIndexForward: descending === undefined ? undefined : !descending,
    ExclusiveStartKey: exclusiveStartKey && new OptionalMember(attributes('exclusiveStartKey', exclusiveStartKey)),
  }, READING);
  return {
    ...asked,
    target: { ...asked.target, resourceArns: [indexName === undefined ? table.tableArn : `${table.tableArn}/index/${indexName}`] },
    response: MappingTemplate.json({ items: ResponseValue.body('$.Items'), next: ResponseValue.body('$.LastEvaluatedKey') }),
  };
}

/** A change, which is not made if its condition does not hold. */
function change<T extends DynamoDbExpressionOptions>(
  table: ITable,
  action: string,
  request: () => object,
  options: T,
  { kinds = OF_CHANGES as Kinds<any>, required = [] as string[], keyActions = WRITING } = {},
): ServiceCall {
  checkTable(table);
  checkOptions<any>(options ?? {}, kinds, required, table);
  const { condition, expressionNames, expressionValues } = options ?? {};
  const asked = call(table, action, {
    ...request(),
    ConditionExpression: condition,
    ExpressionAttributeNames: expressionNames,
    ExpressionAttributeValues: expressionValues && attributes('expressionValues', expressionValues),
  }, keyActions);
  return {
    ...asked,
    response: MappingTemplate.json({}),
    conflicts: condition === undefined ? undefined : ['ConditionalCheckFailed'],
  };
}

function call(table: ITable, action: string, request: object, keyActions: string[]): ServiceCall {
  return {
    service: 'dynamodb',
    path: `action/${action}`,
    httpMethod: 'POST',
    env: table.env,
    isNamed: true,
    target: { arn: table.tableArn, actions: [`dynamodb:${action}`], encryptionKey: table.encryptionKey, keyActions },
    request: MappingTemplate.json({ TableName: table.tableName, ...request }),
    errorCode: '$.__type',
  };
}

function checkTable(table: ITable): void {
  checkCalled('table', table, 'tableArn', 'a table of aws-cdk-lib/aws-dynamodb');
}

/** Attributes in the JSON of Amazon DynamoDB: each is an object of one member, which is its type. */
function attributes(prop: string, given: { [name: string]: any }): object {
  const example = "write { id: { S: RequestValue.path('id') } }, for example";
  if (!isPlainObject(given) || Object.keys(given).length === 0) fail(`'${prop}' must have attributes, got ${show(given)}: ${example}`);
  for (const [name, value] of Object.entries(given)) checkAttribute(`${prop}.${name}`, value);
  return given;
}

function checkAttribute(place: string, attribute: unknown): void {
  const [[type, value] = ['', undefined], ...others] = isPlainObject(attribute) ? Object.entries(attribute) : [];
  if (others.length > 0 || !['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'].includes(type)) {
    fail(`'${place}' must be in the JSON of Amazon DynamoDB, got ${show(attribute)}: write { S: RequestValue.path('id') }, for example`);
  }
  const isScalar = ['S', 'N', 'B'].includes(type);
  if (value === undefined || value === null || (isScalar && typeof value !== 'string' && !(value instanceof MappingValue))) {
    fail(`'${place}.${type}' must be ${isScalar ? 'text' : 'a value'}, also of a number, got ${typeof value === 'number' ? value : show(value)}: write { ${type}: '5' }, for example`);
  }
  if (type === 'M' && isPlainObject(value)) for (const [name, inner] of Object.entries(value)) checkAttribute(`${place}.M.${name}`, inner);
  if (type === 'L' && Array.isArray(value) && !Token.isUnresolved(value)) value.forEach((inner, index) => checkAttribute(`${place}.L[${index}]`, inner));
}
