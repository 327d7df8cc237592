import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Lazy } from 'aws-cdk-lib/core';
import { answerHeaders, choosesOrigin, CorsRules, hasHeader, joinHeaders, originTemplate } from './cors-headers';

/** Integrations whose answers API Gateway makes itself; it cannot add a header to what a proxy answers. */
const MAPPED = ['AWS', 'HTTP', 'MOCK'];

const PREFIX = 'method.response.header.';

const ALLOW_ORIGIN = `${PREFIX}Access-Control-Allow-Origin`;

type Response = CfnMethod.IntegrationResponseProperty;

/** Lets browsers see the answers of a method whose answers API Gateway makes. What says already who may see it stays as it is. */
export function addCorsToAnswers(method: CfnMethod, cors: CorsRules, route: string): void {
  const integration = method.integration as CfnMethod.IntegrationProperty | undefined;
  if (!integration || !MAPPED.includes(integration.type) || integration.integrationResponses === undefined) return;
  if (!Array.isArray(integration.integrationResponses)) {
    Annotations.of(method).addWarningV2('cdk-gatehouse:corsOfTokens',
      `the answers of route "${route}" are known later than the headers of 'cors' are added, so that browsers do not show them: write them out`);
    return;
  }
  const responses = integration.integrationResponses as Response[];
  const silent = responses.filter((response) => !hasHeader(response.responseParameters, ALLOW_ORIGIN));
  method.integration = { ...integration, integrationResponses: responses.map((each) => (silent.includes(each) ? withHeaders(each, cors) : each)) };
  if (silent.length > 0) {
    const headers = Object.keys(answerHeaders(cors)).map((name) => PREFIX + name);
    declareHeaders(method, silent.map(({ statusCode }) => statusCode), headers);
  }
  if (choosesOrigin(cors) && silent.some(({ responseTemplates }) => Object.keys(responseTemplates ?? {}).length === 0)) {
    Annotations.of(method).addWarningV2('cdk-gatehouse:corsOfBytes',
      `route "${route}" has answers without a template, and only a template can choose among several origins: browsers do not show them; write one origin in 'cors.allowOrigins', or a template of the answer`);
  }
}

function withHeaders(response: Response, cors: CorsRules): Response {
  const given = response.responseParameters as Record<string, string> | undefined;
  const templates = response.responseTemplates as Record<string, string> | undefined;
  const choice = originTemplate(cors);
  return {
    ...response,
    responseParameters: joinHeaders(answerHeaders(cors), given, PREFIX),
    responseTemplates: templates && Object.fromEntries(Object.entries(templates).map(([type, text]) => [type, choice + text])),
  };
}

/**
 * A header that the method does not declare is not sent; a template may have chosen another of the statuses. The L2 writes what it
 * declares when the template is made.
 */
function declareHeaders(method: CfnMethod, statuses: string[], headers: string[]): void {
  const declared = Object.fromEntries(headers.map((name) => [name, true]));
  const given = method.methodResponses;
  method.methodResponses = Lazy.uncachedAny({
    produce: (context) => {
      const known: CfnMethod.MethodResponseProperty[] = context.resolve(given) ?? [];
      const missing = [...new Set(statuses)].filter((status) => !known.some(({ statusCode }) => statusCode === status));
      const all: CfnMethod.MethodResponseProperty[] = [...known, ...missing.map((statusCode) => ({ statusCode }))];
      return all.map((response) => ({ ...response, responseParameters: { ...declared, ...response.responseParameters as object | undefined } }));
    },
  });
}
