import { IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Token } from 'aws-cdk-lib/core';
import { AuthorizerBinding } from './authorizer-definition';
import { checkAuthorizerName, ttlSeconds } from './check-authorizer-options';
import { renderSources, SourceStyle } from './identity-source';
import { LambdaAuthorizerOptions, LambdaRequestAuthorizerOptions } from './lambda-authorizer-options';
import { grantByOwnPolicy } from './own-policy';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { invocationUri } from '../private/invocation-uri';

/** How API Gateway invokes a function: by its URI, and in whose name. */
export interface Invocation {
  readonly uri: string;
  readonly credentials?: string;
}

/** Checks the function of an authorizer, and the role to invoke it. */
export function checkHandler(handler: IFunction, assumeRole?: IRole): void {
  if (typeof handler?.functionArn !== 'string') fail(`'handler' must be a function or an alias of one, got ${show(handler)}`);
  if (assumeRole !== undefined && typeof assumeRole?.roleArn !== 'string') fail(`'assumeRole' must be a role, got ${show(assumeRole)}: write new Role(this, "Authorizer", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") }), for example`);
}

/** The options of every authorizer that asks a function. */
const COMMON = ['coversAllRoutes', 'assumeRole', 'authorizerName', 'resultsCacheTtl'];

/** Checks what authorizers that ask a function have in common. */
export function checkLambdaAuthorizer(handler: IFunction, options: LambdaAuthorizerOptions, others: string[], factory: string): void {
  checkMembers(options, [...COMMON, ...others], factory);
  checkHandler(handler, options.assumeRole);
  checkAuthorizerName(options.authorizerName);
  const { coversAllRoutes } = options;
  if (coversAllRoutes !== undefined && typeof coversAllRoutes !== 'boolean') fail(`'coversAllRoutes' must be true or false, got ${show(coversAllRoutes)}`);
}

/** What answers of a function are kept for, and how long. */
export interface KeptAnswers {
  readonly identitySources: string[];
  readonly ttl: number;
}

/**
 * What answers of a function that sees whole requests are kept for: the identity sources, and the method and the path of the
 * request, unless answers hold for all of them. The path is that of the request, and not of its route, as it is in the ARNs of policies:
 * a function that allows "/orders/1" says nothing of "/orders/2".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function keptAnswers(options: LambdaRequestAuthorizerOptions, style: SourceStyle): KeptAnswers {
  const identitySources = renderSources(options.identitySources, style);
  const ttl = ttlSeconds(options.resultsCacheTtl ?? Duration.minutes(5));
  if (ttl === 0) return { identitySources, ttl };
  if (identitySources.length === 0) {
    fail("'identitySources' must name what answers of the function are kept for, got none: write [\"header.Authorization\"], for example, or set resultsCacheTtl: Duration.seconds(0), so that it is asked about every request");
  }
  const ofRoute = options.coversAllRoutes ? [] : renderSources(['context.httpMethod', 'context.path'], style);
  return { identitySources: [...new Set([...identitySources, ...ofRoute])], ttl };
}

/** How long answers of a function are kept for a token, which is all that they can be kept for. */
export function tokenTtl(resultsCacheTtl: Duration | undefined, coversAllRoutes = false): number {
  const ttl = ttlSeconds(resultsCacheTtl ?? (coversAllRoutes ? Duration.minutes(5) : Duration.seconds(0)));
  if (ttl !== 0 && !coversAllRoutes) {
    const got = Token.isUnresolved(ttl) ? 'a token' : `${ttl} seconds`;
    fail(`'resultsCacheTtl' above 0 needs 'coversAllRoutes: true' with RouteAuthorizer.lambdaToken, got ${got}: API Gateway uses the answer that it keeps for a token for every route; set it if each answer holds for all of them, or use RouteAuthorizer.lambdaRequest, which keeps one for each route`);
  }
  return ttl;
}

/** Lets an API ask a function. */
export function invoke(handler: IFunction, binding: AuthorizerBinding, assumeRole?: IRole): Invocation {
  if (assumeRole) {
    grantByOwnPolicy(binding.scope, {
      grantee: assumeRole,
      actions: ['lambda:InvokeFunction'],
      resourceArns: handler.resourceArnsForGrantInvoke,
      whyOwnAccount: 'a role can be passed to API Gateway in its own account only',
    });
  } else {binding.allow(handler);}
  return { uri: invocationUri(binding.scope, handler.functionArn, handler.env.region), credentials: assumeRole?.roleArn };
}

/** What tells functions apart, also in the settings of an authorizer. */
export function functionSettings(handler: IFunction, assumeRole?: IRole): object {
  return { functionArn: handler.functionArn, roleArn: assumeRole?.roleArn };
}

