import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  DynamoDbDeleteItemOptions, DynamoDbExpressionOptions, DynamoDbGetItemOptions, DynamoDbPutItemOptions, DynamoDbQueryOptions,
  DynamoDbUpdateItemOptions,
} from './dynamo-db-integration-options';
import { MappingTemplate } from './mapping-template';
import { ResponseValue } from './response-value';
import { errorBody, ServiceCall } from './service-integration';
import { fail, show } from '../private/errors';
import { checkNumber, isCount } from '../private/rules';

const CONDITION_FAILED = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html; what is not there is an answer of 200, too */
export function getItem(table: ITable, { key, consistentRead }: DynamoDbGetItemOptions): ServiceCall {
  return {
    ...call(table, 'GetItem', { Key: attributes('key', key), ConsistentRead: consistentRead }),
    response: MappingTemplate.json(ResponseValue.body('$.Item')),
    guard: (body) => `#set($item = "")#set($item = $input.path('$.Item'))#if("$!item" == "")#set($context.responseOverride.status = 404)${errorBody('Not found')}#else${body}#end`,
    otherStatuses: [404],
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putItem(table: ITable, options: DynamoDbPutItemOptions): ServiceCall {
  return change(table, 'PutItem', { Item: attributes('item', options.item) }, options);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateItem(table: ITable, options: DynamoDbUpdateItemOptions): ServiceCall {
  return change(table, 'UpdateItem', { Key: attributes('key', options.key), UpdateExpression: options.updateExpression }, options);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteItem(table: ITable, options: DynamoDbDeleteItemOptions): ServiceCall {
  return change(table, 'DeleteItem', { Key: attributes('key', options.key) }, options);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(table: ITable, options: DynamoDbQueryOptions): ServiceCall {
  const { keyCondition, expressionValues, expressionNames, indexName, limit, descending } = options;
  if (limit !== undefined) checkNumber('limit', limit, isCount, 'a whole number of at least 1', table);
  const asked = call(table, 'Query', {
    IndexName: indexName,
    KeyConditionExpression: keyCondition,
    ExpressionAttributeNames: expressionNames,
    ExpressionAttributeValues: attributes('expressionValues', expressionValues),
    Limit: limit,
    ScanIndexForward: descending === undefined ? undefined : !descending,
  });
  return {
    ...asked,
    target: { ...asked.target, resourceArns: [indexName === undefined ? table.tableArn : `${table.tableArn}/index/${indexName}`] },
    response: MappingTemplate.json({ items: ResponseValue.body('$.Items') }),
  };
}

/** A change, which is not made if its condition does not hold. */
function change(table: ITable, action: string, request: object, options: DynamoDbExpressionOptions): ServiceCall {
  const { condition, expressionNames, expressionValues } = options;
  const asked = call(table, action, {
    ...request,
    ConditionExpression: condition,
    ExpressionAttributeNames: expressionNames,
    ExpressionAttributeValues: expressionValues && attributes('expressionValues', expressionValues),
  });
  const conflict = `#set($type = $input.path('$.__type'))#if($type == "${CONDITION_FAILED.replace('#', '${hash}')}")#set($context.responseOverride.status = 409)${errorBody('Conflict')}#else${errorBody('Bad request')}#end`;
  return {
    ...asked,
    response: MappingTemplate.json({}),
    ...(condition === undefined ? {} : { otherStatuses: [409], errors: { 400: `#set($hash = "#")${conflict}` } }),
  };
}

function call(table: ITable, action: string, request: object): ServiceCall {
  return {
    service: 'dynamodb',
    path: `action/${action}`,
    httpMethod: 'POST',
    env: table.env,
    isNamed: true,
    target: { arn: table.tableArn, actions: [`dynamodb:${action}`], encryptionKey: table.encryptionKey },
    request: MappingTemplate.json({ TableName: table.tableName, ...request }),
  };
}

/** Attributes in the JSON of Amazon DynamoDB: each is an object of one member, which is its type. */
function attributes(prop: string, given: { [name: string]: any }): object {
  const wrong = Object.entries(given ?? {}).find(([, value]) => !isAttribute(value));
  if (wrong) fail(`'${prop}.${wrong[0]}' must be in the JSON of Amazon DynamoDB, got ${show(wrong[1])}: write { S: RequestValue.path('id') }, for example`);
  if (Object.keys(given ?? {}).length === 0) fail(`'${prop}' must have attributes, got ${show(given)}: write { id: { S: RequestValue.path('id') } }, for example`);
  return given;
}

function isAttribute(value: any): boolean {
  const types = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return types.length === 1 && ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'].includes(types[0]);
}
