import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { defineIntegrationResponses } from './define-responses';
import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { fail } from '../private/errors';

/** Where a gateway has its models. */
export const MODELS = '#Models';

/** Sets what the L2's route has no option for. */
export function configureRoute(route: CfnRoute, options: WebSocketGatewayRouteOptions, gateway: Construct): void {
  const { operationName, requestModels, requestParameters } = options;
  route.operationName = operationName;
  if (requestParameters) {
    route.requestParameters = Object.fromEntries(Object.entries(requestParameters).map(([name, Required]) => [name, { Required }]));
  }
  if (requestModels) {
    const foreign = Object.values(requestModels).find(({ node }) => node.scope !== gateway.node.tryFindChild(MODELS));
    if (foreign) fail(`'requestModels' must be models of this gateway, got [${foreign.node.path}]: define it with its addModel`, gateway);
    route.requestModels = Object.fromEntries(Object.entries(requestModels).map(([key, { modelName }]) => [key, modelName]));
    route.modelSelectionExpression = options.modelSelectionExpression ?? '\\$default'; // without an expression nothing is validated
    for (const model of Object.values(requestModels)) route.node.addDependency(model);
  }
  if (options.response) defineIntegrationResponses(route, options.integrationResponses, options.integration);
}
