import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { AccessLogFormat, CfnStage, LogGroupLogDestination, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnV2Stage, HttpApi, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, Aspects, CfnParameter, Fn, Stack, StackProps } from 'aws-cdk-lib/core';
import {
  AccessLogQueries, AccessLogQuery, AccessLogs, AccountLogging, HttpAccessLogField, HttpAccessLogFormat, mixins, RestAccessLogField,
  RestAccessLogFormat, RestLayout,
} from '../../lib';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const QUERY = 'AWS::Logs::QueryDefinition';

function definitionsOf(stack: Stack): Record<string, any> {
  const all = Object.values(templateOf(stack).findResources(QUERY)).map(({ Properties }) => Properties);
  return Object.fromEntries(all.map((properties) => [typeof properties.Name === 'string' ? properties.Name : JSON.stringify(properties.Name), properties]));
}

function logGroupOf(stack: Stack, where = {}): string {
  const [id, ...others] = Object.keys(templateOf(stack).findResources('AWS::Logs::LogGroup', { Properties: where }));
  expect(others).toEqual([]);
  return id;
}

/** A stage of the L2 with the mixin's access log. */
function legacy(destination?: AccessLogs, stack = testStack()): { stack: Stack; api: RestApi } {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageAccessLogs({ destination, accountLogging: AccountLogging.existing() }));
  return { stack, api };
}

/** A gateway whose stage is defined with a canary. */
function withCanary() {
  const defined = testGateway();
  (defined.gateway.stage.node.defaultChild as CfnStage).canarySetting = { percentTraffic: 5 };
  return defined;
}

const OF_ALL = ['errors by route', 'slowest requests', 'latency by route', 'callers refused', 'refused requests, one by one', 'throttled callers', 'top talkers', 'one request'];

