import { Fn, Token } from 'aws-cdk-lib/core';
import { defined, OpenApiObject } from './rest-api-definition';
import { isPlainObject } from '../private/is-object';

/** The extension of an operation as the properties of a method's integration; what they cannot say stays in the document. */
export function integrationProperties(extension: OpenApiObject): any {
  return defined({
    type: upperCase(extension.type),
    integrationHttpMethod: extension.httpMethod,
    uri: withReferences(extension.uri),
    credentials: withReferences(extension.credentials),
    connectionType: extension.connectionType,
    connectionId: withReferences(extension.connectionId),
    integrationTarget: withReferences(extension.integrationTarget),
    timeoutInMillis: extension.timeoutInMillis,
    passthroughBehavior: upperCase(extension.passthroughBehavior),
    contentHandling: extension.contentHandling,
    cacheNamespace: extension.cacheNamespace,
    cacheKeyParameters: extension.cacheKeyParameters,
    requestParameters: extension.requestParameters,
    requestTemplates: extension.requestTemplates,
    integrationResponses: isPlainObject(extension.responses) ? Object.entries<any>(extension.responses).map(([pattern, response]) => defined({
      selectionPattern: pattern === 'default' ? undefined : pattern,
      statusCode: response?.statusCode === undefined ? undefined : String(response.statusCode),
      contentHandling: response?.contentHandling,
      responseParameters: response?.responseParameters,
      responseTemplates: response?.responseTemplates,
    })) : undefined,
  });
}

/** Text, and what CloudFormation makes text of, as text with tokens, so that what `Fn::Sub` of a document beside a template names is seen. */
export function withReferences(value: unknown): any {
  if (typeof value !== 'object' || value === null) return value;
  const text = isPlainObject(value) && Object.keys(value).length === 1 ? value['Fn::Sub'] : undefined;
  if (typeof text !== 'string') return Token.asString(value);
  return text.replace(/\$\{(!?)([A-Za-z0-9_.:]+)\}/g, (_, escaped, name: string) => {
    if (escaped) return `\${${name}}`;
    const [logicalId, ...attribute] = name.split('.');
    return attribute.length > 0 ? Fn.getAtt(logicalId, attribute.join('.')).toString() : Fn.ref(name);
  });
}

function upperCase(value: unknown): unknown {
  return typeof value === 'string' && /^[a-z_]+$/i.test(value) ? value.toUpperCase() : value;
}
