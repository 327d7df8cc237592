import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Lazy, Token } from 'aws-cdk-lib/core';
import { DeprecationOptions } from '../common/deprecation-options';
import { deprecationHeaders } from '../private/deprecation-headers';

type Responses = Array<{ readonly statusCode?: string; readonly responseParameters?: object }>;

/** Lets the answers of a method say that it should not be used any more, or warns that its backend has to. */
export function deprecateMethod(method: CfnMethod, route: string, deprecated: DeprecationOptions): void {
  const headers = deprecationHeaders(deprecated, method);
  if (headers.size === 0) return;
  const integration = (method.integration ?? {}) as CfnMethod.IntegrationProperty;
  const isKnown = !Token.isUnresolved(integration) && !Token.isUnresolved(integration.integrationResponses);
  const responses = (isKnown ? integration.integrationResponses ?? [] : []) as Responses;
  if (responses.length === 0) {
    const sent = [...headers].map(([name, value]) => `${name}: ${value}`).join(' and ');
    Annotations.of(method).addWarningV2('cdk-gatehouse:deprecationHeaders',
      `route ${JSON.stringify(route)} passes answers on as they are, and so does not say that it is deprecated: let its backend send ${sent}`);
    return;
  }
  const mapped = Object.fromEntries([...headers].map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]));
  method.integration = {
    ...integration,
    integrationResponses: responses.map((response) => ({ ...response, responseParameters: { ...mapped, ...response.responseParameters } })) as any,
  };
  const codes = new Set(responses.map(({ statusCode }) => String(statusCode)));
  declare(method, codes, Object.fromEntries(Object.keys(mapped).map((name) => [name, false])));
}

/** A header that is mapped has to be declared. The L2 renders what methods answer at last, since more can be added. */
function declare(method: CfnMethod, codes: Set<string>, headers: Record<string, boolean>): void {
  const given = method.methodResponses;
  method.methodResponses = Lazy.uncachedAny({
    produce: (context) => {
      const declared = (context.resolve(given) ?? []) as Responses;
      const missing = [...codes].filter((code) => !declared.some(({ statusCode }) => statusCode === code)).map((statusCode) => ({ statusCode }));
      const complete: Responses = [...declared, ...missing];
      const withHeaders = (response: Responses[0]) => ({ ...response, responseParameters: { ...headers, ...response.responseParameters } });
      return complete.map((response) => (codes.has(String(response.statusCode)) ? withHeaders(response) : response));
    },
  });
}