describe('a gateway', () => {
  test('has no saved queries until it is asked for them', () => {
    templateOf(testGateway().stack).resourceCountIs(QUERY, 0);
  });

  test.each<[string, () => { stack: Stack; names: string[] }, string, string[]]>([
    ['REST', () => { const { stack, gateway } = testGateway(); return { stack, names: gateway.addSavedQueries().names }; }, 'OrdersApi/prod', [...OF_ALL, 'authorizer latency', 'one trace']],
    ['REST, of resources', () => { const { stack, gateway } = testGateway({ layout: RestLayout.RESOURCES }); return { stack, names: gateway.addSavedQueries().names }; }, 'OrdersApi/prod', [...OF_ALL, 'authorizer latency', 'one trace']],
    ['REST with a canary', () => { const { stack, gateway } = withCanary(); return { stack, names: gateway.addSavedQueries().names }; }, 'OrdersApi/prod', [...OF_ALL, 'authorizer latency', 'canary and base', 'one trace']],
    ['HTTP', () => { const { stack, gateway } = testHttpGateway(); return { stack, names: gateway.addSavedQueries().names }; }, 'OrdersApi/$default', OF_ALL],
    ['WebSocket', () => { const { stack, gateway } = testWebSocketGateway(); return { stack, names: gateway.addSavedQueries().names }; }, 'ChatApi/prod', [...OF_ALL, 'authorizer latency', 'connects and disconnects', 'events by type', 'one connection']],
  ])('of type %s saves those whose fields its line has, on its log group', (_type, define, folder, expected) => {
    const { stack, names } = define();
    const definitions = definitionsOf(stack);
    expect([...names].sort()).toEqual([...expected].sort());
    expect(Object.keys(definitions).sort()).toEqual(names.map((name) => `${folder}/${name}`).sort());
    const logGroup = Object.keys(templateOf(stack).findResources('AWS::Logs::LogGroup')).find((id) => id.includes('AccessLogs'));
    for (const { LogGroupNames } of Object.values(definitions)) expect(LogGroupNames).toEqual([{ Ref: logGroup }]);
  });

  test('names the fields as its own format does', () => {
    const format = RestAccessLogFormat.json(RestAccessLogField.STATUS.withKey('answer'), RestAccessLogField.HTTP_METHOD, RestAccessLogField.RESOURCE_PATH.withKey('route-of'));
    const { stack, gateway } = testGateway({ accessLogs: AccessLogs.cloudWatch({ format }) });
    gateway.addSavedQueries();
    expect(Object.keys(definitionsOf(stack)).sort()).toEqual(['OrdersApi/prod/errors by route', 'OrdersApi/prod/one request']);
    expect(definitionsOf(stack)['OrdersApi/prod/errors by route'].QueryString).toBe([
      '# Requests that were answered with 400 or above, by route and status', 'filter answer >= 400', '| stats count(*) as requests by httpMethod, `route-of`, answer', '| sort requests desc', '| limit 100',
    ].join('\n'));
  });

  test('asks for what a query needs to know', () => {
    const { stack, gateway } = testGateway();
    gateway.addSavedQueries({ queries: [AccessLogQuery.ONE_TRACE], folder: 'on call/orders' });
    expect(definitionsOf(stack)).toEqual({
      'on call/orders/one trace': expect.objectContaining({ QueryString: expect.stringContaining('filter xrayTraceId like "{{traceId}}"'), Parameters: [expect.objectContaining({ Name: 'traceId', DefaultValue: '1-' })] }),
    });
  });

  test('has them for further stages, too, on their log groups', () => {
    const [rest, http, webSocket] = [testGateway(), testHttpGateway(), testWebSocketGateway()];
    for (const { stack, gateway } of [rest, http, webSocket]) {
      gateway.addStage('beta', {}).addSavedQueries({ queries: [AccessLogQuery.ERRORS_BY_ROUTE] });
      const [definition] = Object.values(definitionsOf(stack));
      expect(definition.Name).toMatch(/^(OrdersApi|ChatApi)\/beta\/errors by route$/);
      expect(definition.LogGroupNames).toEqual([{ Ref: expect.stringContaining('Stagebeta') }]);
    }
  });

  test('saves them once', () => {
    const { gateway } = testGateway();
    gateway.addSavedQueries();
    expect(() => gateway.addSavedQueries()).toThrow(/^queries are saved already as "#SavedQueries": name all in one list of 'queries', or write AccessLogQueries.fromStage with another id\n {4}at \[Shop\/OrdersApi\]/);
  });

  test('tells the text of a query, for a dashboard', () => {
    const queries = testGateway().gateway.addSavedQueries({ queries: [AccessLogQuery.TOP_TALKERS] });
    expect(queries.queryString(AccessLogQuery.TOP_TALKERS)).toMatch(/^# Who calls most\nstats count\(\*\) as requests by apiKeyId, sourceIp, caller\n/);
    expect(() => queries.queryString(AccessLogQuery.CANARY)).toThrow(/^'query' must be one that is saved here, got "canary and base": write one of "top talkers"\n/);
  });

  test('without an access log says so', () => {
    expect(() => testGateway({ accessLogs: AccessLogs.none() }).gateway.addSavedQueries()).toThrow(/^'stage' writes no access log, .*: apply mixins\.StageAccessLogs to it before, or set 'accessLogs' of its gateway\n/);
  });
});

describe('a stage that is no gateway\'s', () => {
  test('has them after the mixin, by L2 and by L1', () => {
    const { stack, api } = legacy();
    AccessLogQueries.fromStage(stack, 'ByL2', api.deploymentStage, { queries: [AccessLogQuery.CANARY] });
    AccessLogQueries.fromStage(stack, 'ByL1', api.deploymentStage.node.defaultChild!, { queries: [AccessLogQuery.ERRORS_BY_ROUTE] });
    expect(definitionsOf(stack)).toMatchObject({ 'Legacy/prod/canary and base': { LogGroupNames: [{ Ref: logGroupOf(stack) }] }, 'Legacy/prod/errors by route': {} });
  });

  test('of a HTTP and of a WebSocket API, too', () => {
    const stack = testStack();
    const http = new HttpStage(stack, 'HttpStage', { httpApi: new HttpApi(stack, 'Http', { apiName: 'orders' }), stageName: 'live' });
    const webSocket = new WebSocketStage(stack, 'SocketStage', { webSocketApi: new WebSocketApi(stack, 'Socket'), stageName: 'live' });
    for (const stage of [http, webSocket]) {
      stage.with(new mixins.StageAccessLogs({ accountLogging: stage === webSocket ? AccountLogging.existing() : undefined }));
      AccessLogQueries.fromStage(stack, `${stage.node.id}Queries`, stage, { queries: [AccessLogQuery.ERRORS_BY_ROUTE] });
    }
    expect(Object.keys(definitionsOf(stack))).toEqual(['orders/live/errors by route', 'Socket/live/errors by route']);
  });

  test('that logs as the L2 does has those whose fields the L2 has', () => {
    const stack = testStack();
    const group = new LogGroup(stack, 'Log');
    const api = new RestApi(stack, 'Legacy', { deployOptions: { accessLogDestination: new LogGroupLogDestination(group), accessLogFormat: AccessLogFormat.jsonWithStandardFields() } });
    api.root.addMethod('GET', new MockIntegration());
    const { names } = AccessLogQueries.fromStage(stack, 'Queries', api.deploymentStage);
    expect(names).toEqual(['errors by route', 'callers refused', 'refused requests, one by one', 'throttled callers', 'top talkers', 'one request']);
    expect(definitionsOf(stack)['Legacy/prod/top talkers']).toMatchObject({ LogGroupNames: [{ Ref: logGroupOf(stack) }], QueryString: expect.stringContaining('by ip, caller') });
  });

  test.each<[string, (stack: Stack) => LogGroup, unknown]>([
    ['a name', (stack) => LogGroup.fromLogGroupName(stack, 'Theirs', '/orders/access') as LogGroup, '/orders/access'],
    ['a literal ARN', (stack) => LogGroup.fromLogGroupArn(stack, 'Theirs', 'arn:aws:logs:eu-west-1:111111111111:log-group:/orders/access:*') as LogGroup, '/orders/access'],
    ['a parameter', (stack) => LogGroup.fromLogGroupName(stack, 'Theirs', new CfnParameter(stack, 'Name').valueAsString) as LogGroup, { Ref: 'Name' }],
  ])('that logs to a log group imported by %s has its name', (_how, define, name) => {
    const stack = testStack('Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
    const { api } = legacy(AccessLogs.cloudWatch({ logGroup: define(stack) }), stack);
    AccessLogQueries.fromStage(stack, 'Queries', api.deploymentStage, { queries: [AccessLogQuery.TOP_TALKERS] });
    expect(definitionsOf(stack)['Legacy/prod/top talkers'].LogGroupNames).toEqual([name]);
  });

  test('whose destination is any ARN has the name that is in it', () => {
    const stack = testStack();
    const arn = Fn.importValue('LogArn');
    const stage = new CfnStage(stack, 'Stage', { restApiId: 'abc', stageName: 'live', accessLogSetting: { destinationArn: arn, format: RestAccessLogFormat.json().toString() } });
    AccessLogQueries.fromStage(stack, 'Queries', stage, { queries: [AccessLogQuery.TOP_TALKERS] });
    expect(definitionsOf(stack)).toEqual({ 'abc/live/top talkers': expect.objectContaining({ LogGroupNames: [{ 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::ImportValue': 'LogArn' }] }] }] }) });
  });

  test('whose log group is an L1 has a reference to it, in another stack, too', () => {
    const app = new App();
    const [logs, apis] = [new Stack(app, 'Logs'), new Stack(app, 'Apis')];
    const group = new CfnLogGroup(logs, 'Group');
    const stage = new CfnV2Stage(apis, 'Stage', { apiId: 'abc', stageName: 'live', accessLogSettings: { destinationArn: group.attrArn, format: HttpAccessLogFormat.json().toString() } });
    AccessLogQueries.fromStage(apis, 'Queries', stage, { queries: [AccessLogQuery.TOP_TALKERS] });
    expect(definitionsOf(apis)['abc/live/top talkers'].LogGroupNames).toEqual([{ 'Fn::ImportValue': expect.stringContaining('RefGroup') }]);
  });
});

describe('several stages', () => {
  test('are read together, with what their lines have in common', () => {
    const { stack, gateway } = testGateway();
    const beta = gateway.addStage('beta', {
      accessLogs: AccessLogs.cloudWatch({ format: RestAccessLogFormat.json(RestAccessLogField.STATUS, RestAccessLogField.SOURCE_IP.withKey('address'), RestAccessLogField.HTTP_METHOD, RestAccessLogField.RESOURCE_PATH) }),
    });
    const { names } = AccessLogQueries.fromStages(stack, 'All', [gateway.stage, beta.stage]);
    expect(names).toEqual(['errors by route', 'one request']); // addresses have two names
    const definition = definitionsOf(stack)['All/errors by route'];
    expect(definition.LogGroupNames).toEqual([{ Ref: expect.stringContaining('prod') }, { Ref: expect.stringContaining('Stagebeta') }]);
    expect(() => AccessLogQueries.fromStages(stack, 'None', [])).toThrow(/^'stages' must be a list of stages, got \[\]: write \[gateway.stage\], for example/);
  });
});

describe('log groups', () => {
  test('have them by the format that is said of them', () => {
    const stack = testStack();
    const logGroups = [LogGroup.fromLogGroupName(stack, 'One', 'one'), LogGroup.fromLogGroupName(stack, 'Two', 'two')];
    AccessLogQueries.fromLogGroups(stack, 'Theirs', { logGroups, format: HttpAccessLogFormat.json(), queries: [AccessLogQuery.TOP_TALKERS] });
    expect(definitionsOf(stack)).toEqual({ 'Theirs/top talkers': { Name: 'Theirs/top talkers', LogGroupNames: ['one', 'two'], QueryString: expect.stringContaining('by sourceIp') } });
  });
});

describe('it fails', () => {
  const literal = (destinationArn: string, format = RestAccessLogFormat.json().toString(), props = {}) => {
    const stack = testStack('Shop', { env: { account: '111111111111', region: 'eu-west-1' }, ...props });
    return { stack, stage: new CfnStage(stack, 'Stage', { restApiId: 'abc', stageName: 'live', accessLogSetting: { destinationArn, format } }) };
  };
  const LOG = 'arn:aws:logs:eu-west-1:111111111111:log-group:access';

  test.each<[string, RegExp]>([
    ['arn:aws:logs:eu-west-1:222222222222:log-group:access', /^the access log must be in the account and Region of its queries, got a log group of "222222222222" in "eu-west-1": define the queries in a stack that is there\n {4}at \[Shop\]/],
    ['arn:aws:logs:us-east-1:111111111111:log-group:access', /^the access log must be in the account and Region of its queries/],
    ['arn:aws:firehose:eu-west-1:111111111111:deliverystream/amazon-apigateway-x', /^'stage' writes its access log to Firehose, where CloudWatch Logs Insights does not read: write AccessLogs\.cloudWatch\(\) for saved queries\n/],
  ])('for a destination %s', (arn, message) => {
    const { stack, stage } = literal(arn);
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', stage)).toThrow(message);
  });

  test('for a delivery stream of the app', () => {
    const stack = testStack();
    const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-x' });
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', legacy(AccessLogs.firehose(stream), stack).api.deploymentStage)).toThrow(/^'stage' writes its access log to Firehose/);
  });

  test('for log groups of another account', () => {
    const stack = testStack('Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
    const logGroup = LogGroup.fromLogGroupArn(stack, 'Theirs', 'arn:aws:logs:eu-west-1:222222222222:log-group:access');
    expect(() => AccessLogQueries.fromLogGroups(stack, 'Queries', { logGroups: [logGroup], format: HttpAccessLogFormat.json() })).toThrow(/^the access log must be in the account and Region of its queries/);
  });

  test.each<[string, string, RegExp]>([
    ['comma-separated values', RestAccessLogFormat.csv().toString(), /^'format' of the access log must be JSON, in which alone CloudWatch Logs Insights finds fields by itself, got .*: take RestAccessLogFormat\.json\(\) or that of the API's type\n/],
    ['XML', RestAccessLogFormat.xml().toString(), /must be JSON, in which alone/],
    ['the common log format', RestAccessLogFormat.clf().toString(), /must be JSON, in which alone/],
    ['variables without quotes', '{"id": "$context.requestId", "status": $context.status}', /^'format' of the access log must be JSON with every value in quotes, got .*: quote each variable, since an absent one is logged as "-", or take/],
    ['nothing to read', '{"id": "id $context.requestId", "@x": "$context.status", "n": 1, "l": ["$context.stage"]}', /^'queries' has none to save: name one, or let the access log have more fields\n {4}at \[Shop\/Queries\]/],
  ])('for a format of %s', (_what, format, message) => {
    const { stack, stage } = literal(LOG, format);
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', stage)).toThrow(message);
  });

  test('for a format or a setting that is known only at deployment', () => {
    const { stack, stage } = literal(LOG, Fn.importValue('Format'));
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', stage)).toThrow(/^'format' of the access log is not known before deployment, so that no query can be made for it: write it as text\n/);
    stage.accessLogSetting = Fn.getAtt('Custom', 'Setting');
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', stage)).toThrow(/^'stage' has an access log that is not known before deployment/);
  });

  test('for a query that needs what the line lacks, naming it for each type', () => {
    const { stack, gateway } = testHttpGateway();
    expect(() => gateway.addSavedQueries({ queries: [AccessLogQuery.CANARY] })).toThrow(/^'queries' has "canary and base", for which the access log lacks \$context\.isCanaryRequest: add the field to its format, or leave the query out\n/);
    const { stage } = literal(LOG, '{"id": "$context.requestId", "status": "$context.status"}');
    expect(() => AccessLogQueries.fromStage(stack, 'Queries', stage, { queries: [AccessLogQuery.ERRORS_BY_ROUTE] })).toThrow(/lacks \$context\.httpMethod and \$context\.resourcePath: /);
    const format = HttpAccessLogFormat.json(HttpAccessLogField.STATUS, HttpAccessLogField.HTTP_METHOD);
    const routeless = testHttpGateway({ accessLogs: AccessLogs.cloudWatch({ format }) }).gateway;
    expect(() => routeless.addSavedQueries({ queries: [AccessLogQuery.ERRORS_BY_ROUTE] })).toThrow(/lacks \$context\.routeKey: /);
    const mine = AccessLogQuery.of('mine', { query: 'stats count(*) by $context.authorizer.tenant, $context.status' });
    expect(() => AccessLogQueries.fromStage(stack, 'Others', stage, { queries: [mine] })).toThrow(/^'queries' has "mine", for which the access log lacks \$context\.authorizer\.tenant: /);
  });

  test('for what is no stage, and for an imported one', () => {
    const { stack, api } = legacy();
    expect(() => AccessLogQueries.fromStage(stack, 'A', api)).toThrow(/^'stage' must be a stage that is defined in the app, got .*, whose access log is not known: write AccessLogQueries\.fromLogGroups for what is imported\n/);
    expect(() => AccessLogQueries.fromStage(stack, 'B', undefined as never)).toThrow(/^'stage' must be a stage that is defined in the app, got undefined,/);
    const imported = HttpStage.fromHttpStageAttributes(stack, 'Imported', { api: new HttpApi(stack, 'Http'), stageName: 'live' });
    expect(() => AccessLogQueries.fromStage(stack, 'C', imported)).toThrow(/^'stage' must be a stage that is defined in the app/);
  });

  test.each<[unknown, RegExp]>([
    [{ queries: 'all' }, /^'queries' must be a list of queries, such as \[AccessLogQuery\.ERRORS_BY_ROUTE\], got "all"\n/],
    [{ queries: ['errors'] }, /^'queries' must be a list of queries/],
    [{ queries: [] }, /^'queries' has none to save/],
    [{ queries: [AccessLogQuery.CANARY, AccessLogQuery.CANARY] }, /^'queries' has two of the name "canary and base": give one another name\n/],
    [{ folder: '/orders' }, /^'folder' must be a name that neither begins nor ends with a slash, such as "orders\/prod", got "\/orders"\n/],
    [{ folder: ' ' }, /^'folder' must be a name that neither begins nor ends with a slash, such as "orders\/prod", got " "\n/],
    [{ folder: 'a//b' }, /^'folder' must be a name/],
    [{ folder: 'a/ /b' }, /^'folder' must be a name/],
    [{ folder: 'a\nb' }, /^'folder' must be a name/],
    [{ query: [] }, /^'options' has no option 'query': write one of 'queries', 'folder'\n/],
    [{ queries: [AccessLogQuery.of('a/b', { query: 'limit 1' }), AccessLogQuery.of('a--b', { query: 'limit 2' })] }, /^'queries' has "a--b" and one of a name in which only "\/" and "--" differ: give one another name\n/],
    [{ folder: 'x'.repeat(250) }, /^the name of a query must be at most 255 characters with its folder, got "x+\/errors by route": give 'folder' a shorter name\n/],
    [{ queries: [AccessLogQuery.of('long', { query: `filter $context.status = 200${' '.repeat(10_000)}` })] }, /^'query' of "long" must be at most 10000 characters, got \d+: shorten it\n/],
    ['all', /^options must be a structure, got "all"/],
  ])('for options that cannot be (%#)', (options, message) => {
    expect(() => testGateway().gateway.addSavedQueries(options as never)).toThrow(message);
  });

  test.each<[object, RegExp]>([
    [{}, /^set 'logGroups' and 'format' for queries of log groups, got \{\}\n/],
    [{ logGroups: [] }, /^'logGroups' must be a list of log groups of aws-cdk-lib\/aws-logs, got \[\]\n/],
    [{ logGroup: [] }, /^'options' has no option 'logGroup': write one of 'queries', 'folder', 'logGroups', 'format'\n/],
    [{ format: 'json' }, /^'format' must be a format, such as RestAccessLogFormat\.json\(\), got "json"\n/],
  ])('for log groups %j', (options, message) => {
    expect(() => AccessLogQueries.fromLogGroups(testStack(), 'Queries', options as never)).toThrow(message);
  });

  test.each<[unknown, object | undefined, RegExp]>([
    ['/x', { query: 'limit 1' }, /^'name' of a query must be one line of at most 200 characters that begins and ends with neither a slash nor a space, got "\/x": write "calls of tenants", for example$/],
    [7, { query: 'limit 1' }, /^'name' of a query must be one line/],
    ['x', undefined, /^'query' of "x" must be text, got undefined: write "filter \$context\.status >= 500", for example$/],
    ['x', { query: ' ' }, /^'query' of "x" must be text, got " "/],
    ['x', { query: 'limit 1', description: 'a\n| limit 2' }, /^'description' of "x" must be one line, got/],
    ['x', { query: 'limit {{n}}' }, /^'query' of "x" asks for \{\{n\}\}, which is not among its 'parameters': add \{ name: "n" \} to them$/],
    ['x', { query: 'limit 1', parameters: [{ name: 'n' }] }, /^'parameters' of "x" have "n", which the query does not use: write \{\{n\}\} in it, or leave the parameter out$/],
    ['x', { query: 'limit {{n}}', parameters: [{ name: 'n' }, { name: 'n' }] }, /^'parameters' of "x" must have names of letters, digits and underscores, each once, got "n": write "tenant", for example$/],
    ['x', { query: 'limit {{n-m}}', parameters: [{ name: 'n-m' }] }, /^'parameters' of "x" must have names of letters/],
    ['x', { query: 'limit {{n}}', parameters: [{ name: 'n', defaultValue: 5 }] }, /^'defaultValue' of the parameter "n" of "x" must be text, got 5$/],
    ['x', { query: 'limit {{n}}', parameters: [{ name: 'n', default: '5' }] }, /^the parameter "n" of the query "x" has no option 'default': write one of 'name', 'defaultValue', 'description'$/],
    ['x', { query: 'limit 1', descripton: 'First' }, /^the query "x" has no option 'descripton': write one of 'query', 'description', 'parameters'$/],
    ['x', { query: 'limit {{n}}', parameters: 'n' }, /^'parameters' of "x" must be a list of at most 20 parameters, got "n"/],
  ])('for a query %j of one\'s own %j', (name, options, message) => {
    expect(() => AccessLogQuery.of(name as never, options as never)).toThrow(message);
  });
});

describe('log groups of queries', () => {
  const queriesOf = (names: string[]) => {
    const stack = testStack();
    const logGroups = names.map((name, index) => LogGroup.fromLogGroupName(stack, `Log${index}`, name));
    AccessLogQueries.fromLogGroups(stack, 'Queries', { logGroups, format: RestAccessLogFormat.json(), queries: [AccessLogQuery.CANARY] });
    return Object.values(definitionsOf(stack))[0].LogGroupNames;
  };

  test('are named once each', () => {
    expect(queriesOf(['orders', 'carts', 'orders'])).toEqual(['orders', 'carts']);
  });

  test('are at most 50, which is what a query reads', () => {
    const names = Array.from({ length: 51 }, (_, index) => `orders${index}`);
    expect(queriesOf(names.slice(1))).toHaveLength(50);
    expect(() => queriesOf(names)).toThrow(/^a query must be of at most 50 log groups, got 51: save several, each of some of the log groups\n {4}at \[Shop\/Queries\]/);
  });
});

describe('two queries of one name', () => {
  const warnings = (app: App, id: string) => app.synth().getStackArtifact(id).messages.map(({ entry }) => String(entry.data)).filter((text) => text.includes('is the name of a query'));
  const shops = (env: Array<StackProps['env']>) => {
    const app = new App();
    const stacks = env.map((place, index) => new Stack(app, `Shop${index}`, { env: place }));
    for (const stack of stacks) testGateway({}, stack).gateway.addSavedQueries();
    return warnings(app, 'Shop1');
  };
  const place = (account: string, region = 'eu-west-1') => ({ account, region });

  test('fail in a stack, and another folder tells them apart', () => {
    const { stack, gateway } = testGateway();
    gateway.addSavedQueries();
    expect(() => AccessLogQueries.fromStage(stack, 'More', gateway.stage)).toThrow(/^"OrdersApi\/prod\/errors by route" is the name of a query of \[Shop\/OrdersApi\/#SavedQueries\] already: give these another 'folder'\n {4}at \[Shop\/More\]/);
    expect(() => AccessLogQueries.fromStage(stack, 'Others', gateway.stage, { folder: 'others' })).not.toThrow();
  });

  test.each([[[undefined, undefined]], [[place('111111111111'), place('111111111111')]]])('get a word of warning in two stacks that may meet, %j', (env) => {
    expect(shops(env)).toEqual([expect.stringMatching(/^"OrdersApi\/prod\/errors by route" is the name of a query of \[Shop0\/OrdersApi\/#SavedQueries\] already, and in one account and Region nobody can tell the two apart: give one a 'folder', or each stack its 'env'/)]);
  });

  test.each([[[place('111111111111'), place('222222222222')]], [[place('111111111111'), place('111111111111', 'us-east-1')]]])('get none where they do not, %j', (env) => {
    expect(shops(env)).toEqual([]);
  });
});

test('a query of canaries is saved for a stage that is asked for it, though its template has none', () => {
  const { gateway } = testGateway();
  expect(gateway.addSavedQueries({ queries: [AccessLogQuery.CANARY] }).names).toEqual(['canary and base']);
});

describe('a format that is changed after the queries', () => {
  const changed = (change: (stage: CfnStage) => void) => {
    const { stack, api } = legacy();
    AccessLogQueries.fromStage(stack, 'Queries', api.deploymentStage, { queries: [AccessLogQuery.ERRORS_BY_ROUTE] });
    change(api.deploymentStage.node.defaultChild as CfnStage);
    return () => templateOf(stack);
  };
  const message = /the format of the access log was changed after the queries on it were saved: change it before, so that the queries name its fields/;

  test('is an error at synthesis, by an aspect, too', () => {
    const other = (stage: CfnStage) => { stage.accessLogSetting = { destinationArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:access', format: '$context.requestId' }; };
    expect(changed(other)).toThrow(message);
    expect(changed((stage) => Aspects.of(stage).add({ visit: () => other(stage) }))).toThrow(message);
    expect(changed((stage) => { stage.accessLogSetting = undefined; })).toThrow(/'stage' writes no access log/);
    expect(changed(() => {})).not.toThrow();
  });
});

test('a query of one\'s own is saved with its comment and its parameters', () => {
  const { stack, gateway } = testGateway();
  const mine = AccessLogQuery.of('slow/of an address', {
    query: 'filter $context.responseLatency > 1000 and $context.identity.sourceIp = "{{ip}}" | display @message', description: 'Slow requests of an address', parameters: [{ name: 'ip', defaultValue: '203.0.113.7' }],
  });
  gateway.addSavedQueries({ queries: [mine] });
  templateOf(stack).hasResourceProperties(QUERY, {
    Name: 'OrdersApi/prod/slow/of an address',
    QueryString: '# Slow requests of an address\nfilter responseLatency > 1000 and sourceIp = "{{ip}}" | display @message',
    Parameters: [{ Name: 'ip', DefaultValue: '203.0.113.7', Description: Match.absent() }],
  });
});

test('docs/saved-queries.md has the queries, and for which types of APIs the default line has their fields', () => {
  const ofTypes = [withCanary(), testHttpGateway(), testWebSocketGateway()].map(({ gateway }) => gateway.addSavedQueries().names);
  const constants = Object.entries(AccessLogQuery).filter(([, query]) => query instanceof AccessLogQuery) as Array<[string, AccessLogQuery]>;
  const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'saved-queries.md'), 'utf8');
  const found = [...text.matchAll(/^\| (.+) \| `([A-Z_]+)` \| .+ \| (.+) \| (.+) \| (.+) \|$/gm)];
  const rows = found.map(([, name, constant, ...offers]) => [constant, name, offers.map((offer) => offer !== '–')] as const);
  const expected = constants.map(([constant, { name }]) => [constant, ofTypes.map((names) => names.includes(name))]);
  expect(rows.map(([constant, , offers]) => [constant, offers])).toEqual(expected);
  for (const [index, [, name]] of rows.entries()) expect(name).toContain(constants[index][1].name);
});
