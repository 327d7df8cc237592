/**
 * What a synthesized API means, read back from a template: once from the resources of the RESOURCES layout, once from
 * the document of the OPENAPI layout. Knows nothing of how the library writes a document; if both say the same, the
 * document says what the resources say.
 */
type Json = any;
type Template = { Resources: Record<string, { Type: string; Properties?: Json }> };

/** The meaning of an API. */
export interface ApiMeaning {
  readonly settings: Json;
  readonly paths: string[];
  readonly methods: Record<string, Json>;
  readonly models: Record<string, Json>;
  readonly authorizers: Record<string, Json>;
  readonly validators: Record<string, Json>;
  readonly gatewayResponses: Record<string, Json>;
  readonly documentation: Json[];
}

/** Reads the only API of a template, in whichever layout it is. */
export function apiMeaning(template: Template): ApiMeaning {
  const [[id, api]] = entriesOf(template, 'RestApi');
  const properties = plain(api.Properties);
  return properties.Body ? fromDocument(properties) : fromResources(template, id, properties);
}

const entriesOf = (template: Template, type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === `AWS::ApiGateway::${type}`);

/** Text that CloudFormation puts together, in one notation: `<Id>` and `<Id.Attribute>` for references. */
function plain(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(plain).join(value['Fn::Join'][0]);
  if ('Fn::Sub' in value) return value['Fn::Sub'].replace(/\$\{(!?)([^}]*)\}/g, (_: string, literal: string, name: string) => (literal ? `\${${name}}` : `<${name}>`));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const compact = (object: Json): Json => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function settingsOf(properties: Json): Json {
  return compact({
    name: properties.Name,
    description: properties.Description,
    apiKeySource: properties.ApiKeySourceType,
    binaryMediaTypes: properties.BinaryMediaTypes,
    minimumCompressionSize: properties.MinimumCompressionSize,
    policy: properties.Policy,
    securityPolicy: properties.SecurityPolicy,
    endpointAccessMode: properties.EndpointAccessMode,
    disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint,
    vpcEndpointIds: properties.EndpointConfiguration?.VpcEndpointIds,
  });
}

