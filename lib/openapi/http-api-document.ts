import { STATUS_CODES } from 'node:http';
import { CfnApi, CfnAuthorizer, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { textOfIntrinsics } from './intrinsic-text';
import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';
import { fail } from '../private/errors';
import { descriptionOf } from '../private/route-description';
import { routesOf } from '../private/routes-of';
import { referencedConstructs } from '../private/tokens';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const SOURCE = /^\$request\.(header|querystring)\.(.+)$/;

/** The OpenAPI 3.0.1 document of a HTTP API for those who call it, from its routes. What takes all that no route does is no part of it. */
export function httpApiDocument(api: CfnApi): OpenApiObject {
  const schemes = new SecuritySchemes();
  const paths: Record<string, OpenApiObject> = {};
  const anys: Array<[OpenApiObject, OpenApiObject]> = [];
  for (const route of routesOf(api)) {
    const routeKey = String(textOf(route, route.routeKey));
    if (routeKey === '$default') continue;
    const [method, path] = routeKey.split(' ');
    const item = paths[path.replace('+}', '}')] ??= {};
    const operation = operationOf(route, path, schemes);
    if (method === 'ANY') anys.push([item, operation]);
    else item[method.toLowerCase()] = operation;
  }
  for (const [item, operation] of anys) {
    for (const method of METHODS.filter((one) => !(one in item))) item[method] = named(operation, method);
  }
  const { name, description } = api;
  const info = defined({ title: textOf(api, name) ?? 'API', description: textOf(api, description), version: '1.0' });
  return defined({ openapi: '3.0.1', info, paths, components: unlessEmpty(defined({ securitySchemes: unlessEmpty(Object.fromEntries(schemes.used)) })) });
}

function operationOf(route: CfnRoute, path: string, schemes: SecuritySchemes): OpenApiObject {
  const { summary, description, tags, requestExample, responseExamples = {}, deprecated } = descriptionOf(route);
  const variables = [...path.matchAll(/\{([^}]+?)\+?\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const content = (example: unknown) => ({ content: { 'application/json': { example } } });
  const answers = Object.entries(responseExamples).map(([code, example]) => [code, { description: STATUS_CODES[code] ?? code, ...content(example) }]);
  return defined({
    operationId: route.operationName,
    summary,
    description,
    tags,
    deprecated: deprecated ? true : undefined,
    parameters: variables.length > 0 ? variables : undefined,
    requestBody: requestExample === undefined ? undefined : content(requestExample),
    responses: answers.length > 0 ? Object.fromEntries(answers) : { 200: { description: 'OK' } },
    security: schemes.requirements(route),
  });
}

/** What callers of routes send to get in. */
class SecuritySchemes {
  public readonly used = new Map<string, OpenApiObject>();

  public requirements(route: CfnRoute): OpenApiObject[] | undefined {
    const { authorizationType: type = 'NONE', authorizationScopes: scopes = [] } = route;
    if (type === 'NONE') return undefined;
    if (type === 'AWS_IAM') return [{ [this.use('sigv4', { type: 'apiKey', name: 'Authorization', in: 'header' })]: [] }];
    const referenced = [...referencedConstructs(route.authorizerId, route)];
    const authorizer = referenced.find((target) => CfnAuthorizer.isCfnAuthorizer(target)) as CfnAuthorizer | undefined;
    if (!authorizer) fail(`the authorizer of route "${route.routeKey}" is imported, and so it is not known what it looks at: define it in this app`, route);
    const name = String(textOf(authorizer, authorizer.name)).replace(/[^A-Za-z0-9._-]/g, '_');
    if (type !== 'JWT') return this.ofSources(authorizer, name);
    const { issuer } = authorizer.jwtConfiguration as CfnAuthorizer.JWTConfigurationProperty;
    const openIdConnectUrl = `${String(textOf(authorizer, issuer)).replace(/\/$/, '')}/.well-known/openid-configuration`;
    const scheme = this.use(name, { type: 'openIdConnect', openIdConnectUrl });
    return scopes.length > 0 ? scopes.map((scope) => ({ [scheme]: [textOf(route, scope)] })) : [{ [scheme]: [] }]; // one of them is enough
  }

  /** A function that looks at several things of a request gets all of them. */
  private ofSources(authorizer: CfnAuthorizer, name: string): OpenApiObject[] | undefined {
    const places = (authorizer.identitySource ?? []).flatMap((source) => {
      const [, place, key] = SOURCE.exec(source) ?? [];
      return key ? [{ type: 'apiKey', name: key, in: place === 'header' ? 'header' : 'query' }] : [];
    });
    const names = places.map((scheme) => this.use(places.length === 1 ? name : `${name}.${scheme.name}`, scheme));
    return names.length > 0 ? [Object.fromEntries(names.map((one) => [one, []]))] : undefined;
  }

  /** Two that are called the same and are not are two. */
  private use(name: string, scheme: OpenApiObject): string {
    const isTaken = (other: string) => this.used.has(other) && JSON.stringify(this.used.get(other)) !== JSON.stringify(scheme);
    let free = name;
    while (isTaken(free)) free += '_';
    this.used.set(free, scheme);
    return free;
  }
}

/** A name stands once in a document. */
function named(operation: OpenApiObject, method: string): OpenApiObject {
  const { operationId } = operation;
  return operationId ? { ...operation, operationId: `${operationId}${method[0].toUpperCase()}${method.slice(1)}` } : operation;
}

/** What is known at deployment only as text. */
function textOf(scope: CfnApi | CfnRoute | CfnAuthorizer, value: unknown): any {
  return textOfIntrinsics(Stack.of(scope).resolve(value));
}
