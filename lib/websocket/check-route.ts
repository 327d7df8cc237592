import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { checkKinds, has, isFlag, isText, Kinds, TRUE_OR_FALSE } from '../common/check-kinds';
import { checkTarget } from '../common/route-target';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkThrottle } from '../private/rules';

/** The route of the request to connect. */
export const CONNECT = '$connect';

/** The route that API Gateway calls when a connection is gone. */
export const DISCONNECT = '$disconnect';

const SERVICE_ROUTES = [CONNECT, DISCONNECT, '$default'];

const KINDS: Kinds<WebSocketGatewayRouteOptions> = [
  ['handler', has('functionArn', 'string'), 'a function or an alias of one'],
  ['stagedHandler', has('aliasFor', 'function'), 'a StagedFunction'],
  ['integration', has('_bindToRoute', 'function'), 'one of WebSocketIntegrations, or of aws-cdk-lib/aws-apigatewayv2-integrations'],
  ['authorizer', has('bind', 'function'), 'WebSocketRouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib/aws-apigatewayv2-authorizers'],
  ['integrationResponses', (value) => Array.isArray(value) && value.every(isObject), "a list, such as [{ responseKey: '$default' }]"],
  ['apiKeyRequired', isFlag, TRUE_OR_FALSE],
  ['response', isFlag, TRUE_OR_FALSE],
  ['operationName', isText, 'text'],
  ['modelSelectionExpression', isText, 'text, such as "$request.body.kind"'],
  ['requestModels', isObject, 'models by key, such as { $default: model }'],
  ['requestParameters', isObject, "parameters, such as { 'route.request.querystring.token': true }"],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
];

/** Checks the key and the options of a route. */
export function checkRoute(routeKey: string, options: WebSocketGatewayRouteOptions, scope: IConstruct): void {
  checkRouteKey(routeKey, scope);
  checkKinds(options, KINDS, scope);
  checkTarget(routeKey, options, routeKey === CONNECT, scope);
  if (options.throttle) checkThrottle(options.throttle, 'throttle', scope);
  if (routeKey !== CONNECT) checkNotOfConnect(routeKey, options, scope);
  if (routeKey === DISCONNECT && options.response) fail(`'response' must be left out for route "${DISCONNECT}": the connection is gone`, scope);
  if (options.integrationResponses && !options.response) {
    fail(`'integrationResponses' of route ${show(routeKey)} reach nobody: set 'response: true', or leave them out`, scope);
  }
  checkModels(routeKey, options, scope);
  checkParameters(options.requestParameters ?? {}, scope);
}

function checkRouteKey(routeKey: string, scope: IConstruct): void {
  if (Token.isUnresolved(routeKey)) fail('the key of a route must be known at synthesis, got a token: write "sendMessage", for example', scope);
  const isCustom = typeof routeKey === 'string' && /^[!#-~][!-~]{0,127}$/.test(routeKey) && !routeKey.startsWith('$') && routeKey !== '__proto__';
  if (!isCustom && !SERVICE_ROUTES.includes(routeKey)) {
    fail(`the key of a route must be ${SERVICE_ROUTES.map((key) => `"${key}"`).join(', ')} or 1 to 128 printable characters without spaces that do not begin with "$", got ${show(routeKey)}: write "sendMessage", for example`, scope);
  }
}

function checkNotOfConnect(routeKey: string, options: WebSocketGatewayRouteOptions, scope: IConstruct): void {
  if (options.authorizer) {
    fail(`'authorizer' must be on route "${CONNECT}", got it on ${show(routeKey)}: API Gateway authorizes a connection once, and its messages are then let through`, scope);
  }
  if (options.apiKeyRequired) {
    fail(`'apiKeyRequired' must be on route "${CONNECT}", got it on ${show(routeKey)}: API Gateway asks for a key once, and messages have no headers`, scope);
  }
  if (options.requestParameters) {
    fail(`'requestParameters' must be on route "${CONNECT}", got them on ${show(routeKey)}: messages have no headers and no query string; use 'requestModels'`, scope);
  }
}

function checkModels(routeKey: string, { requestModels, modelSelectionExpression }: WebSocketGatewayRouteOptions, scope: IConstruct): void {
  const keys = Object.keys(requestModels ?? {});
  if (keys.length === 0 && (requestModels || modelSelectionExpression !== undefined)) {
    fail(`'requestModels' of route ${show(routeKey)} must have a model: write { $default: model }, for example, or leave both out`, scope);
  }
  for (const model of Object.values(requestModels ?? {})) {
    if (typeof model?.modelName !== 'string') fail(`'requestModels' must be models of gateway.addModel, got ${show(model)}`, scope);
  }
  const needsExpression = keys.some((key) => key !== '$default');
  if (needsExpression && !modelSelectionExpression) {
    fail(`'modelSelectionExpression' must be set for route ${show(routeKey)}, whose models have the keys ${keys.join(', ')}: write "$request.body.kind", for example, or call the only model "$default"`, scope);
  }
}

function checkParameters(parameters: Record<string, boolean>, scope: IConstruct): void {
  for (const name of Object.keys(parameters)) {
    if (typeof parameters[name] !== 'boolean' && !Token.isUnresolved(parameters[name])) fail(`'requestParameters[${show(name)}]' must be whether it is required, got ${show(parameters[name])}: write true or false`, scope);
    if (!/^route\.request\.(querystring|header)\.[^\s]+$/.test(name)) {
      fail(`'requestParameters' must be named as "route.request.querystring.token" or "route.request.header.origin", got ${show(name)}`, scope);
    }
  }
}
