import { CfnAuthorizer, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HttpRouteOptions } from './http-route-options';
import { HttpRouteAuthorizer } from '../access/http-route-authorizer';
import { withReferences } from '../openapi/integration-properties';
import { AskedScheme, authorizerOf, schemesOf, warnOfOpened, warnOfUncheckedScopes } from '../openapi/operation-security';
import { OpenApiObject } from '../openapi/rest-api-definition';
import { SourceDocument, SourceOperation } from '../openapi/source-document';
import { fail, show } from '../private/errors';

const TYPES: Record<string, 'JWT' | 'CUSTOM'> = { jwt: 'JWT', request: 'CUSTOM' };

/** Who may call the operations of a document: what the user binds to its schemes, what they say of API Gateway, or the gateway's authorizer. */
export class OpenApiSecurity {
  private readonly defined = new Map<string, IHttpRouteAuthorizer>();
  private readonly opened: string[] = [];
  private readonly unchecked = new Map<string, string>();
  private readonly uncheckedScopes = new Map<string, string[]>();

  /**
   * @param gateway what authorizers of the document are defined in
   * @param apiId   the API
   * @param bound   what the user says, by scheme
   */
  constructor(
    private readonly gateway: Construct,
    private readonly apiId: string,
    private readonly document: SourceDocument,
    private readonly bound: Record<string, IHttpRouteAuthorizer>,
  ) {
    for (const [name, scheme] of Object.entries(document.securitySchemes)) {
      const own = authorizerOf(scheme);
      if (own && own !== 'iam' && !Object.hasOwn(bound, name)) this.defined.set(name, this.define(name, own));
    }
  }

  /** What a route asks of its callers; the gateway's authorizer if nothing. */
  public optionsOf(operation: SourceOperation): Pick<HttpRouteOptions, 'authorizer' | 'authorizationScopes'> {
    const schemes = schemesOf(operation, this.document);
    if (!schemes) return {};
    if (schemes.length === 0) {
      this.opened.push(operation.key);
      return { authorizer: HttpRouteAuthorizer.none() };
    }
    const found = schemes.map((asked) => ({ ...asked, authorizer: this.authorizerOf(asked) })).filter(({ authorizer }) => authorizer !== undefined);
    if (found.length > 1) {
      fail(`${operation.cursor.place}: the operation "${operation.key}" asks for ${found.map(({ name }) => show(name)).join(' and ')}, and a route of API Gateway has one authorizer: bind both to one that checks either, or ask for one`, this.gateway);
    }
    if (found.length === 0) return {};
    const [{ authorizer, scopes }] = found;
    const checksScopes = (authorizer as { authorizationType?: string }).authorizationType === 'JWT' && scopes.length > 0;
    if (scopes.length > 0 && !checksScopes) this.uncheckedScopes.set(operation.key, scopes);
    return { authorizer, authorizationScopes: checksScopes ? scopes : undefined };
  }

  /** Warns of schemes that nobody checks as the document says, and of operations that it opens. */
  public warn(): void {
    warnOfOpened(this.gateway, this.opened);
    warnOfUncheckedScopes(this.gateway, this.uncheckedScopes);
    if (this.unchecked.size === 0) return;
    const listed = [...this.unchecked].map(([name, type]) => `${show(name)} (${type})`).join(', ');
    Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:securitySchemeNotBound',
      `a HTTP API does not check by itself what the security schemes ${listed} of the document ask for, and they are bound to nothing: the gateway's 'authorizer' is asked in their place; name in 'authorizers' who checks each`);
  }

  private authorizerOf({ name, scheme }: AskedScheme): IHttpRouteAuthorizer | undefined {
    const authorizer = (Object.hasOwn(this.bound, name) ? this.bound[name] : undefined) ?? this.defined.get(name) ?? (authorizerOf(scheme) === 'iam' ? HttpRouteAuthorizer.iam() : undefined);
    if (!authorizer) this.unchecked.set(name, [scheme.type, scheme.scheme].filter(Boolean).join(' '));
    return authorizer;
  }

  private define(name: string, own: OpenApiObject): IHttpRouteAuthorizer {
    const place = this.document.cursor.get('components').get('securitySchemes').get(name).place;
    const authorizationType = TYPES[String(own.type).toLowerCase()];
    if (!authorizationType) fail(`${place}: the authorizer of the security scheme ${show(name)} must be of type jwt or request for a HTTP API, got ${show(own.type)}: bind the scheme in 'authorizers'`, this.gateway);
    const { jwtConfiguration: jwt, identitySource } = own;
    const l1 = new CfnAuthorizer(this.gateway, `#Authorizer:${name}`, {
      apiId: this.apiId,
      name,
      authorizerType: authorizationType === 'JWT' ? 'JWT' : 'REQUEST',
      identitySource: typeof identitySource === 'string' ? identitySource.split(',').map((source) => source.trim()) : identitySource,
      jwtConfiguration: jwt && { issuer: withReferences(jwt.issuer), audience: [jwt.audience].flat().map(withReferences) },
      authorizerUri: withReferences(own.authorizerUri),
      authorizerCredentialsArn: withReferences(own.authorizerCredentials),
      authorizerPayloadFormatVersion: own.authorizerPayloadFormatVersion,
      authorizerResultTtlInSeconds: own.authorizerResultTtlInSeconds,
      enableSimpleResponses: own.enableSimpleResponses,
    });
    return new DefinedAuthorizer(l1.ref, authorizationType);
  }
}

class DefinedAuthorizer implements IHttpRouteAuthorizer {
  constructor(private readonly authorizerId: string, public readonly authorizationType: 'JWT' | 'CUSTOM') {}

  public bind(): HttpRouteAuthorizerConfig {
    return { authorizerId: this.authorizerId, authorizationType: this.authorizationType };
  }
}
