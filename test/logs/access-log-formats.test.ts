import { AccessLogField as L2Field, AccessLogFormat, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import {
  AccessLogField, AccessLogs, AccountLogging, HttpAccessLogField, HttpAccessLogFormat, mixins, RestAccessLogField, RestAccessLogFormat,
  WebSocketAccessLogField, WebSocketAccessLogFormat,
} from '../../lib';
import { DEFAULT_FIELDS, knowsVariable } from '../../lib/logs/access-log-fields';
import { annotationsOf, testStack } from '../helpers';

/** Text that somebody else writes, as bad as it gets. */
const FREE_TEXT = 'x"}\\", "status":"200"\\, </request><a b=\'c\'>&amp;& $context.status';

/** What API Gateway and IAM write: an IPv6 address, a list of providers, a name of a session with all that one may have. */
const OWN_TEXT = ['2001:db8::1', 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a,b:CognitoSignIn:1', 'arn:aws:sts::123456789012:assumed-role/r/a+b=c,d.e@f-g', '21/Nov/2026:10:00:00 +0000', 'GET /orders/{proxy+}', '429', '-'];

type Values = Record<string, string>;

/** What API Gateway writes: each variable replaced by its value, in which quotes and backslashes are escaped; an absent one by "-". */
function logLine(format: string, values: Values): string {
  return format.replace(/\$context\.[A-Za-z0-9_.]*[A-Za-z0-9_]/g, (variable) => (values[variable] ?? '-').replace(/["\\]/g, '\\$&'));
}

function fieldsOf(fields: object): AccessLogField[] {
  return Object.values(fields).filter((field) => field instanceof AccessLogField);
}

/** Rounds of values for fields: each field has each of the texts in one of them. */
function rounds(fields: AccessLogField[], texts: string[]): Values[] {
  return texts.map((_text, round) => Object.fromEntries(fields.map(({ variable }, index) => [variable, texts[(round + index) % texts.length]])));
}

const TYPES = [
  ['REST', RestAccessLogFormat, RestAccessLogField],
  ['HTTP', HttpAccessLogFormat, HttpAccessLogField],
  ['WEBSOCKET', WebSocketAccessLogFormat, WebSocketAccessLogField],
] as const;

describe.each(TYPES)('formats of %s APIs', (type, format, all) => {
  const fields = fieldsOf(all) as any[];
  const ownFields: any[] = fields.filter(({ isFreeText }) => !isFreeText);
  const valuesByKey = (of: AccessLogField[], values: Values) => Object.fromEntries(of.map(({ key, variable }) => [key, values[variable]]));

  test('JSON of every field parses, whatever anybody writes', () => {
    const line = format.json(...fields).toString();
    for (const values of rounds(fields, [FREE_TEXT, ...OWN_TEXT])) expect(JSON.parse(logLine(line, values))).toEqual(valuesByKey(fields, values));
  });

  test('JSON parses when every variable is absent', () => {
    expect(new Set(Object.values(JSON.parse(logLine(format.json().toString(), {}))))).toEqual(new Set(['-']));
  });

  test('CSV of every field that it takes parses', () => {
    const line = format.csv(...ownFields).toString();
    for (const values of rounds(ownFields, OWN_TEXT)) {
      expect(parse(logLine(line, values))).toEqual([ownFields.map(({ variable }) => values[variable])]);
    }
  });

  test('XML of every field that it takes parses', () => {
    const line = format.xml(...ownFields).toString();
    const parser = new XMLParser({ parseTagValue: false });
    for (const values of rounds(ownFields, OWN_TEXT)) {
      const written = logLine(line, values);
      expect(XMLValidator.validate(written)).toBe(true);
      expect(parser.parse(written)).toEqual({ request: valuesByKey(ownFields, values) });
    }
  });

  test('the common log format has its parts, and the id', () => {
    const line = logLine(format.clf().toString(), { '$context.requestTime': OWN_TEXT[3], '$context.identity.sourceIp': OWN_TEXT[0], '$context.status': '200', '$context.requestId': 'abc' });
    const length = type === 'WEBSOCKET' ? '' : ' (?<length>\\d+|-)';
    const match = new RegExp(`^(?<host>\\S+) (?<ident>\\S+) (?<user>\\S+) \\[(?<time>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d{3}|-)${length} (?<id>\\S+)$`).exec(line);
    expect(match!.groups).toMatchObject({ host: OWN_TEXT[0], time: OWN_TEXT[3], status: '200', id: 'abc' });
  });

  test.each(fields.filter(({ isFreeText }) => isFreeText).map((field) => [field.variable, field]))('CSV and XML refuse %s', (variable, field) => {
    for (const name of ['csv', 'xml'] as const) {
      expect(() => format[name](field)).toThrow(`'${name}' cannot hold "${variable}", which is text of somebody else that may hold any character, and breaks the line: leave it out, or take 'json'`);
    }
  });

  test('the default is that of a gateway', () => {
    expect(Object.keys(JSON.parse(format.json().toString()))).toEqual(DEFAULT_FIELDS[type].map(({ key }) => key));
    expect(format.csv().toString().split(',')).toHaveLength(DEFAULT_FIELDS[type].length);
    expect(format.xml().toString()).toContain('<status>$context.status</status>');
  });

  test('the id of the request is always there, once', () => {
    expect(format.json(all.STATUS as any).toString()).toBe('{"requestId":"$context.requestId","status":"$context.status"}');
    expect(format.csv(all.STATUS as any).toString()).toBe('"$context.requestId","$context.status"');
    expect(format.xml(all.STATUS as any).toString()).toBe('<request><requestId>$context.requestId</requestId><status>$context.status</status></request>');
    expect(format.json(all.STATUS as any, all.EXTENDED_REQUEST_ID as any).toString()).toBe('{"status":"$context.status","extendedRequestId":"$context.extendedRequestId"}');
  });

  test('two values of one key fail, and another key helps', () => {
    const context = all.authorizerContext('stage') as any;
    expect(() => format.json(all.STAGE as any, context)).toThrow("'fields' have two values for the key \"stage\": leave one out, or give it another key with 'withKey'");
    expect(format.json(all.STAGE as any, context.withKey('theirStage')).toString()).toContain('"theirStage":"$context.authorizer.stage"');
    expect(() => context.withKey('1st')).toThrow("'key' of an access-log field must be letters, digits, underscores, hyphens and points, and begin with a letter, got \"1st\"");
  });

  test('names of authorizers that are none, or API Gateway\'s own, and lists of fields fail', () => {
    expect(() => all.authorizerContext('a:b')).toThrow("'name' of what an authorizer knows must be letters, digits and underscores, got \"a:b\"");
    expect(() => all.authorizerContext('status')).toThrow("'name' of what an authorizer returns must not be \"status\", which API Gateway has itself");
    expect(() => format.json([all.STATUS] as any)).toThrow("'fields' must be fields, one after the other, got [");
  });
});

test('what another type of API says does not compile', () => {
  // @ts-expect-error
  RestAccessLogFormat.json(HttpAccessLogField.ROUTE_KEY);
  // @ts-expect-error
  HttpAccessLogFormat.json(RestAccessLogField.STATUS);
  // @ts-expect-error
  WebSocketAccessLogFormat.csv(HttpAccessLogField.STATUS);
  expect(HttpAccessLogField.claim('sub')).toMatchObject({ variable: '$context.authorizer.claims.sub', key: 'sub', isFreeText: true });
});

test('every field of the CDK is known to a type of API', () => {
  const variables = Object.getOwnPropertyNames(L2Field)
    .filter((name) => name.startsWith('context') && name !== 'contextAccountId') // deprecated, and says so
    .map((name) => (L2Field as any)[name]('x'));
  expect(variables.length).toBeGreaterThan(60);
  expect(variables.filter((variable) => !(['REST', 'HTTP', 'WEBSOCKET'] as const).some((type) => knowsVariable(type, variable)))).toEqual([]);
});

describe('a stage refuses variables that its API does not know', () => {
  function apply(format: AccessLogFormat, type: 'REST' | 'HTTP' | 'WEBSOCKET') {
    const stack = testStack();
    const mixin = new mixins.StageAccessLogs({ destination: AccessLogs.cloudWatch({ format }), accountLogging: AccountLogging.existing() });
    if (type === 'HTTP') return new HttpApi(stack, 'Api').defaultStage!.with(mixin);
    if (type === 'WEBSOCKET') return new WebSocketStage(stack, 'Stage', { webSocketApi: new WebSocketApi(stack, 'Api'), stageName: 'prod' }).with(mixin);
    const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    return api.deploymentStage.with(mixin);
  }

  test.each([
    [HttpAccessLogFormat.json(), 'REST', '$context.routeKey', 'REST'],
    [RestAccessLogFormat.json(), 'HTTP', '$context.xrayTraceId', 'HTTP'],
    [RestAccessLogFormat.clf(), 'WEBSOCKET', '$context.httpMethod', 'WebSocket'],
    [AccessLogFormat.jsonWithStandardFields(), 'HTTP', '$context.resourcePath', 'HTTP'],
    [RestAccessLogFormat.custom('$context.requestId $context.sourceIp'), 'REST', '$context.sourceIp', 'REST'],
    [RestAccessLogFormat.custom('$context.requestId ${context.bogus}'), 'REST', '${context.bogus}', 'REST'],
    [RestAccessLogFormat.custom('$context.requestId $stageVariables.table'), 'REST', '$stageVariables.table', 'REST'],
  ] as const)('format %#', (format, type, variable, name) => {
    expect(() => apply(format, type)).toThrow(`'format' must not read ${variable}, which API Gateway does not know in the access log of a ${name} API, so that each line would say "-": take a field that docs/access-logs.md lists for it`);
  });

  test.each([
    [RestAccessLogFormat.xml(), 'REST'],
    [HttpAccessLogFormat.clf(), 'HTTP'],
    [WebSocketAccessLogFormat.csv(), 'WEBSOCKET'],
    [RestAccessLogFormat.custom('{"id":"$context.requestId","status":$context.status}'), 'REST'],
    [RestAccessLogFormat.custom('$context.requestId: $context.authorizer.claims.cognito:username, $context.status.'), 'REST'],
  ] as const)('and takes its own: %#', (format, type) => {
    expect(() => apply(format, type)).not.toThrow();
  });

  test('and a format that is too long', () => {
    expect(() => apply(RestAccessLogFormat.custom(`$context.requestId ${'x'.repeat(3054)}`), 'REST')).toThrow("'format' must be at most 3072 bytes, got 3073: take fields out");
    expect(() => apply(RestAccessLogFormat.custom(`$context.requestId ${'x'.repeat(3053)}`), 'REST')).not.toThrow();
  });

  test('and warns of API keys in the log', () => {
    const warningsOf = (format: AccessLogFormat) => annotationsOf(Stack.of(apply(format, 'REST') as IConstruct), 'aws:cdk:warning');
    expect(warningsOf(RestAccessLogFormat.custom('$context.requestId $context.identity.apiKey'))).toEqual([expect.stringContaining("'format' writes API keys to the access log")]);
    expect(warningsOf(RestAccessLogFormat.json(RestAccessLogField.API_KEY_ID))).toEqual([]);
  });
});
