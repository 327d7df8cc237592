import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerDefinition } from './authorizer-definition';
import { checkAuthorizerName } from './check-authorizer-options';
import { renderSources } from './identity-source';
import { checkHandler, functionSettings, invoke } from './lambda-authorizer';
import { WebSocketLambdaRequestAuthorizerOptions } from './web-socket-lambda-request-options';
import { checkMembers } from '../private/check-members';

const FACTORY = 'WebSocketRouteAuthorizer.lambdaRequest';

/** A function as an authorizer of a WebSocket API. */
export function webSocketLambdaRequest(handler: IFunction, options: WebSocketLambdaRequestAuthorizerOptions): AuthorizerDefinition {
  checkMembers(options, ['identitySources', 'assumeRole', 'authorizerName'], FACTORY);
  checkHandler(handler, options.assumeRole);
  checkAuthorizerName(options.authorizerName);
  const settings = { authorizerType: 'REQUEST', identitySource: renderSources(options.identitySources, 'WEBSOCKET') };
  return {
    factory: FACTORY,
    authorizationType: 'CUSTOM',
    checksScopes: false,
    authorizerName: options.authorizerName,
    kind: 'lambda-request',
    subject: handler.functionArn,
    settings: { ...settings, ...functionSettings(handler, options.assumeRole) },
    define: (binding) => {
      const { uri, credentials } = invoke(handler, binding, options.assumeRole);
      const { scope, api, name } = binding;
      const props = { ...settings, apiId: api.ref, name, authorizerUri: uri, authorizerCredentialsArn: credentials };
      return { authorizerId: new CfnAuthorizer(scope, 'Resource', props).ref };
    },
  };
}
