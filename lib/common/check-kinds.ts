import { IConstruct } from 'constructs';
import { GatewayStageOptions } from './gateway-stage-options';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** For props, which values are of their kind, and what the error says to write. */
export type Kinds<T> = Array<[prop: keyof T & string, holds: (value: any) => boolean, expected: string]>;

/** Whether a value has a member of a kind; what TypeScript and jsii check, and plain JavaScript does not. */
export const has = (member: string, kind: string) => (value: any): boolean => typeof value?.[member] === kind;

/** The kinds of what the stages of all gateways have in common. */
export const STAGE_OPTION_KINDS: Kinds<GatewayStageOptions & { routes?: object }> = [
  ['accessLogs', has('_bind', 'function'), 'AccessLogs.cloudWatch(), AccessLogs.firehose(stream) or AccessLogs.none()'],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
  ['variables', isObject, 'values by name, such as { table: "orders" }'],
  ['routes', isObject, 'settings by route, such as { "GET /orders": { throttle: { rateLimit: 5 } } }'],
  ['alertTopic', has('topicArn', 'string'), 'a topic of aws-cdk-lib/aws-sns'],
  ['alertEmails', Array.isArray, 'a list, such as ["oncall@example.com"]'],
];

/** Checks that values are of the kinds that their types say. */
export function checkKinds<T extends object>(values: T, kinds: Kinds<T>, scope: IConstruct): void {
  if (!isObject(values)) fail(`options must be a structure, got ${show(values)}: leave them out for the defaults`, scope);
  for (const [prop, holds, expected] of kinds) {
    const value = values[prop];
    if (value !== undefined && !holds(value)) fail(`'${prop}' must be ${expected}, got ${show(value)}`, scope);
  }
}

/**
 * Checks that nothing is asked of an API whose type does not offer it. TypeScript and jsii do not let it through; plain
 * JavaScript and casts do.
 */
export function checkOffered(props: object, apiType: string, instead: Record<string, string>, scope: IConstruct): void {
  const prop = Object.keys(instead).find((name) => (props as Record<string, unknown>)[name] !== undefined);
  if (prop) fail(`'${prop}' is not offered by API Gateway for ${apiType} APIs: ${instead[prop]}`, scope);
}
