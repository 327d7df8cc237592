import { IConstruct } from 'constructs';
import { GatewayProps } from './gateway-props';
import { GatewayStageOptions } from './gateway-stage-options';
import { fail } from '../private/errors';
import { isObject } from '../private/is-object';
import { has, isFlag, isText, Kinds, TRUE_OR_FALSE } from '../private/kinds';

export { checkKinds, has, isFlag, isListOf, isOneOf, isText, isTextList, isTextToken, oneOf, TRUE_OR_FALSE } from '../private/kinds';
export type { Kinds } from '../private/kinds';

/** The kinds of what the stages of all gateways have in common. */
export const STAGE_OPTION_KINDS: Kinds<GatewayStageOptions & { routes?: object }> = [
  ['accessLogs', has('_bind', 'function'), 'AccessLogs.cloudWatch(), AccessLogs.firehose(stream) or AccessLogs.none()'],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
  ['variables', isObject, 'values by name, such as { table: "orders" }'],
  ['domain', isObject, 'options, such as { name: "api.example.com", hostedZone }'],
  ['routes', (value) => isObject(value) && Object.values(value).every((settings) => settings !== null && settings !== undefined), 'settings by route, such as { "GET /orders": { throttle: { rateLimit: 5 } } }'],
  ['alertTopic', has('topicArn', 'string'), 'a topic of aws-cdk-lib/aws-sns'],
  ['lowSeverityTopic', has('topicArn', 'string'), 'a topic of aws-cdk-lib/aws-sns'],
  ['detailedMetrics', isFlag, TRUE_OR_FALSE],
  ['stageDescription', isText, 'text'],
  ['alertEmails', Array.isArray, 'a list, such as ["oncall@example.com"]'],
];

/** The kinds of what all gateways have in common, besides those of their stages. */
export const GATEWAY_KINDS: Kinds<GatewayProps> = [
  ['description', isText, 'text'],
  ['disableExecuteApiEndpoint', isFlag, TRUE_OR_FALSE],
  ['outputs', isFlag, TRUE_OR_FALSE],
  ['hardened', (value) => typeof value === 'boolean', TRUE_OR_FALSE],
];

/**
 * Checks that nothing is asked of an API whose type does not offer it. TypeScript and jsii do not let it through; plain
 * JavaScript and casts do.
 */
export function checkOffered(props: object, apiType: string, instead: Record<string, string>, scope: IConstruct): void {
  const prop = Object.keys(instead).find((name) => (props as Record<string, unknown>)[name] !== undefined);
  if (prop) fail(`'${prop}' is not offered by API Gateway for ${apiType} APIs: ${instead[prop]}`, scope);
}
