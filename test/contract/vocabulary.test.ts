import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, AlarmSet, GatewayProps, HttpGateway, HttpGatewayProps, HttpRouteAuthorizer, RestGateway, RestGatewayProps, RouteAuthorizer,
  WebSocketAlarmSet, WebSocketGateway, WebSocketGatewayProps, WebSocketRouteAuthorizer,
} from '../../lib';
import { methodsOf, templateOf, testFunction, testStack } from '../helpers';

/** What the table asks of a gateway of every type, in its words; only types differ. */
interface Asked extends GatewayProps {
  readonly stageName?: string;
  readonly authorizer?: 'iam' | 'none';
  readonly alarms?: 'none';
}

interface Route {
  readonly throttle?: { rateLimit?: number; burstLimit?: number };
  readonly authorizer?: 'iam' | 'none';
}

/** What CloudFormation is told, read back in one shape for every type. */
interface Told {
  readonly authorization: string;
  readonly limits: [rate: number, burst: number];
  readonly routeLimits: [rate: number, burst: number];
}

interface Type {
  readonly name: string;
  readonly stage: string;
  define(stack: Stack, asked: Asked): { addRoute: (handler: IFunction, route: Route) => unknown; url: string; alarms: object };
  told(stack: Stack): Told;
}

const limitsOf = (settings: any): [number, number] => [settings.ThrottlingRateLimit, settings.ThrottlingBurstLimit];
const only = (stack: Stack, type: string, where = {}) => Object.values(templateOf(stack).findResources(type, { Properties: where }))[0].Properties;

const V2_STAGE = 'AWS::ApiGatewayV2::Stage';

const v2Told = (routeKey: string, routeOfAuthorizer: string) => (stack: Stack): Told => {
  const stage = only(stack, V2_STAGE);
  return {
    authorization: only(stack, 'AWS::ApiGatewayV2::Route', { RouteKey: routeOfAuthorizer }).AuthorizationType,
    limits: limitsOf(stage.DefaultRouteSettings),
    routeLimits: limitsOf(stage.RouteSettings?.[routeKey] ?? stage.DefaultRouteSettings),
  };
};

const TYPES: Type[] = [
  {
    name: 'RestGateway',
    stage: 'AWS::ApiGateway::Stage',
    define: (stack, { authorizer, alarms, ...asked }) => {
      const props: RestGatewayProps = { ...asked, authorizer: authorizer && RouteAuthorizer[authorizer](), alarms: alarms && AlarmSet.none() };
      const gateway = new RestGateway(stack, 'Api', props);
      const addRoute = (handler: IFunction, route: Route) => gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, throttle: route.throttle, authorizer: route.authorizer && RouteAuthorizer[route.authorizer]() });
      return { addRoute, get url() { return gateway.url; }, get alarms() { return gateway.alarms; } };
    },
    told: (stack) => {
      const settings: any[] = only(stack, 'AWS::ApiGateway::Stage').MethodSettings;
      const route = settings.find(({ ResourcePath, HttpMethod: method }) => ResourcePath === '/~1orders~1{id}' && method === 'GET');
      const { authorization } = methodsOf(stack)['GET /orders/{id}'];
      return { authorization: authorization.type ?? authorization, limits: limitsOf(settings[0]), routeLimits: limitsOf(route ?? settings[0]) };
    },
  },
  {
    name: 'HttpGateway',
    stage: V2_STAGE,
    define: (stack, { authorizer, alarms, ...asked }) => {
      const props: HttpGatewayProps = { ...asked, authorizer: authorizer && HttpRouteAuthorizer[authorizer](), alarms: alarms && AlarmSet.none() };
      const gateway = new HttpGateway(stack, 'Api', props);
      const addRoute = (handler: IFunction, route: Route) => gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, throttle: route.throttle, authorizer: route.authorizer && HttpRouteAuthorizer[route.authorizer]() });
      return { addRoute, get url() { return gateway.url; }, get alarms() { return gateway.alarms; } };
    },
    told: v2Told('GET /orders/{id}', 'GET /orders/{id}'),
  },
  {
    name: 'WebSocketGateway',
    stage: V2_STAGE,
    define: (stack, { authorizer, alarms, ...asked }) => {
      const set = alarms && WebSocketAlarmSet.none();
      const props: WebSocketGatewayProps = { ...asked, authorizer: authorizer && WebSocketRouteAuthorizer[authorizer](), alarms: set };
      const gateway = new WebSocketGateway(stack, 'Api', props);
      const addRoute = (handler: IFunction, route: Route) => {
        gateway.addRoute('$connect', { authorizer: route.authorizer && WebSocketRouteAuthorizer[route.authorizer]() });
        gateway.addRoute('sendMessage', { handler, throttle: route.throttle });
      };
      return { addRoute, get url() { return gateway.url; }, get alarms() { return gateway.alarms; } };
    },
    told: v2Told('sendMessage', '$connect'),
  },
];

