import { ContentHandling, PassthroughBehavior, WebSocketIntegrationType, WebSocketRouteIntegration, WebSocketRouteIntegrationBindOptions, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { checkFunction, TEMPLATE, TIMEOUT } from './check-calls';
import { IntegrationRole } from './integration-role';
import { MappingTemplate } from './mapping-template';
import { ResponseValue } from './response-value';
import { checkAccount } from './rest-checks';
import { ASYNCHRONOUS } from './rest-function-integrations';
import { answersOf, errorBody, ServiceCall } from './service-call';
import { ServiceIntegrationOptions } from './service-integration-options';
import { WebSocketLambdaInvokeOptions } from './web-socket-integration-options';
import { fail } from '../private/errors';
import { checkKinds, has } from '../private/kinds';

/** What a gateway makes of the answers of an integration, unless its route says otherwise. */
export interface OwnResponse {
  readonly responseKey: string;
  readonly responseTemplates?: Record<string, string>;
}

/** An answer has no status of its own. */
const instead = (_status: number, message: string) => errorBody(message);

/**
 * A WebSocket API's call of an AWS service, with a role for what it calls.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-mapping.html
 */
export class WebSocketServiceIntegration extends WebSocketRouteIntegration {
  /** What becomes of the answers of a route that has some. */
  public readonly _integrationResponses: OwnResponse[];

  constructor(private readonly call: ServiceCall, private readonly options: ServiceIntegrationOptions) {
    super('ServiceIntegration');
    if (options.successStatus !== undefined) fail("'successStatus' must be left out for a WebSocket API, whose messages have none: say it in 'response'");
    if (call.passthroughBehavior) fail("'passthroughBehavior' must be left out for a WebSocket API, whose template is for every message");
    checkMessageTimeout(options.timeout);
    this._integrationResponses = answersOf(call, options, instead).map(({ pattern, template }) => ({
      responseKey: pattern === undefined ? '$default' : `/${pattern}/`,
      responseTemplates: template === undefined ? undefined : { $default: template },
    }));
  }

  public bind({ route }: WebSocketRouteIntegrationBindOptions): WebSocketRouteIntegrationConfig {
    const { service, path, httpMethod, env, target, request, requestParameters, isNamed, contentHandling } = this.call;
    const api = route.webSocketApi as IConstruct as Construct;
    if (isNamed) checkAccount(target, api);
    const region = Token.isUnresolved(env.region) ? Stack.of(api).region : env.region;
    return {
      type: WebSocketIntegrationType.AWS,
      uri: Stack.of(api).formatArn({ service: 'apigateway', account: service, region, resource: path.split('/')[0], resourceName: path.slice(path.indexOf('/') + 1) }),
      method: httpMethod,
      credentialsRole: IntegrationRole.for(api, target),
      requestParameters,
      timeout: this.options.timeout,
      contentHandling: contentHandling && ContentHandling[contentHandling], // both enumerations have the same members
      ...requestOf(request, api),
    };
  }
}

/** A function that is called by a template. */
export class WebSocketMappedFunction extends WebSocketLambdaIntegration {
  /** What becomes of the answers of a route that has some. */
  public readonly _integrationResponses: OwnResponse[];

  constructor(handler: IFunction, private readonly mapping: WebSocketLambdaInvokeOptions) {
    super('FunctionIntegration', checkFunction(handler), { timeout: mapping?.timeout, contentHandling: mapping?.contentHandling });
    checkKinds(mapping, [['request', has('contentType', 'string'), TEMPLATE], ['response', has('contentType', 'string'), TEMPLATE], TIMEOUT]);
    checkMessageTimeout(mapping.timeout);
    const { text } = mapping.response ?? MappingTemplate.json(mapping.asynchronous ? {} : ResponseValue.body());
    const isError = "#set($error = \"\")#set($error = $input.path('$.errorType'))#if(\"$!error\" != \"\")";
    const template = mapping.asynchronous ? text : `${isError}${errorBody('Internal server error')}#{else}${text}#end`;
    this._integrationResponses = [{ responseKey: '$default', responseTemplates: { $default: template } }];
  }

  public bind(options: WebSocketRouteIntegrationBindOptions): WebSocketRouteIntegrationConfig {
    const { request, asynchronous } = this.mapping;
    return {
      ...super.bind(options),
      type: WebSocketIntegrationType.AWS,
      method: 'POST',
      requestParameters: asynchronous ? ASYNCHRONOUS : undefined,
      ...requestOf(request, options.route.webSocketApi as IConstruct),
    };
  }
}

/** Checks how long a WebSocket API is to wait. */
export function checkMessageTimeout(timeout?: Duration): void {
  if (!timeout || timeout.isUnresolved()) return;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  if (milliseconds < 50 || milliseconds > 29_000) fail(`'timeout' must be from 50 milliseconds to 29 seconds, got ${milliseconds} milliseconds`);
}

/** The template of a request, which is for every message: there is no content type to choose by. */
function requestOf(request: MappingTemplate | undefined, scope: IConstruct): Partial<WebSocketRouteIntegrationConfig> {
  if (!request) return {};
  if (request.text.includes('$input.params()')) {
    fail('a template of a WebSocket API must not read the path, the query string or headers, which messages do not have: take RequestValue.body() and RequestValue.context(), and what an authorizer of "$connect" says by RequestValue.context(\'authorizer.tenant\')', scope);
  }
  return { requestTemplates: { $default: request.text }, templateSelectionExpression: '\\$default', passthroughBehavior: PassthroughBehavior.NEVER };
}
