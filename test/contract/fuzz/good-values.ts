import { Said } from './said';

export type ApiType = 'Rest' | 'Http' | 'WebSocket';

const ROUTES: Record<ApiType, string[]> = {
  Rest: ['GET /first', 'GET /first', 'GET /first', 'GET /first', 'GET /orders'],
  Http: ['GET /first', 'GET /first', 'GET /first', 'GET /first', 'GET /orders'],
  WebSocket: ['$connect', 'first', 'first', 'first', 'sendMessage'],
};

const template = '{ "a": "$context.requestId" }';
const schema: Said = { members: { type: 'object', required: ['id'], properties: { members: { id: { members: { type: 'string' } } } } } };
const openApi: Said = {
  members: {
    openapi: '3.0.1',
    info: { members: { title: 'Orders', version: '1' } },
    paths: { members: { '/orders': { members: { get: { members: { operationId: 'list', responses: { members: { 200: { members: { description: 'Orders' } } } } } } } } } },
  },
};

/** Names of members by type of API, and what is text for them. Others get text that means nothing. */
const TEXT: Array<[RegExp, (type: ApiType) => string[]]> = [
  [/^(routes?|routes\[\]|compareRoutes)$/, (type) => ROUTES[type]],
  [/^routeKey$/, () => ['sendMessage', 'list', 'join', 'leave', 'typing', 'seen', '$default', '$disconnect']],
  [/^(stageName|stages|compareWith|stage)$/, (type) => (type === 'Http' ? ['prod', 'beta', '$default'] : ['prod', 'beta', 'dev'])],
  [/^OpenApiDocument\.path$/, () => ['test/contract/fuzz/files/orders.openapi.json']],
  [/^RequestSchema\.path$/, () => ['test/contract/fuzz/files/order.schema.json']],
  [/^path$/, () => ['/orders', '/orders/{id}', '/files/{proxy+}', '/', '/a-b_c/v1.0']],
  [/^(alertEmails|emails|contactEmail)$/i, () => ['oncall@example.com', 'team@example.org']],
  [/^allowOrigins$/, () => ['*', 'https://shop.example.com', 'https://a.example.com']],
  [/(url|link|issuer|jwksUri|origins?)$/i, () => ['https://example.com', 'https://shop.example.com/path']],
  [/Headers$/, () => ['X-Trace', 'Content-Type']],
  [/^binaryMediaTypes$/, () => ['image/png', '*/*']],
  [/^(keys|withoutKeys|requiredParameters)$/, () => ['query.page', 'header.Authorization']],
  [/^identitySources?$/, (type) => (type === 'WebSocket' ? ['query.token', 'header.Authorization'] : ['header.Authorization', 'query.token'])],
  [/^subnetGroupName$/, () => ['Isolated', 'Public']],
  [/^availabilityZones$/, () => ['dummy1a', 'eu-west-1a']],
  [/^webAclArn$/, () => ['arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/given/0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d']],
  [/^modelName$/, () => ['Order', 'Message']],
  [/^(authorizationScopes|scopes)$/, () => ['shop/orders', 'shop/read']],
  [/^(apiVersion|version)$/, () => ['1', '2.0']],
  [/^accountIds$/, () => ['111122223333', '444455556666']],
  [/^cidrs$/, () => ['192.0.2.0/24', '198.51.100.0/24']],
  [/^organizationIds$/, () => ['o-a1b2c3d4e5']],
  [/^arns$/, () => ['arn:aws:iam::111122223333:role/Caller']],
  [/^vpcEndpointIds$/, () => ['vpce-0a1b2c3d4e5f67890']],
  [/^vpcIds$/, () => ['vpc-0a1b2c3d4e5f67890']],
  [/^deploymentId$/, () => ['a1b2c3']],
  [/^(request|response)?Templates?$/i, () => [template]],
  [/^versions$/, () => ['1', '2']],
  [/^templateSelectionExpression$/, () => ['$default', '\\$default']],
  [/SelectionExpression$/, () => ['$request.body.action', '$request.body.type']],
  [/^gigabytes$/, () => ['0.5', '6.1']],
  [/^jsonPath$/, () => ['$.id', '$.items']],
  [/^cron$/, () => ['0 22 * * ? *']],
  [/^at$/, () => ['2027-03-01T10:00']],
  [/^region$/, () => ['eu-west-1', 'us-east-1']],
  [/^(statistic)$/, () => ['p99', 'Average']],
  [/^metricName$/, () => ['Count', 'Latency']],
  [/^statusCode$/, () => ['200', '404']],
  [/^contentType$/, () => ['application/json', 'application/problem+json']],
  [/^service$/, () => ['sqs', 'dynamodb']],
  [/^actions$/, () => ['sqs:SendMessage']],
  [/^action$/, () => ['SendMessage']],
  [/^resourceArns$/, () => ['arn:aws:sqs:eu-west-1:111122223333:jobs']],
  [/^httpMethod$/, () => ['GET', 'POST']],
  [/^pattern$/, () => ['.*NotFound.*']],
  [/^objectKey$/, () => ['{id}.json', 'index.html']],
  [/^keyCondition$/, () => ['id = :id']],
  [/^(updateExpression)$/, () => ['SET seen = :seen']],
  [/^condition$/, () => ['attribute_not_exists(id)']],
  [/^responseKey$/, () => ['$default', '/4\\d\\d/']],
  [/^query$/, () => ['fields @timestamp | limit 20']],
  [/^format$/, () => ['$context.requestId $context.status']],
  [/^openApiFile$/, () => ['orders.openapi.json']],
];