describe.each(TYPES)('$name, in the one vocabulary,', (type) => {
  const define = (asked: Asked = {}, route: Route = {}, stack = testStack()) => {
    const gateway = type.define(stack, asked);
    gateway.addRoute(testFunction(stack), route);
    return { stack, gateway };
  };
  const told = (asked?: Asked, route?: Route) => type.told(define(asked, route).stack);

  test.each<[Asked, Route, string]>([
    [{}, {}, 'AWS_IAM'],
    [{ authorizer: 'iam' }, {}, 'AWS_IAM'],
    [{ authorizer: 'none' }, {}, 'NONE'],
    [{}, { authorizer: 'none' }, 'NONE'],
    [{ authorizer: 'none' }, { authorizer: 'iam' }, 'AWS_IAM'],
  ])('authorizes: gateway %j, route %j: %s', (asked, route, expected) => {
    expect(told(asked, route).authorization).toBe(expected);
  });

  test.each<[Asked, Route, Pick<Told, 'limits' | 'routeLimits'>]>([
    [{}, {}, { limits: [1000, 500], routeLimits: [1000, 500] }],
    [{ throttle: { rateLimit: 7, burstLimit: 9 } }, {}, { limits: [7, 9], routeLimits: [7, 9] }],
    [{ throttle: { rateLimit: 7 } }, {}, { limits: [7, 500], routeLimits: [7, 500] }],
    [{ throttle: { rateLimit: 7, burstLimit: 9 } }, { throttle: { rateLimit: 3 } }, { limits: [7, 9], routeLimits: [3, 9] }],
    [{}, { throttle: { rateLimit: 3, burstLimit: 4 } }, { limits: [1000, 500], routeLimits: [3, 4] }],
  ])('throttles: gateway %j, route %j', (asked, route, expected) => {
    expect(told(asked, route)).toMatchObject(expected);
  });

  test('logs each request as JSON with quoted values, for three months', () => {
    const { stack } = define();
    const { AccessLogSetting, AccessLogSettings = AccessLogSetting } = only(stack, type.stage);
    const line = JSON.parse(AccessLogSettings.Format);
    expect(line).toMatchObject({ requestId: '$context.requestId', status: '$context.status', sourceIp: '$context.identity.sourceIp', apiId: '$context.apiId', stage: '$context.stage' });
    templateOf(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 }, DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('logs nothing if it is said so', () => {
    const { AccessLogSetting, AccessLogSettings } = only(define({ accessLogs: AccessLogs.none() }).stack, type.stage);
    expect([AccessLogSetting, AccessLogSettings]).toEqual([undefined, undefined]);
  });

  test('alarms, and tells the same people', () => {
    const stack = testStack();
    const { gateway } = define({ alertTopic: new Topic(stack, 'Oncall'), alertEmails: ['oncall@example.com'] }, {}, stack);
    const alarms = Object.values(templateOf(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of alarms) expect(Properties).toMatchObject({ TreatMissingData: 'notBreaching', AlarmActions: [{ Ref: expect.stringContaining('Oncall') }], OKActions: [{ Ref: expect.stringContaining('Oncall') }] });
    templateOf(stack).resourceCountIs('AWS::SNS::Subscription', 1);
    expect(gateway.alarms).toBeDefined();
  });

  test('has no alarms if it is said so, and then nobody to tell', () => {
    const { stack, gateway } = define({ alarms: 'none' });
    templateOf(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(() => gateway.alarms).toThrow("'alarms' are none: leave out 'alarms: ");
    expect(() => define({ alarms: 'none', alertEmails: ['a@example.com'] })).toThrow("'alertEmails' has nothing to tell with 'alarms: ");
  });

  test('takes a name for its stage, a description and outputs, and closes its own endpoint', () => {
    const { stack } = define({ stageName: 'live', description: 'Orders', outputs: true, disableExecuteApiEndpoint: true });
    expect(only(stack, type.stage).StageName).toBe('live');
    const api = Object.values(templateOf(stack).toJSON().Resources as Record<string, any>).find(({ Type: cfnType }) => /::(RestApi|Api)$/.test(cfnType)).Properties;
    expect(api).toMatchObject({ Description: 'Orders', DisableExecuteApiEndpoint: true });
    expect(Object.values(templateOf(stack).findOutputs('*')).map(({ Description }) => Description)).toEqual(expect.arrayContaining(['URL of the API Api', 'Id of the API Api']));
  });

  test.each<[Asked, Route, RegExp]>([
    [{ throttle: { rateLimit: 0 } }, {}, /^'throttle.rateLimit' must be above 0 requests per second, got 0: 0 refuses every call; leave it out for the default\n {4}at \[Shop\/Api/],
    [{}, { throttle: { burstLimit: 0 } }, /^'throttle.burstLimit' must be a whole number of at least 1 request, got 0: 0 refuses every call; leave it out for the default\n {4}at \[Shop\/Api\]/],
    [{ stageName: 'a/b' }, {}, /^'stageName' must be 1 to 128 letters, digits, hyphens and underscores.*, got "a\/b": write 'prod', for example\n {4}at \[Shop\/Api\]/],
    [{ alertEmails: ['nobody'] }, {}, /^'alertEmails' must be e-mail addresses, got "nobody": write "oncall@example.com", for example\n/],
    [{ accessLogs: 'none' as never }, {}, /^'accessLogs' must be AccessLogs\.cloudWatch\(\), .* got "none"\n/],
  ])('refuses in the same words: %j %j', (asked, route, message) => {
    expect(() => define(asked, route)).toThrow(message);
  });

  test('refuses a route that does not say where it goes, and one that is there', () => {
    const stack = testStack();
    const gateway = type.define(stack, {});
    expect(() => gateway.addRoute(undefined as never, {})).toThrow(/^set either 'handler' or 'integration' for route "[^"]+", got neither\n/);
    const handler = testFunction(stack);
    const other = type.define(testStack(), {});
    other.addRoute(handler, {});
    expect(() => other.addRoute(handler, {})).toThrow(/^route "[^"]+" is defined already: define it once\n/);
  });
});

describe('the properties of the gateways', () => {
  const root = path.join(__dirname, '..', '..');
  const assembly = (): any => {
    const plain = JSON.parse(readFileSync(path.join(root, '.jsii'), 'utf8'));
    return plain.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(path.join(root, plain.filename))).toString()) : plain;
  };
  const { types } = existsSync(path.join(root, '.jsii')) ? assembly() : { types: {} };
  const propertiesOf = (fqn: string): Array<{ name: string; type: object }> =>
    [...(types[fqn].properties ?? []), ...(types[fqn].interfaces ?? []).flatMap(propertiesOf)];
  const [rest, http, webSocket] = ['Rest', 'Http', 'WebSocket'].map((type) => new Map(propertiesOf(`cdk-gatehouse.${type}GatewayProps`).map((property) => [property.name, JSON.stringify(property.type)])));

  /** The types that follow the service, and so differ by the type of the API. */
  const BY_TYPE = ['alarms', 'authorizer', 'ipAddressType', 'routes'];

  test('that have one name have one type, but for those whose types are of the service', () => {
    const names = new Set([...rest.keys(), ...http.keys(), ...webSocket.keys()]);
    const differ = [...names].filter((name) => new Set([rest, http, webSocket].flatMap((props) => props.get(name) ?? [])).size > 1);
    expect(differ.sort()).toEqual(BY_TYPE);
  });

  test('are absent where the service has nothing of the kind', () => {
    const ofRest = ['layout', 'endpoint', 'securityPolicy', 'endpointAccessMode', 'binaryMediaTypes', 'minCompressionSize', 'tracing', 'cache', 'webAcl', 'apiKeySource'];
    for (const name of ofRest) expect([rest, http, webSocket].map((props) => props.has(name))).toEqual([true, false, false]);
    for (const name of ['executionLogs', 'accountLogging']) expect([rest, http, webSocket].map((props) => props.has(name))).toEqual([true, false, true]);
    expect([rest, http, webSocket].map((props) => props.has('cors'))).toEqual([true, true, false]);
    for (const name of ['routeSelectionExpression', 'apiKeySelectionExpression']) expect([rest, http, webSocket].map((props) => props.has(name))).toEqual([false, false, true]);
  });

  test('that all have are those of GatewayProps, and the stage, the authorizer, the addresses and the alarms', () => {
    const common = [...rest.keys()].filter((name) => http.has(name) && webSocket.has(name)).sort();
    expect(common).toEqual([
      'accessLogs', 'accountThrottle', 'alarms', 'alertEmails', 'alertTopic', 'authorizer', 'description', 'detailedMetrics', 'disableExecuteApiEndpoint',
      'domain', 'hardened', 'ipAddressType', 'lowSeverityTopic', 'outputs', 'routes', 'stageDescription', 'stageName', 'throttle', 'variables',
    ]);
  });

  /** What a table of a page says of each property that its rows name: where it is offered. */
  const tableOf = (page: string, section: string) => {
    const text = readFileSync(path.join(root, 'docs', page), 'utf8').split('\n## ').find((part) => part.startsWith(section))!;
    return Object.fromEntries(text.split('\n').filter((line) => line.startsWith('| `')).flatMap((row) => {
      const [names, ...offers] = row.split('|').slice(1, -1).map((cell) => cell.trim());
      return [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, offers.map((offer) => offer !== '–')]);
    }));
  };
  const offersOf = (structs: Array<Map<string, unknown>>, prefix = '') =>
    Object.fromEntries(structs.flatMap((struct) => [...struct.keys()]).map((name) => [`${prefix}${name}`, structs.map((struct) => struct.has(name))]));

  test('are those of the table in docs/choosing.md', () => {
    expect(tableOf('choosing.md', 'The words')).toEqual(offersOf([rest, http, webSocket]));
  });

  test('of a stage and of its routes are those of the table in docs/stages.md', () => {
    const structs = (...names: string[]) => names.map((name) => new Map(propertiesOf(`cdk-gatehouse.${name}`).map((property) => [property.name, property])));
    const ofStages = structs('RestGatewayStageOptions', 'HttpGatewayStageOptions', 'WebSocketGatewayStageOptions');
    const ofRoutes = structs('RestRouteSettings', 'RouteSettings', 'WebSocketRouteSettings');
    expect(tableOf('stages.md', 'What a stage can have')).toEqual({ ...offersOf(ofStages), ...offersOf(ofRoutes, 'routes[…].') });
  });

  test('of a route that all have mean the same', () => {
    const [restRoute, httpRoute, webSocketRoute] = ['RestRouteOptions', 'HttpRouteOptions', 'WebSocketGatewayRouteOptions'].map((name) => propertiesOf(`cdk-gatehouse.${name}`).map((property) => property.name));
    expect(restRoute.filter((name) => httpRoute.includes(name)).sort()).toEqual([
      'apiVersion', 'authorizationScopes', 'authorizer', 'deprecated', 'description', 'handler', 'integration', 'methods', 'path', 'requestExample', 'responseExamples', 'stagedHandler', 'summary', 'tags', 'throttle',
    ]);
    expect(restRoute.filter((name) => webSocketRoute.includes(name)).sort()).toEqual(['apiKeyRequired', 'authorizer', 'handler', 'integration', 'operationName', 'requestModels', 'requestParameters', 'stagedHandler', 'throttle']);
  });
});
