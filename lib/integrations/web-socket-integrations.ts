import { ContentHandling, HttpMethod, PassthroughBehavior, WebSocketIntegrationType, WebSocketRouteIntegration, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { checkTemplates, defaultTemplate } from '../private/default-template';
import { fail, show } from '../private/errors';

/** Options of `WebSocketIntegrations.httpProxy`. */
export interface WebSocketHttpProxyIntegrationOptions {
  /**
   * The method of the backend.
   *
   * @default HttpMethod.POST
   */
  readonly method?: HttpMethod;

  /**
   * How long API Gateway waits for the backend: 50 milliseconds to 29 seconds.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * What the backend gets besides the message, by destination, such as
   * `{ 'integration.request.header.connectionId': 'context.connectionId' }`.
   *
   * @default - nothing
   */
  readonly requestParameters?: Record<string, string>;
}

/** Options of `WebSocketIntegrations.http`. */
export interface WebSocketHttpIntegrationOptions extends WebSocketHttpProxyIntegrationOptions {
  /**
   * Mapping templates of the request, by what `templateSelectionExpression` gives; "$default" is for all else.
   *
   * @default - the message passes as it is
   */
  readonly requestTemplates?: Record<string, string>;

  /**
   * Which of `requestTemplates` is taken: an expression such as `${request.body.kind}`, or a fixed key.
   *
   * @default - the template "$default", if there is one
   */
  readonly templateSelectionExpression?: string;

  /**
   * What happens to a message without a template.
   *
   * @default - API Gateway's: WHEN_NO_MATCH, it passes as it is
   */
  readonly passthroughBehavior?: PassthroughBehavior;

  /**
   * How bodies change between text and bytes.
   *
   * @default - they do not
   */
  readonly contentHandling?: ContentHandling;
}

/**
 * Integrations of WebSocket APIs that `aws-cdk-lib/aws-apigatewayv2-integrations` has no class for. Its own
 * (`WebSocketLambdaIntegration`, `WebSocketAwsIntegration`, `WebSocketMockIntegration`) are accepted wherever these are.
 */
export class WebSocketIntegrations {
  /**
   * A backend that is called by HTTP, with mapping templates. Its answers come back by integration responses.
   *
   * @param url the URL of the backend, from `https://` or `http://`
   */
  public static http(url: string, options: WebSocketHttpIntegrationOptions = {}): WebSocketRouteIntegration {
    checkTemplates('requestTemplates', options.requestTemplates, options.templateSelectionExpression);
    return new Integration('HttpIntegration', {
      ...options,
      ...httpConfig('HTTP', url, options),
      templateSelectionExpression: options.templateSelectionExpression ?? defaultTemplate(options.requestTemplates),
    });
  }

  /**
   * A backend that is called by HTTP with the message as it is, and answers as it likes.
   *
   * @param url the URL of the backend, from `https://` or `http://`
   */
  public static httpProxy(url: string, options: WebSocketHttpProxyIntegrationOptions = {}): WebSocketRouteIntegration {
    return new Integration('HttpProxyIntegration', httpConfig('HTTP_PROXY', url, options));
  }

  /** API Gateway itself, which takes every message and calls nobody. */
  public static mock(): WebSocketRouteIntegration {
    // a key that the expression names, since the API takes no content type to choose by
    return new Integration('MockIntegration', { type: WebSocketIntegrationType.MOCK, uri: '', requestTemplates: { 200: '{"statusCode":200}' }, templateSelectionExpression: '200' });
  }

  private constructor() {}
}

function httpConfig(type: string, url: string, options: WebSocketHttpProxyIntegrationOptions): WebSocketRouteIntegrationConfig {
  const { method = HttpMethod.POST, timeout, requestParameters } = options;
  if (!Token.isUnresolved(url) && !/^https?:\/\/./.test(url)) {
    fail(`'url' must begin with https:// or http://, got ${show(url)}: write "https://backend.example.com/messages", for example`);
  }
  const wrong = Object.keys(requestParameters ?? {}).find((name) => !/^integration\.request\.(path|querystring|header)\../.test(name));
  if (wrong) fail(`'requestParameters' must be named as "integration.request.header.connectionId", got ${show(wrong)}`);
  if (timeout && !timeout.isUnresolved() && (timeout.toMilliseconds() < 50 || timeout.toMilliseconds() > 29_000)) {
    fail(`'timeout' must be from 50 milliseconds to 29 seconds, got ${timeout.toMilliseconds()} milliseconds`);
  }
  return { type: type as WebSocketIntegrationType, uri: url, method, timeout, requestParameters }; // the L2's enum has no HTTP, and passes it on
}

class Integration extends WebSocketRouteIntegration {
  constructor(id: string, private readonly config: WebSocketRouteIntegrationConfig) {
    super(id);
  }

  public bind(): WebSocketRouteIntegrationConfig {
    return this.config;
  }
}
