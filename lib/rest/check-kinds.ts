import { IConstruct } from 'constructs';
import { RestGatewayProps } from './rest-gateway-props';
import { RestRouteOptions } from './rest-route-options';
import { fail, show } from '../private/errors';

/** Whether a value has a member of a kind; what TypeScript and jsii check, and plain JavaScript does not. */
const has = (member: string, kind: string) => (value: any) => typeof value?.[member] === kind;

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

type Kinds<T> = Array<[keyof T & string, (value: any) => boolean, string]>;

const PROPS: Kinds<RestGatewayProps> = [
  ['endpoint', has('_bind', 'function'), 'RestEndpoint.regional() or RestEndpoint.edge()'],
  ['alarms', has('_bind', 'function'), 'AlarmSet.standard() or AlarmSet.none()'],
  ['accessLogs', has('_bind', 'function'), 'AccessLogs.cloudWatch(), AccessLogs.firehose(stream) or AccessLogs.none()'],
  ['accountLogging', has('_bind', 'function'), 'AccountLogging.ensure(), managed() or existing()'],
  ['executionLogs', isObject, 'options, such as { level: MethodLoggingLevel.OFF }'],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
  ['cors', (value) => Array.isArray(value?.allowOrigins), 'options, such as { allowOrigins: ["https://shop.example.com"] }'],
  ['minCompressionSize', has('toBytes', 'function'), 'a Size, such as Size.kibibytes(1)'],
  ['alertEmails', Array.isArray, 'a list, such as ["oncall@example.com"]'],
  ['restApiProps', isObject, 'properties of the RestApi of aws-cdk-lib'],
];

const ROUTE: Kinds<RestRouteOptions> = [
  ['methods', Array.isArray, 'a list, such as [HttpMethod.GET]'],
  ['handler', has('functionArn', 'string'), 'a function or an alias of one'],
  ['integration', has('bind', 'function'), 'an integration of aws-cdk-lib/aws-apigateway'],
];

/** Checks that the props of a gateway are of the kinds that their types say. */
export function checkPropKinds(props: RestGatewayProps, scope: IConstruct): void {
  checkKinds(props, PROPS, scope);
}

/** Checks that the options of a route are of the kinds that their types say. */
export function checkRouteKinds(options: RestRouteOptions, scope: IConstruct): void {
  if (typeof options?.path !== 'string') fail(`'path' must be text, got ${show(options?.path)}: write "/orders", for example`, scope);
  checkKinds(options, ROUTE, scope);
}

function checkKinds<T extends object>(values: T, kinds: Kinds<T>, scope: IConstruct): void {
  for (const [prop, holds, expected] of kinds) {
    const value = values[prop];
    if (value !== undefined && !holds(value)) fail(`'${prop}' must be ${expected}, got ${show(value)}`, scope);
  }
}
