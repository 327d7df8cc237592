import { DocumentCursor } from './document-cursor';
import { defined, OpenApiObject } from './rest-api-definition';

const FLOWS: Record<string, string> = { implicit: 'implicit', password: 'password', application: 'clientCredentials', accessCode: 'authorizationCode' };

/** The security schemes of a document, as OpenAPI 3 has them. */
export function securitySchemesOf(schemes: DocumentCursor, isSwagger: boolean): Record<string, OpenApiObject> {
  return Object.fromEntries(schemes.entries().flatMap(([name, given]) => {
    const scheme = given.followed();
    if (!scheme || scheme.entries().length === 0) return [];
    return [[name, isSwagger ? ofSwagger(scheme.value) : scheme.value]];
  }));
}

function ofSwagger({ type, flow, authorizationUrl, tokenUrl, scopes, ...scheme }: OpenApiObject): OpenApiObject {
  if (type === 'basic') return { type: 'http', scheme: 'basic', ...scheme };
  if (type !== 'oauth2') return { type, ...scheme };
  return { type, flows: { [FLOWS[flow] ?? 'implicit']: defined({ authorizationUrl, tokenUrl, scopes: scopes ?? {} }) }, ...scheme };
}
