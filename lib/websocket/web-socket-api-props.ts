import { IpAddressType, StageOptions, WebSocketApiProps } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { WebSocketGatewayProps } from './web-socket-gateway-props';
import { WebSocketGatewayStageOptions } from './web-socket-gateway-stage-options';
import { checkKinds, checkOffered, GATEWAY_KINDS, has, isOneOf, isTextToken, Kinds, oneOf, STAGE_OPTION_KINDS } from '../common/check-kinds';
import { checkFurtherStageName } from '../common/further-stage-name';
import { checkSaidTwice, SaidTwice } from '../common/said-twice';
import { inheritedOptions } from '../common/v2-stage-options';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkStageName, checkV2ApiName } from '../private/rules';

const STAGE_KINDS: Kinds<WebSocketGatewayStageOptions> = [
  ...STAGE_OPTION_KINDS,
  ['alarms', (value) => value?._set === 'WebSocketAlarmSet', 'WebSocketAlarmSet.standard() or WebSocketAlarmSet.none()'],
  ['clientCertificate', (value) => typeof value?.clientCertificateRef?.clientCertificateId === 'string', 'a ClientCertificate, or a CfnClientCertificate of aws-cdk-lib'],
  ['executionLogs', isObject, 'options, such as { level: MethodLoggingLevel.OFF }'],
];

const KINDS: Kinds<WebSocketGatewayProps> = [
  ...(STAGE_KINDS as Kinds<WebSocketGatewayProps>),
  ...(GATEWAY_KINDS as Kinds<WebSocketGatewayProps>),
  ['ipAddressType', isOneOf(IpAddressType), oneOf('IpAddressType', IpAddressType)],
  ['authorizer', has('bind', 'function'), 'WebSocketRouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib/aws-apigatewayv2-authorizers'],
  ['accountLogging', has('_bind', 'function'), 'AccountLogging.ensure(), managed() or existing()'],
  ['apiKeySelectionExpression', has('customApiKeySelector', 'string'), 'WebSocketApiKeySelectionExpression.HEADER_X_API_KEY or AUTHORIZER_USAGE_IDENTIFIER_KEY'],
  ['connections', isObject, 'options, such as { onConnect: checkRoom }, or {}'],
  ['ping', (value) => typeof value === 'boolean', 'true or false'],
  ['webSocketApiProps', isObject, 'properties of the WebSocketApi of aws-cdk-lib'],
  ['webSocketStageProps', isObject, 'properties of the WebSocketStage of aws-cdk-lib'],
];

const LEAVE_OUT = 'leave it out';

const NOT_OFFERED: Record<string, string> = {
  cache: LEAVE_OUT,
  canary: LEAVE_OUT,
  release: `${LEAVE_OUT}; a new version of a function is released by FunctionRelease`,
  webAcl: `${LEAVE_OUT}, or put an ApiDistribution with a web ACL in front`,
  cors: `${LEAVE_OUT}: browsers ask no leave to connect; check the header "Origin" in the authorizer`,
  policy: LEAVE_OUT,
  endpoint: LEAVE_OUT,
  gatewayResponses: LEAVE_OUT,
  slo: `${LEAVE_OUT}: its metrics count what an integration answers with 4xx and 5xx in one, and messages in both directions; see 'alarms'`,
  tracing: `${LEAVE_OUT}; the functions may be traced all the same`,
};

const SAID_TWICE: SaidTwice = [
  ['apiName', ['webSocketApiProps.apiName']],
  ['description', ['webSocketApiProps.description']],
  ['ipAddressType', ['webSocketApiProps.ipAddressType']],
  ['routeSelectionExpression', ['webSocketApiProps.routeSelectionExpression']],
  ['apiKeySelectionExpression', ['webSocketApiProps.apiKeySelectionExpression']],
  ['throttle', ['webSocketStageProps.throttle']],
  ['variables', ['webSocketStageProps.stageVariables']],
  ['detailedMetrics', ['webSocketStageProps.detailedMetricsEnabled']],
  ['stageDescription', ['webSocketStageProps.description']],
  ['accessLogs', ['webSocketStageProps.accessLogSettings']],
  ['domain', ['webSocketStageProps.domainMapping']],
];

/** The L2's props for a gateway's: our defaults, then what the user says, in either place. Routes are the gateway's business. */
export function renderWebSocketApiProps(gateway: IConstruct, props: WebSocketGatewayProps): WebSocketApiProps {
  checkKinds(props, KINDS, gateway);
  checkOffered(props, 'WebSocket', NOT_OFFERED, gateway);
  checkSaidTwice(props, SAID_TWICE, gateway);
  const { connectRouteOptions, disconnectRouteOptions, defaultRouteOptions, ...given } = props.webSocketApiProps ?? {};
  const routeSelectionExpression = props.routeSelectionExpression ?? given.routeSelectionExpression ?? '$request.body.action';
  checkSelectionExpression('routeSelectionExpression', routeSelectionExpression, gateway);
  const apiName = props.apiName ?? given.apiName ?? gateway.node.id;
  checkV2ApiName(apiName, gateway);
  return {
    ...given,
    apiName,
    description: props.description ?? given.description,
    ipAddressType: props.ipAddressType ?? given.ipAddressType,
    routeSelectionExpression,
    apiKeySelectionExpression: props.apiKeySelectionExpression ?? given.apiKeySelectionExpression,
  };
}

/** What the L2's stage is given; the rest is set by mixins. */
export function renderWebSocketStageProps(gateway: IConstruct, props: WebSocketGatewayProps): StageOptions & { stageName: string } {
  const given = props.webSocketStageProps ?? {};
  if (given.autoDeploy === false) {
    fail("'webSocketStageProps.autoDeploy' must not be false, since the stage would serve nothing: leave it out", gateway);
  }
  const { stageName = 'prod' } = props;
  checkStageName(stageName, gateway);
  return { description: props.stageDescription, ...given, stageName, autoDeploy: true };
}

/** The options of a stage that further stages inherit, from either place. */
export function stageOptionsOf(props: WebSocketGatewayProps): WebSocketGatewayStageOptions {
  const { alarms, clientCertificate, executionLogs, routes } = props;
  return { ...inheritedOptions(props, props.webSocketStageProps), alarms, clientCertificate, executionLogs, routes };
}

/** Checks the name and the options of a further stage. */
export function checkStageOptions(stageName: string, options: WebSocketGatewayStageOptions, gateway: IConstruct): void {
  checkKinds(options, STAGE_KINDS, gateway);
  checkOffered(options, 'WebSocket', NOT_OFFERED, gateway);
  checkFurtherStageName(stageName, gateway);
  checkStageName(stageName, gateway);
}

/**
 * Checks an expression that API Gateway evaluates for each message.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function checkSelectionExpression(prop: string, expression: string, scope: IConstruct): void {
  if (isTextToken(expression)) return;
  if (typeof expression !== 'string' || !/\$\{?request\.body/.test(expression)) {
    fail(`'${prop}' must name a member of the message, got ${show(expression)}: write "$request.body.action", for example`, scope);
  }
}
