import { CfnAuthorizer, CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { CfnAuthorizer as CfnV2Authorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Lazy } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AuthorizerBinding, AuthorizerDefinition } from './authorizer-definition';
import { checkAuthorizerName, ttlSeconds } from './check-authorizer-options';
import { checkJwtAuthorizer, JWT_AUTHORIZER_PROPS } from './check-jwt-authorizer';
import { renderSource } from './identity-source';
import { JwtAuthorizer } from './jwt-authorizer';
import { JwtAuthorizerProps } from './jwt-authorizer-props';
import { FromJwtAuthorizerOptions, JwtRouteAuthorizerOptions, WebSocketJwtRouteAuthorizerOptions } from './jwt-route-options';
import { invoke } from './lambda-authorizer';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

const TTL = Duration.minutes(5);

/** Which function an authorizer asks: one of its own in each API, or one that several share. */
interface Source {
  readonly subject: unknown;
  readonly settings: object;
  readonly scopes?: string[];
  authorizerIn(binding: AuthorizerBinding): JwtAuthorizer;
}

/** JSON web tokens at a REST API, by a function of the API. */
export function restJwt(options: JwtRouteAuthorizerOptions): AuthorizerDefinition {
  const factory = 'RouteAuthorizer.jwt';
  const { resultsCacheTtl = TTL, authorizerName, ...props } = checked(factory, options, ['resultsCacheTtl', 'authorizerName']);
  return rest(factory, ownFunction(props), resultsCacheTtl, authorizerName);
}

/** JSON web tokens at a REST API, by a function that others share. */
export function restFromJwt(authorizer: JwtAuthorizer, options: FromJwtAuthorizerOptions): AuthorizerDefinition {
  const factory = 'RouteAuthorizer.fromJwtAuthorizer';
  checkMembers(options, ['resultsCacheTtl', 'authorizerName'], factory);
  return rest(factory, sharedFunction(authorizer), options.resultsCacheTtl ?? TTL, options.authorizerName);
}

/** JSON web tokens at "$connect", by a function of the API. */
export function webSocketJwt(options: WebSocketJwtRouteAuthorizerOptions): AuthorizerDefinition {
  const factory = 'WebSocketRouteAuthorizer.jwt';
  const { authorizerName, ...props } = checked(factory, options, ['authorizerName']);
  return webSocket(factory, ownFunction(props), authorizerName);
}

/** JSON web tokens at "$connect", by a function that others share. */
export function webSocketFromJwt(authorizer: JwtAuthorizer): AuthorizerDefinition {
  return webSocket('WebSocketRouteAuthorizer.fromJwtAuthorizer', sharedFunction(authorizer));
}

function checked<T extends JwtAuthorizerProps>(factory: string, options: T, others: string[]): T {
  checkMembers(options, [...JWT_AUTHORIZER_PROPS, ...others], factory);
  checkJwtAuthorizer(options);
  return copyOf(options);
}

/** Options as they are now: the function is defined when a route asks for it, and the caller may have changed his lists by then. */
function copyOf<T extends object>(options: T): T {
  const copy = (value: unknown) => {
    if (Array.isArray(value)) return [...value];
    return isPlainObject(value) ? copyOf(value) : value;
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, copy(value)])) as T;
}

function ownFunction(props: JwtAuthorizerProps): Source {
  const { logGroup, vpc, vpcSubnets, securityGroups, clockTolerance, ...data } = props;
  const places = {
    logGroup: logGroup?.logGroupName,
    vpc: vpc?.vpcId,
    subnets: vpc?.selectSubnets(vpcSubnets).subnetIds,
    groups: securityGroups?.map((group) => group.securityGroupId),
  };
  return {
    subject: props.issuer, // and not what may change later: by its name the function is found again
    settings: { ...data, clockTolerance: clockTolerance?.toSeconds(), ...places },
    scopes: props.scopes,
    authorizerIn: ({ scope }) => new JwtAuthorizer(scope, 'Tokens', props),
  };
}

function sharedFunction(authorizer: JwtAuthorizer): Source {
  if (typeof authorizer?._serve !== 'function') fail(`'authorizer' must be a JwtAuthorizer, got ${show(authorizer)}: define one by new JwtAuthorizer(this, "Tokens", { issuer, audience })`);
  const { functionArn } = authorizer.handler;
  return { subject: functionArn, settings: { functionArn }, scopes: authorizer._scopes, authorizerIn: () => authorizer };
}

function rest(factory: string, source: Source, ttl: Duration, authorizerName?: string): AuthorizerDefinition {
  checkAuthorizerName(authorizerName);
  const settings = { type: 'REQUEST', authorizerResultTtlInSeconds: ttlSeconds(ttl) };
  return {
    ...common(factory, source, settings, authorizerName),
    define: (binding) => {
      const { scope, api, name } = binding;
      const tokens = source.authorizerIn(binding);
      const { uri: authorizerUri } = invoke(tokens.handler, binding);
      const token = renderSource(tokens._identitySource, 'REST', 'identitySource', ['header', 'query']);
      // an answer holds for the whole stage, and so for each route only if it was given for that route
      const identitySource = Lazy.uncachedString({ produce: () => [token, ...tokens._differ() ? ['context.resourcePath', 'context.httpMethod'] : []].join(',') });
      const authorizer = new CfnAuthorizer(scope, 'Resource', { ...settings, restApiId: api.ref, name, authorizerUri, identitySource });
      serve(tokens, binding, authorizer);
      scope.node.addValidation({ validate: () => strayScopes(binding, authorizer.ref) });
      return { authorizerId: authorizer.ref, redeployOn: identitySource };
    },
  };
}

function webSocket(factory: string, source: Source, authorizerName?: string): AuthorizerDefinition {
  checkAuthorizerName(authorizerName);
  return {
    ...common(factory, source, {}, authorizerName),
    define: (binding) => {
      const { scope, api, name } = binding;
      const tokens = source.authorizerIn(binding);
      const { uri: authorizerUri } = invoke(tokens.handler, binding);
      const identitySource = [renderSource(tokens._identitySource, 'WEBSOCKET', 'identitySource', ['header', 'query'])];
      const authorizer = new CfnV2Authorizer(scope, 'Resource', { authorizerType: 'REQUEST', apiId: api.ref, name, authorizerUri, identitySource });
      serve(tokens, binding, authorizer);
      return { authorizerId: authorizer.ref };
    },
  };
}

function common(factory: string, source: Source, settings: object, authorizerName?: string): Omit<AuthorizerDefinition, 'define'> {
  return {
    factory,
    authorizationType: 'CUSTOM',
    checksScopes: true,
    scopes: source.scopes,
    authorizerName,
    kind: 'jwt',
    subject: source.subject,
    settings: { ...settings, ...source.settings },
  };
}

function serve(tokens: JwtAuthorizer, { scope, api, routes }: AuthorizerBinding, authorizer: IConstruct): void {
  tokens._serve({ gateway: scope.node.scope!, api, routes, authorizer });
}

/** Scopes that only the L2 knows of: API Gateway does not check them with a function, and the function is not told. */
function strayScopes({ api }: AuthorizerBinding, authorizerId: string): string[] {
  const methods = api.node.scope!.node.findAll().filter((node): node is CfnMethod => CfnMethod.isCfnMethod(node));
  const stray = methods.filter((method) => method.authorizerId === authorizerId && (method.authorizationScopes ?? []).length > 0);
  return stray.map(({ node }) => `the method at [${node.path}] has 'authorizationScopes', which nobody checks there: add it by addRoutes of the gateway, or say 'scopes' of its authorizer`);
}
