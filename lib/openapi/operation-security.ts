import { Annotations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { OpenApiObject } from './rest-api-definition';
import { SourceDocument, SourceOperation } from './source-document';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

/** A scheme that an operation asks for. */
export interface AskedScheme {
  readonly name: string;
  readonly scheme: OpenApiObject;
  readonly scopes: string[];
}

/** What callers of an operation have to show: undefined if the document does not say, none if it says nothing. */
export function schemesOf(operation: SourceOperation, document: SourceDocument): AskedScheme[] | undefined {
  const own = operation.content.security !== undefined;
  const security = own ? operation.cursor.get('security') : document.cursor.get('security');
  if (security.value === undefined) return undefined;
  const asked = new Map<string, AskedScheme>();
  for (const item of security.items()) {
    for (const [name, scopes] of item.entries()) {
      const scheme = Object.hasOwn(document.securitySchemes, name) ? document.securitySchemes[name] : undefined;
      if (!scheme) fail(`${scopes.place}: the security scheme ${show(name)} is not one of the document: define it in 'components.securitySchemes'`);
      const known = asked.get(name)?.scopes ?? [];
      asked.set(name, { name, scheme, scopes: [...new Set([...known, ...scopes.items().map(({ value }) => String(value))])] });
    }
  }
  return [...asked.values()];
}

/** What a scheme says of API Gateway: the authorizer that is its own, or that callers sign their requests. */
export function authorizerOf(scheme: OpenApiObject): OpenApiObject | 'iam' | undefined {
  const { 'x-amazon-apigateway-authorizer': authorizer, 'x-amazon-apigateway-authtype': type } = scheme;
  if (isPlainObject(authorizer)) return authorizer;
  return typeof type === 'string' && type.toLowerCase() === 'awssigv4' ? 'iam' : undefined;
}

/** Whether a scheme is the API key of a usage plan. */
export function isApiKey({ type, in: location, name }: OpenApiObject): boolean {
  return type === 'apiKey' && location === 'header' && String(name).toLowerCase() === 'x-api-key';
}

/** Checks that authorizers are bound to schemes of the document. */
export function checkSchemes(bound: Record<string, unknown>, document: SourceDocument, scope: IConstruct): void {
  const known = Object.keys(document.securitySchemes);
  const unknown = Object.keys(bound).filter((name) => !known.includes(name));
  if (unknown.length > 0) fail(`'authorizers' has ${unknown.map(show).join(', ')}, and the document has no such security scheme: ${known.length > 0 ? `write one of ${known.map(show).join(', ')}` : 'leave it out'}`, scope);
}

/** Whoever reviews the app sees which operations everybody may call because a document says so. */
export function warnOfOpened(gateway: IConstruct, keys: string[]): void {
  if (keys.length === 0) return;
  Annotations.of(gateway).addWarningV2('cdk-gatehouse:openRoute',
    `everybody may call ${keys.map(show).join(', ')}, since the document says so, by an empty 'security' or by 'x-amazon-apigateway-auth': acknowledge this warning if that is meant`);
}

/**
 * Scopes that the authorizer of a scheme does not look at are in its hands: whoever reviews the app sees of which operations.
 *
 * @param scopes by the key of the operation
 */
export function warnOfUncheckedScopes(gateway: IConstruct, scopes: Map<string, string[]>): void {
  if (scopes.size === 0) return;
  const listed = [...scopes].map(([key, names]) => `${show(key)} (${names.join(', ')})`).join(', ');
  Annotations.of(gateway).addWarningV2('cdk-gatehouse:scopesNotChecked',
    `the document asks for scopes that API Gateway does not check with the authorizers that are bound in 'authorizers', of ${listed}: bind one that checks scopes, or let the function check them, and acknowledge this warning`);
}
