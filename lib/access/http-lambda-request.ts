import { AuthorizerPayloadVersion, CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerDefinition } from './authorizer-definition';
import { checkLambdaAuthorizer, functionSettings, invoke, keptAnswers } from './lambda-authorizer';
import { HttpLambdaRequestAuthorizerOptions } from './lambda-authorizer-options';
import { fail, show } from '../private/errors';

const FACTORY = 'HttpRouteAuthorizer.lambdaRequest';

/** A function as an authorizer of a HTTP API. */
export function httpLambdaRequest(handler: IFunction, options: HttpLambdaRequestAuthorizerOptions): AuthorizerDefinition {
  checkLambdaAuthorizer(handler, options, ['identitySources', 'policyResponses', 'payloadFormatVersion'], FACTORY);
  const { payloadFormatVersion = AuthorizerPayloadVersion.VERSION_2_0, assumeRole, authorizerName } = options;
  const policyResponses = options.policyResponses ?? payloadFormatVersion === AuthorizerPayloadVersion.VERSION_1_0;
  if (!Object.values(AuthorizerPayloadVersion).includes(payloadFormatVersion)) {
    fail(`'payloadFormatVersion' must be AuthorizerPayloadVersion.VERSION_1_0 or VERSION_2_0, got ${show(payloadFormatVersion)}`);
  }
  if (typeof policyResponses !== 'boolean') fail(`'policyResponses' must be true or false, got ${show(policyResponses)}`);
  if (!policyResponses && payloadFormatVersion === AuthorizerPayloadVersion.VERSION_1_0) {
    fail("'policyResponses' must not be false with AuthorizerPayloadVersion.VERSION_1_0, whose functions answer by policies: leave one of the two out");
  }
  const { identitySources, ttl } = keptAnswers(options, 'HTTP');
  const settings = {
    authorizerType: 'REQUEST',
    identitySource: identitySources,
    authorizerResultTtlInSeconds: ttl,
    authorizerPayloadFormatVersion: payloadFormatVersion,
    enableSimpleResponses: !policyResponses,
  };
  return {
    factory: FACTORY,
    authorizationType: 'CUSTOM',
    checksScopes: false,
    authorizerName,
    kind: 'lambda-request',
    subject: handler.functionArn,
    settings: { ...settings, ...functionSettings(handler, assumeRole) },
    define: (binding) => {
      const { uri, credentials } = invoke(handler, binding, assumeRole);
      const props = { ...settings, apiId: binding.api.ref, name: binding.name, authorizerUri: uri, authorizerCredentialsArn: credentials };
      return { authorizerId: new CfnAuthorizer(binding.scope, 'Resource', props).ref };
    },
  };
}
