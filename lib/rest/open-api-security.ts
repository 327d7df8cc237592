import { AuthorizationType, CfnAuthorizer, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RestRouteOptions } from './rest-route-options';
import { takesScopes } from '../access/check-authorizer';
import { RouteAuthorizer } from '../access/route-authorizer';
import { withReferences } from '../openapi/integration-properties';
import { AskedScheme, authorizerOf, isApiKey, schemesOf, warnOfOpened, warnOfUncheckedScopes } from '../openapi/operation-security';
import { OpenApiObject } from '../openapi/rest-api-definition';
import { SourceDocument, SourceOperation } from '../openapi/source-document';
import { fail, show } from '../private/errors';

const TYPES: Record<string, [type: string, authorizationType: AuthorizationType]> = {
  token: ['TOKEN', AuthorizationType.CUSTOM],
  request: ['REQUEST', AuthorizationType.CUSTOM],
  cognito_user_pools: ['COGNITO_USER_POOLS', AuthorizationType.COGNITO],
};

/** Who may call the operations of a document: what the user binds to its schemes, what they say of API Gateway, or the gateway's authorizer. */
export class OpenApiSecurity {
  private readonly defined = new Map<string, IAuthorizer>();
  private readonly opened: string[] = [];
  private readonly unchecked = new Map<string, string>();
  private readonly uncheckedScopes = new Map<string, string[]>();

  /**
   * @param gateway    what authorizers of the document are defined in
   * @param restApiId  the API
   * @param bound      what the user says, by scheme
   * @param isComplete whether what the document does not say is open
   */
  constructor(
    private readonly gateway: Construct,
    private readonly restApiId: string,
    private readonly document: SourceDocument,
    private readonly bound: Record<string, IAuthorizer>,
    private readonly isComplete: boolean,
  ) {
    for (const [name, scheme] of Object.entries(document.securitySchemes)) {
      const own = authorizerOf(scheme);
      if (own && own !== 'iam' && !Object.hasOwn(bound, name)) this.defined.set(name, this.define(name, scheme, own));
    }
  }

  /** What a route asks of its callers; the gateway's authorizer if nothing. */
  public optionsOf(operation: SourceOperation): Pick<RestRouteOptions, 'authorizer' | 'authorizationScopes' | 'apiKeyRequired'> {
    const schemes = schemesOf(operation, this.document) ?? (this.isComplete ? [] : undefined);
    const open = operation.content['x-amazon-apigateway-auth']?.type;
    if (typeof open === 'string' && open.toUpperCase() === 'AWS_IAM') return { authorizer: RouteAuthorizer.iam() };
    if (schemes?.length === 0 || (typeof open === 'string' && open.toUpperCase() === 'NONE')) {
      this.opened.push(operation.key);
      return { authorizer: RouteAuthorizer.none() };
    }
    if (!schemes) return {};
    const found = schemes.map((asked) => ({ ...asked, authorizer: this.authorizerOf(asked) })).filter(({ authorizer }) => authorizer !== undefined);
    if (found.length > 1) {
      fail(`${operation.cursor.place}: the operation "${operation.key}" asks for ${found.map(({ name }) => show(name)).join(' and ')}, and a method of API Gateway has one authorizer: bind both to one that checks either, or ask for one`, this.gateway);
    }
    const [{ authorizer, scopes } = { authorizer: this.isComplete ? RouteAuthorizer.none() : undefined, scopes: [] as string[] }] = found;
    const checksScopes = takesScopes(authorizer) && scopes.length > 0;
    if (scopes.length > 0 && !checksScopes) this.uncheckedScopes.set(operation.key, scopes);
    const apiKeyRequired = schemes.some(({ scheme }) => isApiKey(scheme)) || undefined;
    return { authorizer, authorizationScopes: checksScopes ? scopes : undefined, apiKeyRequired };
  }

  /** Warns of schemes that nobody checks as the document says, and of operations that it opens. */
  public warn(): void {
    if (!this.isComplete) warnOfOpened(this.gateway, this.opened);
    warnOfUncheckedScopes(this.gateway, this.uncheckedScopes);
    if (this.unchecked.size === 0) return;
    const listed = [...this.unchecked].map(([name, type]) => `${show(name)} (${type})`).join(', ');
    Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:securitySchemeNotBound',
      `API Gateway does not check by itself what the security schemes ${listed} of the document ask for, and they are bound to nothing: the gateway's 'authorizer' is asked in their place; name in 'authorizers' who checks each`);
  }

  private authorizerOf({ name, scheme }: AskedScheme): IAuthorizer | undefined {
    const authorizer = (Object.hasOwn(this.bound, name) ? this.bound[name] : undefined) ?? this.defined.get(name) ?? (authorizerOf(scheme) === 'iam' ? RouteAuthorizer.iam() : undefined);
    if (!authorizer && !isApiKey(scheme)) this.unchecked.set(name, [scheme.type, scheme.scheme].filter(Boolean).join(' '));
    return authorizer;
  }

  private define(name: string, scheme: OpenApiObject, own: OpenApiObject): IAuthorizer {
    const place = this.document.cursor.get('components').get('securitySchemes').get(name).place;
    const known = TYPES[String(own.type).toLowerCase()];
    if (!known) fail(`${place}: the authorizer of the security scheme ${show(name)} must be of type ${Object.keys(TYPES).join(', ')} for a REST API, got ${show(own.type)}: bind the scheme in 'authorizers'`, this.gateway);
    const [type, authorizationType] = known;
    const authType = scheme['x-amazon-apigateway-authtype'];
    const l1 = new CfnAuthorizer(this.gateway, `#Authorizer:${name}`, {
      restApiId: this.restApiId,
      name,
      type,
      authType: ['custom', 'cognito_user_pools', 'oauth2'].includes(authType) ? undefined : authType,
      identitySource: type === 'REQUEST' ? own.identitySource : `method.request.header.${scheme.type === 'apiKey' ? scheme.name : 'Authorization'}`,
      authorizerUri: withReferences(own.authorizerUri),
      authorizerCredentials: withReferences(own.authorizerCredentials),
      authorizerResultTtlInSeconds: own.authorizerResultTtlInSeconds,
      identityValidationExpression: own.identityValidationExpression,
      providerArns: Array.isArray(own.providerARNs) ? own.providerARNs.map(withReferences) : undefined,
    });
    return { authorizerId: l1.ref, authorizationType };
  }
}