const variablesOf = (path: string) => [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
const withVariables = (path: string, parameters: Json) => ({ ...parameters, ...Object.fromEntries(variablesOf(path).map((name) => [`path.${name}`, true])) });

// --- resources

function fromResources(template: Template, apiId: string, properties: Json): ApiMeaning {
  const all = (type: string) => entriesOf(template, type).map(([id, resource]) => [id, plain(resource.Properties)] as const);
  // what has no name in CloudFormation is called like its construct: the logical id without the API's and the hash
  const nameOf = ([id, { Name }]: readonly [string, Json]) => Name ?? id.slice(apiId.length - 8, -8);
  const names = (type: string) => new Map(all(type).map((entry) => [`<${entry[0]}>`, nameOf(entry)]));
  const models = names('Model');
  const resources = new Map(all('Resource').map(([id, resource]) => [`<${id}>`, resource]));
  const pathOf = (reference: string): string => {
    if (reference === `<${apiId}.RootResourceId>`) return '/';
    const { ParentId, PathPart } = resources.get(reference)!;
    return `${pathOf(ParentId).replace(/\/$/, '')}/${PathPart}`;
  };
  const context = { models, validators: names('RequestValidator'), authorizers: names('Authorizer') };
  return {
    settings: settingsOf(properties),
    paths: ['/', ...[...resources.keys()].map(pathOf)].sort(),
    methods: Object.fromEntries(all('Method').map(([, method]) => [`${method.HttpMethod} ${pathOf(method.ResourceId)}`, methodOf(method, pathOf(method.ResourceId), context)])),
    models: Object.fromEntries(all('Model').map((entry) => [nameOf(entry), modelOf(entry[1], models)])),
    authorizers: Object.fromEntries(all('Authorizer').map((entry) => [nameOf(entry), authorizerOf(entry[1])])),
    validators: Object.fromEntries(all('RequestValidator').map((entry) => [nameOf(entry), { body: entry[1].ValidateRequestBody ?? false, parameters: entry[1].ValidateRequestParameters ?? false }])),
    gatewayResponses: Object.fromEntries(all('GatewayResponse').map(([, { ResponseType, RestApiId: _, ...response }]) => [ResponseType, response])),
    documentation: all('DocumentationPart').map(([, { Location, Properties }]) => ({ location: Location, properties: JSON.parse(Properties) })),
  };
}

function methodOf(method: Json, path: string, { models, validators, authorizers }: Record<string, Map<string, string>>): Json {
  const modelNames = (map: Json) => map && Object.fromEntries(Object.entries<string>(map).map(([type, model]) => [type, models.get(model) ?? model]));
  const parameters = Object.fromEntries(Object.entries(method.RequestParameters ?? {}).map(([key, required]) => [key.replace('method.request.', ''), required]));
  const responses = (method.MethodResponses ?? []).map(({ StatusCode, ResponseParameters = {}, ResponseModels }: Json) =>
    [StatusCode, { headers: Object.keys(ResponseParameters).map((key) => key.replace('method.response.header.', '')).sort(), models: modelNames(ResponseModels) ?? {} }]);
  return compact({
    authorization: method.AuthorizationType ?? 'NONE',
    authorizer: method.AuthorizerId && authorizers.get(method.AuthorizerId),
    scopes: method.AuthorizationScopes ?? [],
    apiKeyRequired: method.ApiKeyRequired ?? false,
    operationName: method.OperationName,
    parameters: withVariables(path, parameters),
    requestModels: modelNames(method.RequestModels) ?? {},
    validator: method.RequestValidatorId && validators.get(method.RequestValidatorId),
    responses: responses.length > 0 ? Object.fromEntries(responses) : { 200: { headers: [], models: {} } }, // OpenAPI wants one
    integration: method.Integration,
  });
}

function modelOf({ Schema: { $schema: _, definitions = {}, ...schema }, Description: description }: Json, models: Map<string, string>): Json {
  const walk = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value.$ref === 'string') {
      const [, definition] = /^#\/definitions\/(.*)$/.exec(value.$ref) ?? [];
      return definition ? walk(definitions[definition]) : `model:${models.get(/\/models\/(.*)$/.exec(value.$ref)![1])}`;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  const walked = walk(schema);
  return typeof walked === 'string' ? walked : compact({ description, ...walked });
}

function authorizerOf({ Name: _, RestApiId: __, IdentitySource, ...authorizer }: Json): Json {
  return compact({ ...authorizer, IdentitySource: IdentitySource || undefined });
}

// --- document

const SCHEMA = '#/components/schemas/';
const EXTENSION = 'x-amazon-apigateway-';

function fromDocument(properties: Json): ApiMeaning {
  const document = properties.Body;
  const schemes = document.components?.securitySchemes ?? {};
  const [server] = document.servers ?? [];
  const endpoint = server?.[`${EXTENSION}endpoint-configuration`] ?? {};
  const inDocument = settingsOf({
    Name: document.info.title,
    Description: document.info.description,
    ApiKeySourceType: document[`${EXTENSION}api-key-source`],
    BinaryMediaTypes: document[`${EXTENSION}binary-media-types`],
    MinimumCompressionSize: document[`${EXTENSION}minimum-compression-size`],
    Policy: document[`${EXTENSION}policy`],
    SecurityPolicy: document[`${EXTENSION}security-policy`],
    EndpointAccessMode: document[`${EXTENSION}endpoint-access-mode`],
    DisableExecuteApiEndpoint: endpoint.disableExecuteApiEndpoint,
    EndpointConfiguration: { VpcEndpointIds: endpoint.vpcEndpointIds },
  });
  const beside = settingsOf(properties);
  if (JSON.stringify(inDocument) !== JSON.stringify(beside)) throw new Error(`the document says ${JSON.stringify(inDocument)}, and beside it stands ${JSON.stringify(beside)}`);
  if (properties.EndpointConfiguration?.Types && properties.Parameters.endpointConfigurationTypes !== properties.EndpointConfiguration.Types[0]) throw new Error('the import would change the endpoint type');

  const paths = new Set(['/', ...Object.keys(document.paths)]);
  for (const path of paths) for (let above = path; above.includes('/', 1); above = above.slice(0, above.lastIndexOf('/')), paths.add(above || '/'));
  const methods = Object.entries<Json>(document.paths).flatMap(([path, item]) => Object.entries<Json>(item).map(([verb, operation]) =>
    [`${verb === `${EXTENSION}any-method` ? 'ANY' : verb.toUpperCase()} ${path}`, operationOf(operation, path, schemes)]));
  const authorizers = Object.entries<Json>(schemes).filter(([, scheme]) => scheme[`${EXTENSION}authorizer`]);
  return {
    settings: inDocument,
    paths: [...paths].sort(),
    methods: Object.fromEntries(methods),
    models: Object.fromEntries(Object.entries<Json>(document.components?.schemas ?? {}).filter(([name]) => !['Empty', 'Error'].includes(name)).map(([name, schema]) => [name, schemaOf(schema)])),
    authorizers: Object.fromEntries(authorizers.map(([name, scheme]) => [name, schemeOf(scheme)])),
    validators: Object.fromEntries(Object.entries<Json>(document[`${EXTENSION}request-validators`] ?? {}).map(([name, { validateRequestBody, validateRequestParameters }]) => [name, { body: validateRequestBody, parameters: validateRequestParameters }])),
    gatewayResponses: Object.fromEntries(Object.entries<Json>(document[`${EXTENSION}gateway-responses`] ?? {}).map(([type, { statusCode: StatusCode, responseParameters: ResponseParameters, responseTemplates: ResponseTemplates }]) => [type, compact({ StatusCode, ResponseParameters, ResponseTemplates })])),
    documentation: (document[`${EXTENSION}documentation`]?.documentationParts ?? []).map(({ location, properties: content }: Json) => ({
      location: Object.fromEntries(Object.entries(location).map(([key, value]) => [key[0].toUpperCase() + key.slice(1), value])),
      properties: content,
    })),
  };
}

function operationOf(operation: Json, path: string, schemes: Json): Json {
  const modelNames = (content: Json = {}) =>
    Object.fromEntries(Object.entries<Json>(content).map(([type, { schema }]) => [type, schema.$ref.slice(SCHEMA.length)]));
  const places: Record<string, string> = { query: 'querystring', header: 'header', path: 'path' };
  const requirements = (operation.security ?? []).map((requirement: Json) => Object.entries<string[]>(requirement)[0]) as Array<[string, string[]]>;
  const apiKey = requirements.find(([name]) => !schemes[name][`${EXTENSION}authtype`]);
  const [name, scopes] = requirements.find((requirement) => requirement !== apiKey) ?? [];
  const scheme = name && schemes[name];
  const type = scheme?.[`${EXTENSION}authorizer`]?.type;
  return compact({
    authorization: !scheme ? 'NONE' : type === undefined ? 'AWS_IAM' : type === 'cognito_user_pools' ? 'COGNITO_USER_POOLS' : 'CUSTOM',
    authorizer: type && name,
    scopes: scopes ?? [],
    apiKeyRequired: apiKey !== undefined && schemes[apiKey[0]].name === 'x-api-key',
    operationName: operation.operationId,
    parameters: withVariables(path, Object.fromEntries((operation.parameters ?? []).map((parameter: Json) => [`${places[parameter.in]}.${parameter.name}`, parameter.required ?? false]))),
    requestModels: modelNames(operation.requestBody?.content),
    validator: operation[`${EXTENSION}request-validator`],
    responses: Object.fromEntries(Object.entries<Json>(operation.responses).map(([code, { headers = {}, content }]) =>
      [code, { headers: Object.keys(headers).sort(), models: modelNames(content) }])),
    integration: integrationOf(operation[`${EXTENSION}integration`]),
  });
}

function integrationOf(integration: Json): Json {
  if (!integration) return undefined;
  const { type, httpMethod, passthroughBehavior, responses, ...rest } = integration;
  const same = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key[0].toUpperCase() + key.slice(1), value]));
  return compact({
    ...same,
    Type: type.toUpperCase(),
    IntegrationHttpMethod: httpMethod,
    PassthroughBehavior: passthroughBehavior?.toUpperCase(),
    IntegrationResponses: responses && Object.entries<Json>(responses).map(([pattern, response]) => compact({
      StatusCode: response.statusCode,
      SelectionPattern: pattern === 'default' ? undefined : pattern,
      ContentHandling: response.contentHandling,
      ResponseParameters: response.responseParameters,
      ResponseTemplates: response.responseTemplates,
    })),
  });
}

function schemaOf(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(schemaOf);
  if (typeof value.$ref === 'string') return `model:${value.$ref.slice(SCHEMA.length)}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaOf(inner)]));
}

function schemeOf(scheme: Json): Json {
  const { type, authorizerUri, authorizerCredentials, authorizerResultTtlInSeconds, identitySource, identityValidationExpression, providerARNs } = scheme[`${EXTENSION}authorizer`];
  const isRequest = type === 'request';
  const authType = scheme[`${EXTENSION}authtype`];
  return compact({
    Type: type.toUpperCase(),
    AuthType: ['custom', 'cognito_user_pools'].includes(authType) ? undefined : authType,
    AuthorizerUri: authorizerUri,
    AuthorizerCredentials: authorizerCredentials,
    AuthorizerResultTtlInSeconds: authorizerResultTtlInSeconds,
    IdentitySource: isRequest ? identitySource : `method.request.header.${scheme.name}`,
    IdentityValidationExpression: identityValidationExpression,
    ProviderARNs: providerARNs,
  });
}
