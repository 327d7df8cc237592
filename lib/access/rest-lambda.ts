import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerDefinition } from './authorizer-definition';
import { renderSource } from './identity-source';
import { checkLambdaAuthorizer, functionSettings, invoke, keptAnswers, tokenTtl } from './lambda-authorizer';
import { LambdaAuthorizerOptions, LambdaRequestAuthorizerOptions, LambdaTokenAuthorizerOptions } from './lambda-authorizer-options';
import { fail, show } from '../private/errors';

/** A function that sees a token, as an authorizer of a REST API. */
export function restLambdaToken(handler: IFunction, options: LambdaTokenAuthorizerOptions): AuthorizerDefinition {
  const factory = 'RouteAuthorizer.lambdaToken';
  checkLambdaAuthorizer(handler, options, ['identitySource', 'validationRegex'], factory);
  const { validationRegex } = options;
  if (validationRegex !== undefined && (typeof validationRegex !== 'string' || validationRegex === '')) {
    fail(`'validationRegex' must be a regular expression as text, got ${show(validationRegex)}: write "Bearer .+", for example`);
  }
  return definition(factory, 'lambda-token', handler, options, {
    type: 'TOKEN',
    identitySource: renderSource(options.identitySource ?? 'header.Authorization', 'REST', 'identitySource', ['header']),
    identityValidationExpression: validationRegex,
    authorizerResultTtlInSeconds: tokenTtl(options.resultsCacheTtl, options.coversAllRoutes),
  });
}

/** A function that sees whole requests, as an authorizer of a REST API. */
export function restLambdaRequest(handler: IFunction, options: LambdaRequestAuthorizerOptions): AuthorizerDefinition {
  const factory = 'RouteAuthorizer.lambdaRequest';
  checkLambdaAuthorizer(handler, options, ['identitySources'], factory);
  const { identitySources, ttl } = keptAnswers(options, 'REST');
  return definition(factory, 'lambda-request', handler, options, {
    type: 'REQUEST',
    identitySource: identitySources.length > 0 ? identitySources.join(',') : undefined,
    authorizerResultTtlInSeconds: ttl,
  });
}

interface Settings {
  readonly type: string;
  readonly identitySource?: string;
  readonly identityValidationExpression?: string;
  readonly authorizerResultTtlInSeconds: number;
}

function definition(factory: string, kind: string, handler: IFunction, options: LambdaAuthorizerOptions, settings: Settings): AuthorizerDefinition {
  const { assumeRole, authorizerName } = options;
  return {
    factory,
    authorizationType: 'CUSTOM',
    checksScopes: false,
    authorizerName,
    kind,
    subject: handler.functionArn,
    settings: { ...settings, ...functionSettings(handler, assumeRole) },
    define: (binding) => {
      const { uri, credentials } = invoke(handler, binding, assumeRole);
      const props = { ...settings, restApiId: binding.api.ref, name: binding.name, authorizerUri: uri, authorizerCredentials: credentials };
      return { authorizerId: new CfnAuthorizer(binding.scope, 'Resource', props).ref };
    },
  };
}