const NAMES = ['orders', 'Orders', 'a1', 'shop-beta'];

const NUMBERS: Array<[RegExp, number[]]> = [
  [/^(rateLimit|burstLimit)$/, [1, 10, 500, 1000]],
  [/^(percentile)$/, [50, 90, 99, 99.9]],
  [/^(availability)$/, [99, 99.9]],
  [/^(statusCode|status|successStatus)$/, [200, 201, 204]],
  [/^(evaluationPeriods|datapointsToAlarm|generation|otherGenerations)$/, [1, 2, 3]],
  [/^(percentTraffic)$/, [1, 10, 50]],
  [/^(memorySize)$/, [128, 512]],
  [/^(rate)$/, [0.05, 1]],
  [/^(length)$/, [20, 40]],
  [/^(height|width)$/, [2, 6]],
];

const KEYS: Array<[RegExp, (type: ApiType) => string[]]> = [
  [/^routes$/, (type) => ROUTES[type]],
  [/^(variables|stageVariableOverrides)$/, () => ['table', 'host_1']],
  [/^responseParameters$/, () => ['method.response.header.X-A']],
  [/^requestParameters$/, (type) => (type === 'Rest' ? ['method.request.querystring.page', 'method.request.header.X-A'] : ['route.request.querystring.page', 'integration.request.header.X-A'])],
  [/^(requestModels)$/, (type) => (type === 'Rest' ? ['application/json'] : ['$default'])],
  [/^(handlers|integrations|stagedHandlers)$/, () => ['list']],
  [/^(aliasNames|versions|aliases|provisionedConcurrency)$/, (type) => (type === 'Http' ? ['$default'] : ['prod'])],
  [/^(expressionValues)$/, () => [':id', ':seen']],
  [/^(expressionNames)$/, () => ['#s']],
  [/^(responseExamples)$/, () => ['200', '404']],
];

const find = <T>(table: Array<[RegExp, T]>, name: string) => table.find(([names]) => names.test(name))?.[1];

export const goodText = (name: string, type: ApiType) => find(TEXT, name)?.(type) ?? NAMES;
export const goodNumbers = (name: string) => find(NUMBERS, name) ?? [1, 2, 5, 10, 60];
export const goodKeys = (name: string, type: ApiType) => find(KEYS, name)?.(type) ?? ['id', 'name', 'X-Trace'];
export const goodJson = (name: string): Said[] => (/schema/i.test(name) ? [schema] : /definition/.test(name) ? [openApi] : ['text', 7, true, ['a'], { members: { id: 'a', count: 1 } }]);

/** Which of the durations that are given means something: 1, 5, 60, 300, 900, 3,600 and 86,400 seconds. */
export const durations = (name: string): number[] => (/timeout/i.test(name) ? [1, 0] : /period|ttl|duration|age/i.test(name) ? [2, 3] : /threshold|under|tolerance/.test(name) ? [0, 1] : [2, 3, 4, 5, 6]);
