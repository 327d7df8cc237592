import { CfnIntegration, CfnIntegrationResponse, CfnRoute, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { WebSocketIntegrationResponse } from './web-socket-route-options';
import { checkTemplates, defaultTemplate } from '../private/default-template';
import { fail, show } from '../private/errors';
import { referencedConstructs } from '../private/tokens';

/** Responses that nobody asked for, which what a later route says replaces. */
const DEFAULTS = new WeakSet<CfnIntegrationResponse>();

/**
 * Defines what becomes of the answers of a route's integration. One that is not a proxy must have an answer for all that no
 * other takes, or API Gateway sends nothing.
 *
 * @param given  what the route says of them
 * @param called the integration, which may say itself what becomes of its answers
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
 */
export function defineIntegrationResponses(route: CfnRoute, given?: WebSocketIntegrationResponse[], called?: WebSocketRouteIntegration): void {
  const targets = [...referencedConstructs(route.target, route)];
  const integration = targets.find((construct) => CfnIntegration.isCfnIntegration(construct)) as CfnIntegration | undefined;
  const isProxy = integration?.integrationType.endsWith('_PROXY');
  if (isProxy && given) fail(`'integrationResponses' of route ${show(route.routeKey)} have no effect on a proxy integration, whose answer is the backend's: leave them out`, route);
  if (!integration || isProxy) return;
  const responses = given ?? ownResponses(called) ?? [{}];
  const keys = responses.map(({ responseKey = '$default' }) => responseKey);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice) fail(`'integrationResponses' of route ${show(route.routeKey)} have two for ${show(twice)}: leave one of them out`, route);
  for (const key of keys) checkKey(key, route);
  if (!responses.some(({ responseKey = '$default' }) => responseKey === '$default')) {
    fail(`'integrationResponses' of route ${show(route.routeKey)} must have one for "$default", without which an answer that no other takes is lost: add { responseKey: '$default' }`, route);
  }
  for (const response of responses) defineResponse(integration, response, given !== undefined);
}

/** What an integration of ours makes of answers by itself. */
function ownResponses(called?: WebSocketRouteIntegration): WebSocketIntegrationResponse[] | undefined {
  return (called as { _integrationResponses?: WebSocketIntegrationResponse[] } | undefined)?._integrationResponses;
}

function checkKey(responseKey: string, route: CfnRoute): void {
  if (responseKey !== '$default' && !/^\/.+\/$/.test(responseKey)) {
    fail(`'responseKey' must be "$default" or a pattern between slashes, got ${show(responseKey)}: write "/4\\d\\d/", for example`, route);
  }
}

function defineResponse(integration: CfnIntegration, response: WebSocketIntegrationResponse, isSaid: boolean): void {
  const { responseKey = '$default', responseTemplates, templateSelectionExpression } = response;
  checkTemplates('responseTemplates', responseTemplates, templateSelectionExpression, integration);
  const scope = integration.node.scope as Construct; // beside the integration, which several routes may share
  const id = `#Response:${responseKey}`;
  const known = scope.node.tryFindChild(id) as CfnIntegrationResponse | undefined;
  if (known && !isSaid) return;
  if (known && !DEFAULTS.delete(known)) {
    fail(`the integration has a response for ${show(responseKey)} already, by another route that shares it: define its 'integrationResponses' once`, integration);
  }
  const { ref: integrationId, apiId } = integration;
  const defined = known ?? new CfnIntegrationResponse(scope, id, { apiId, integrationId, integrationResponseKey: responseKey });
  defined.responseTemplates = responseTemplates;
  defined.templateSelectionExpression = templateSelectionExpression ?? defaultTemplate(responseTemplates);
  if (!isSaid) DEFAULTS.add(defined);
}
