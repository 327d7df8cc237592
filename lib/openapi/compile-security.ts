import { Token } from 'aws-cdk-lib/core';
import { Compilation } from './compilation';
import { defined, DefinedResource, OpenApiObject } from './rest-api-definition';
import { show } from '../private/errors';

const TYPES: Record<string, string> = { TOKEN: 'token', REQUEST: 'request', COGNITO_USER_POOLS: 'cognito_user_pools' };

/** The header that an identity source names. */
const HEADER = /^method\.request\.header\.([^,\s]+)$/;

/** Authorizers, IAM and API keys as the security schemes of a document, and what methods require of them. */
export class SecurityCompiler {
  private readonly used = new Map<string, OpenApiObject>();
  private readonly taken: ReadonlySet<string>;

  constructor(private readonly compilation: Compilation) {
    this.taken = new Set(compilation.ofType('Authorizer').map(({ reference }) => String(compilation.names.get(reference))));
  }

  /** What a method requires; undefined if it is open. */
  public requirements(method: DefinedResource): OpenApiObject[] | undefined {
    const { AuthorizerId: authorizer, AuthorizationScopes: scopes = [] } = method.properties;
    const type = this.compilation.known(method.properties.AuthorizationType, "'authorizationType'", method) ?? 'NONE';
    const requirements: OpenApiObject[] = [];
    if (type === 'AWS_IAM') {
      requirements.push({ [this.use('sigv4', { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' })]: [] });
    } else if (type !== 'NONE') {
      const name = this.compilation.names.get(authorizer);
      if (name) requirements.push({ [name]: scopes });
      else this.foreign(authorizer, method);
    }
    if (this.compilation.flag(method.properties.ApiKeyRequired, "'apiKeyRequired'", method)) requirements.push({ [this.use('api_key', { type: 'apiKey', name: 'x-api-key', in: 'header' })]: [] });
    return requirements.length > 0 ? requirements : undefined;
  }

  /** All schemes; last, when it is known which ones are used. */
  public schemes(): OpenApiObject {
    const schemes = new Map<string, OpenApiObject>();
    for (const authorizer of this.compilation.ofType('Authorizer')) {
      const name = this.compilation.names.get(authorizer.reference);
      if (name) schemes.set(name, this.scheme(authorizer, name));
    }
    return Object.fromEntries([...schemes, ...this.used]);
  }

  /** A scheme of ours, under a name that no authorizer has: it would become the other. */
  private use(name: string, scheme: OpenApiObject): string {
    let free = name;
    while (this.taken.has(free)) free += '_';
    this.used.set(free, scheme);
    return free;
  }

  private foreign(authorizer: unknown, method: DefinedResource): void {
    const shown = typeof authorizer === 'string' && !Token.isUnresolved(authorizer) ? show(authorizer) : 'that it refers to';
    this.compilation.problem(method, `the authorizer ${shown} is not one of this API, and a document defines its own: define it with an authorizer of aws-cdk-lib, or use 'layout: RestLayout.RESOURCES'`);
  }

  private scheme(authorizer: DefinedResource, name: string): OpenApiObject {
    const { Type: type, AuthType: authType, IdentitySource: source } = authorizer.properties;
    const known = TYPES[type];
    if (!known) this.compilation.problem(authorizer, `the type of the authorizer ${show(name)} must be one of ${Object.keys(TYPES).join(', ')}, got ${show(type)}`);
    const isRequest = type === 'REQUEST';
    return {
      'type': 'apiKey',
      'name': isRequest ? 'Unused' : this.header(source, name, authorizer), // a request authorizer has a list of sources, which the extension names
      'in': 'header',
      'x-amazon-apigateway-authtype': authType ?? (type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom'),
      'x-amazon-apigateway-authorizer': defined({
        type: known,
        authorizerUri: authorizer.properties.AuthorizerUri,
        authorizerCredentials: authorizer.properties.AuthorizerCredentials,
        authorizerResultTtlInSeconds: authorizer.properties.AuthorizerResultTtlInSeconds,
        identitySource: isRequest ? source || undefined : undefined,
        identityValidationExpression: authorizer.properties.IdentityValidationExpression,
        providerARNs: authorizer.properties.ProviderARNs,
      }),
    };
  }

  private header(source: unknown, name: string, authorizer: DefinedResource): string {
    const header = typeof source === 'string' ? HEADER.exec(source)?.[1] : undefined;
    if (!header || Token.isUnresolved(header)) {
      this.compilation.problem(authorizer, `the identity source of the authorizer ${show(name)} must be one header, got ${show(source)}: write "method.request.header.Authorization", for example`);
    }
    return header ?? 'Authorization';
  }
}
