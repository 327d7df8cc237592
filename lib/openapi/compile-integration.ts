import { Compilation } from './compilation';
import { defined, DefinedResource, OpenApiObject } from './rest-api-definition';
import { show } from '../private/errors';

/**
 * A method's integration as the extension of an operation.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
export function compileIntegration(method: DefinedResource, compilation: Compilation): OpenApiObject | undefined {
  const integration = compilation.known(method.properties.Integration, "'integration'", method);
  if (integration === undefined) return undefined;
  return defined({
    type: lowerCase(integration.Type),
    httpMethod: integration.IntegrationHttpMethod,
    uri: integration.Uri,
    credentials: integration.Credentials,
    connectionType: integration.ConnectionType,
    connectionId: integration.ConnectionId,
    integrationTarget: integration.IntegrationTarget,
    timeoutInMillis: integration.TimeoutInMillis,
    passthroughBehavior: lowerCase(integration.PassthroughBehavior),
    contentHandling: integration.ContentHandling,
    responseTransferMode: integration.ResponseTransferMode,
    tlsConfig: integration.TlsConfig && { insecureSkipVerification: integration.TlsConfig.InsecureSkipVerification }, // CloudFormation has no such property
    cacheNamespace: integration.CacheNamespace,
    cacheKeyParameters: integration.CacheKeyParameters,
    requestParameters: integration.RequestParameters,
    requestTemplates: integration.RequestTemplates,
    responses: compileResponses(integration.IntegrationResponses, method, compilation),
  });
}

function compileResponses(given: any, method: DefinedResource, compilation: Compilation): OpenApiObject | undefined {
  const responses = compilation.known(given, "'integrationResponses'", method);
  if (responses === undefined) return undefined;
  const compiled: OpenApiObject = {};
  for (const response of responses) {
    const pattern = response.SelectionPattern || 'default';
    if (!compilation.isKey(pattern, "the 'selectionPattern' of an integration response", method)) continue;
    if (Object.hasOwn(compiled, pattern)) compilation.problem(method, `the 'selectionPattern' ${show(pattern)} stands at two integration responses: each needs its own`);
    compiled[pattern] = defined({
      statusCode: response.StatusCode,
      contentHandling: response.ContentHandling,
      responseParameters: response.ResponseParameters,
      responseTemplates: response.ResponseTemplates,
    });
  }
  return compiled;
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' && /^[A-Z_]+$/.test(value) ? value.toLowerCase() : value; // a token stays as it is
}
