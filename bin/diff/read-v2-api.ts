import { Json, TemplateResource } from './assembly';
import { DescribedRoute, RouteAuthorization } from './described-api';
import { functionIn, named } from './names';
import { References } from './references';
import { IAM, OPEN } from './routes-of-document';
import { canonical } from '../../lib/openapi/compare-source';

/** The routes of a HTTP or a WebSocket API that resources define. */
export function routesOfResources(api: TemplateResource, members: TemplateResource[], references: References): DescribedRoute[] {
  const textOf = (resource: TemplateResource) => references.text(resource.properties, resource.template, api.template);
  const routes = members.filter(({ type }) => type === 'AWS::ApiGatewayV2::Route').map((resource): DescribedRoute => {
    const { RouteKey: routeKey, ApiKeyRequired: apiKey, ModelSelectionExpression: selection } = textOf(resource);
    const key = String(routeKey);
    const [method, path = ''] = key.split(' ');
    return {
      key,
      method: path === '' ? '' : method,
      path,
      authorization: authorizationOf(resource, textOf(resource), references, textOf),
      apiKey: String(apiKey) === 'true',
      integration: integrationOf(resource, references, textOf),
      validation: selection === undefined ? '' : `messages by ${selection}`,
      isPreflight: false,
    };
  });
  const { Target: target, RouteKey: key = '$default', CredentialsArn: credentials } = textOf(api);
  if (target === undefined) return routes;
  const [method, path = ''] = String(key).split(' ');
  const quick = { key, method: path === '' ? '' : method, path, authorization: OPEN, apiKey: false, validation: '', isPreflight: false };
  return [...routes, { ...quick, integration: { uri: target, credentials } }];
}

type TextOf = (resource: TemplateResource) => Json;

function integrationOf(route: TemplateResource, references: References, textOf: TextOf): Json {
  const { Target: target } = route.properties;
  const integration = references.targets(target, route.template).find(({ type }) => type === 'AWS::ApiGatewayV2::Integration');
  if (!integration) return target === undefined ? {} : { uri: references.text(target, route.template) };
  const { ApiId: _, IntegrationType: type, IntegrationUri: uri, ...others } = textOf(integration);
  const said = Object.entries(others).map(([key, value]) => [key[0].toLowerCase() + key.slice(1), value]);
  return { type: String(type).toLowerCase(), uri, ...Object.fromEntries(said) };
}

function authorizationOf(route: TemplateResource, properties: Json, references: References, textOf: TextOf): RouteAuthorization {
  const { AuthorizationType: type = 'NONE', AuthorizerId: id, AuthorizationScopes: given = [] } = properties;
  if (type === 'NONE') return OPEN;
  if (type === 'AWS_IAM') return IAM;
  const scopes = [...given].sort();
  const target = references.target(route.properties.AuthorizerId, route.template)?.resource;
  if (!target) return { type: 'authorizer', name: `the authorizer ${id}`, sent: String(id), identity: String(id), scopes };
  const { ApiId: _, Name: name, AuthorizerResultTtlInSeconds: __, AuthorizerUri: uri, AuthorizerCredentialsArn: ___, ...sent } = textOf(target);
  const { template } = target;
  const called = typeof uri === 'string' ? functionIn(uri, template) : undefined;
  const issuer = sent.JwtConfiguration?.Issuer;
  return {
    type: 'authorizer',
    name: called ? `the function ${called}` : issuer ? `a JWT of ${named(String(issuer), template)}` : `the authorizer ${name}`,
    sent: canonical(sent),
    identity: canonical({ ...sent, uri }),
    scopes,
  };
}
