import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnResource, Duration, Size, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { AccessLogs, AccountLogging, AlarmSet, RestEndpoint, RestGateway, RestLayout, RouteAuthorizer } from '../../../lib';
import { testFunction } from '../../helpers';

/** Text that templates, headers and descriptions may hold, and that has a meaning somewhere on the way. */
const text = fc.constantFrom('plain', 'with "quotes"', "it's", '${stageVariables.host}', '${!literal}', '$input.json(\'$\')', '#set($a = 1)\n$a', 'ünï¢ødé', '$context.requestId', '{"a": ["${b}"]}', '');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const index = fc.nat(7);

/** A path of which each variable is called by its depth, since API Gateway takes one variable below a path. */
const path = fc.tuple(fc.array(fc.constantFrom('orders', 'v1.0', 'a-b_c', 'x:y', '{}'), { maxLength: 3 }), fc.boolean())
  .map(([parts, proxy]) => `/${[...parts.map((part, depth) => (part === '{}' ? `{p${depth}}` : part)), ...(proxy ? ['files', '{proxy+}'] : [])].join('/')}`);

const leaf = fc.oneof(
  fc.record({ type: fc.constant('string'), minLength: maybe(fc.nat(9)), maxLength: maybe(fc.constant(9)), format: maybe(fc.constant('date-time')), pattern: maybe(fc.constant('^[a-z]+$')), enum: maybe(fc.constant(['a', 'b'])), title: maybe(text) }),
  fc.record({ type: fc.constantFrom('number', 'integer'), minimum: maybe(fc.nat(9)), maximum: maybe(fc.constant(10)), exclusiveMaximum: maybe(fc.boolean()), multipleOf: maybe(fc.constant(2)) }),
  fc.record({ type: fc.constant('boolean'), description: maybe(text) }),
  fc.record({ model: index }), // a reference to an earlier model
  fc.constant({ $ref: '#/definitions/shared' }),
);

const { schema } = fc.letrec<{ schema: unknown; object: unknown }>((tie) => ({
  schema: fc.oneof({ maxDepth: 3 }, leaf, tie('object')),
  object: fc.oneof(
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('id', 'name', 'description', 'type', 'items', '$ref2'), tie('schema'), { maxKeys: 3 }),
      required: maybe(fc.constant(['id'])),
      additionalProperties: maybe(fc.oneof(fc.boolean(), tie('schema'))),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), uniqueItems: maybe(fc.boolean()) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: leaf }),
  ),
}));

const integration = fc.record({
  kind: fc.constantFrom('handler', 'alias', 'lambda', 'http', 'aws', 'mock', 'vpcLink', 'stream'),
  template: maybe(text),
  selectionPattern: maybe(fc.constantFrom('4\\d\\d', '.*Error.*')),
  timeout: maybe(fc.integer({ min: 50, max: 29000 })),
  passthroughBehavior: maybe(fc.constantFrom(...Object.values(apigateway.PassthroughBehavior))),
  contentHandling: maybe(fc.constantFrom(...Object.values(apigateway.ContentHandling))),
  cacheKey: fc.boolean(),
  cacheNamespace: maybe(fc.constant('orders')),
  responseContentHandling: maybe(fc.constantFrom(...Object.values(apigateway.ContentHandling))),
});

const route = fc.record({
  path,
  methods: fc.subarray([...Object.values(HttpMethod)], { minLength: 1, maxLength: 3 }),
  integration,
  authorizer: fc.oneof(fc.constantFrom('none', 'iam', 'default'), index),
  scopes: maybe(fc.constant<string[]>(['shop/orders', 'shop/read'])),
  apiKeyRequired: maybe(fc.boolean()),
  named: fc.boolean(),
  parameters: fc.dictionary(fc.constantFrom('header.X-Trace', 'querystring.page', 'querystring.q'), fc.boolean()),
  requestModel: maybe(index),
  requestModelType: fc.constantFrom('application/json', 'application/xml'),
  validator: maybe(index),
  responses: fc.uniqueArray(fc.record({ statusCode: fc.constantFrom('200', '204', '400', '500'), header: fc.boolean(), model: maybe(index) }), { selector: ({ statusCode }) => statusCode, maxLength: 3 }),
});

/** Everything that an API can have, at random. */
export const randomApi = fc.record({
  description: maybe(text.filter(Boolean)),
  binaryMediaTypes: maybe(fc.constant<string[]>(['image/png', '*/*'])),
  minCompressionSize: maybe(fc.nat(1024)),
  endpoint: fc.constantFrom('regional', 'edge', 'private'),
  disableExecuteApiEndpoint: maybe(fc.boolean()),
  apiKeySource: maybe(fc.constantFrom(...Object.values(apigateway.ApiKeySourceType))),
  cors: maybe(fc.record({ allowOrigins: fc.constantFrom<string[][]>(['*'], ['https://a.example.com'], ['https://a.example.com', 'https://b.example.com']), allowHeaders: maybe(fc.constant<string[]>(['X-A'])), maxAge: maybe(fc.nat(60)) })),
  models: fc.array(fc.record({ named: fc.boolean(), description: maybe(fc.constant('what it is')), schema }), { maxLength: 3 }),
  validators: fc.array(fc.record({ named: fc.boolean(), body: maybe(fc.boolean()), parameters: maybe(fc.boolean()) }), { maxLength: 2 }),
  authorizers: fc.array(fc.record({ kind: fc.constantFrom('token', 'request', 'cognito'), named: fc.boolean(), role: fc.boolean(), ttl: maybe(fc.nat(3600)), regex: maybe(text), header: maybe(fc.constant('X-Token')) }), { maxLength: 3 }),
  gatewayResponses: fc.uniqueArray(fc.record({ type: fc.constantFrom('DEFAULT_4XX', 'ACCESS_DENIED', 'THROTTLED', 'INVALID_SIGNATURE'), statusCode: maybe(fc.constant('418')), header: maybe(text), template: maybe(text) }), { selector: ({ type }) => type, maxLength: 3 }),
  documentation: fc.array(fc.record({ type: fc.constantFrom('API', 'METHOD', 'MODEL', 'RESPONSE_BODY'), path: maybe(fc.constant('/orders')), name: maybe(fc.constant('Order')), text }), { maxLength: 2 }),
  routes: fc.array(route, { minLength: 1, maxLength: 6 }),
});

export type RandomApi = typeof randomApi extends fc.Arbitrary<infer T> ? T : never;
type Route = RandomApi['routes'][number];

/** Defines an API in a stack; the same in each layout. */
export function defineApi(stack: Stack, api: RandomApi, layout: RestLayout): RestGateway {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  const handler = testFunction(stack);
  const alias = handler.addAlias('live');
  const vpcLink = apigateway.VpcLink.fromVpcLinkId(stack, 'VpcLink', 'link12');
  const isPrivate = api.endpoint === 'private';
  const gateway = new RestGateway(stack, 'Api', {
    layout,
    restApiName: 'orders',
    variables: { host: 'orders.example.com' },
    accountLogging: AccountLogging.existing(), // what has nothing to do with routes is left out, for speed
    accessLogs: AccessLogs.none(),
    alarms: AlarmSet.none(),
    description: api.description,
    binaryMediaTypes: api.binaryMediaTypes,
    minCompressionSize: api.minCompressionSize === undefined ? undefined : Size.bytes(api.minCompressionSize),
    endpoint: api.endpoint === 'edge' ? RestEndpoint.edge() : isPrivate ? undefined : RestEndpoint.regional(),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    cors: api.cors && { ...api.cors, maxAge: api.cors.maxAge === undefined ? undefined : Duration.seconds(api.cors.maxAge) },
    restApiProps: {
      ...(api.apiKeySource && { apiKeySourceType: api.apiKeySource }),
      ...(isPrivate && {
        endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
        policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.AccountRootPrincipal()] })] }),
      }),
    },
  });
  const models = defineModels(gateway, api);
  const validators = api.validators.map(({ named, body, parameters }, i) => gateway.api.addRequestValidator(`Validator${i}`, {
    requestValidatorName: named ? `validator-${i}` : undefined,
    validateRequestBody: body,
    validateRequestParameters: parameters,
  }));
  const authorizers = api.authorizers.map((authorizer, i) => defineAuthorizer(stack, authorizer, i, handler, role));
  const pick = <T>(items: T[], i: number | undefined) => (i === undefined || items.length === 0 ? undefined : items[i % items.length]);
  const used = new Set<unknown>();

  const defined = new Set<string>();
  api.routes.forEach((each, i) => {
    const methods = each.methods.filter((method) => !defined.has(`${method} ${each.path}`) && !(api.cors && method === 'OPTIONS'));
    if (methods.length === 0) return;
    methods.forEach((method) => defined.add(`${method} ${each.path}`));
    const picked = typeof each.authorizer === 'number' ? pick(authorizers, each.authorizer) : undefined;
    const authorizer = picked ?? (each.authorizer === 'none' ? RouteAuthorizer.none() : each.authorizer === 'iam' ? RouteAuthorizer.iam() : undefined);
    used.add(picked);
    methods.forEach((method, j) => {
      const requestModel = pick(models, each.requestModel);
      const [added] = gateway.addRoutes({
        path: each.path,
        methods: [method],
        ...(each.integration.kind === 'handler' ? { handler } : each.integration.kind === 'alias' ? { handler: alias } : { integration: defineIntegration(each, { handler, role, vpcLink }) }),
        authorizer,
        authorizationScopes: picked instanceof apigateway.CognitoUserPoolsAuthorizer ? each.scopes : undefined,
        // a source of keys that is the authorizer needs a function
        apiKeyRequired: each.apiKeyRequired && (api.apiKeySource !== 'AUTHORIZER' || authorizer?.authorizationType === 'CUSTOM'),
        operationName: each.named ? `operation${i}${j}` : undefined,
        requestParameters: Object.fromEntries(Object.entries(each.parameters).map(([key, required]) => [`method.request.${key}`, required])),
        requestModels: requestModel && { [each.requestModelType]: requestModel },
        requestValidator: pick(validators, each.validator),
        methodResponses: each.responses.map(({ statusCode, header, model }) => ({
          statusCode,
          responseParameters: header ? { 'method.response.header.X-Trace': true } : undefined,
          responseModels: model === undefined ? undefined : { 'application/json': pick([...models, apigateway.Model.EMPTY_MODEL, apigateway.Model.ERROR_MODEL], model)! },
        })),
      });
      if (each.integration.kind === 'vpcLink') (added.node.defaultChild as CfnResource).addPropertyOverride('Integration.IntegrationTarget', 'arn:aws:elasticloadbalancing:x:y:listener/app/z');
    });
  });
  authorizers.forEach((authorizer, i) => { // an authorizer belongs to an API once it is used
    if (!used.has(authorizer)) gateway.addRoutes({ path: `/authorizer${i}`, methods: [HttpMethod.GET], handler, authorizer });
  });
  for (const { type, statusCode, header, template } of api.gatewayResponses) {
    if (api.cors) continue; // CORS finishes them by an aspect, and a template that is read without synthesis has none
    gateway.api.addGatewayResponse(type, {
      type: apigateway.ResponseType.of(type),
      statusCode,
      responseHeaders: header === undefined ? undefined : { 'X-Error': header },
      templates: template === undefined ? undefined : { 'application/json': template },
    });
  }
  api.documentation.forEach(({ type, path: at, name, text: description }, i) => new apigateway.CfnDocumentationPart(stack, `Documentation${i}`, {
    restApiId: gateway.api.restApiId,
    location: { type, path: at, name },
    properties: JSON.stringify({ description }),
  }));
  return gateway;
}

function defineModels(gateway: RestGateway, api: RandomApi): apigateway.Model[] {
  const models: apigateway.Model[] = [];
  api.models.forEach(({ named, description, schema: source }, i) => {
    const refer = (value: any): any => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(refer);
      if ('model' in value) return models.length === 0 ? { type: 'string' } : { $ref: `https://apigateway.amazonaws.com/restapis/${gateway.api.restApiId}/models/${models[value.model % models.length].modelId}` };
      return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, refer(inner)]));
    };
    const model = gateway.api.addModel(`Model${i}`, { modelName: named ? `Named${i}` : undefined, description, schema: {} });
    // as it would stand in a template, so that every keyword of JSON schema can be said
    (model.node.defaultChild as apigateway.CfnModel).schema = { $schema: apigateway.JsonSchemaVersion.DRAFT4, definitions: { shared: { type: 'object', properties: { at: { type: 'string' } } } }, ...refer(source) };
    models.push(model);
  });
  return models;
}

function defineAuthorizer(stack: Stack, { kind, named, role, ttl, regex, header }: RandomApi['authorizers'][number], i: number, handler: lambda.Function, assumeRole: iam.Role): apigateway.Authorizer {
  const id = `Authorizer${i}`;
  const resultsCacheTtl = ttl === undefined ? undefined : Duration.seconds(ttl);
  const common = { authorizerName: `authorizer.${named ? 'named' : 'x'}-${i}`, resultsCacheTtl };
  const identitySource = header && apigateway.IdentitySource.header(header);
  switch (kind) {
    case 'token': return new apigateway.TokenAuthorizer(stack, id, { ...common, handler, identitySource, validationRegex: regex, assumeRole: role ? assumeRole : undefined });
    case 'request': return new apigateway.RequestAuthorizer(stack, id, { ...common, handler, identitySources: [apigateway.IdentitySource.header('X-A'), apigateway.IdentitySource.queryString('b')], assumeRole: role ? assumeRole : undefined });
    default: return new apigateway.CognitoUserPoolsAuthorizer(stack, id, { ...common, cognitoUserPools: [new UserPool(stack, `Users${i}`)], identitySource });
  }
}

/** What integrations reach. */
interface Backends {
  readonly handler: lambda.Function;
  readonly role: iam.Role;
  readonly vpcLink: apigateway.IVpcLink;
}

function defineIntegration({ integration: given, path: at }: Route, { handler, role, vpcLink }: Backends): apigateway.Integration {
  const variable = /\{([^}+]+)/.exec(at)?.[1];
  const cacheKeyParameters = given.cacheKey && variable ? [`method.request.path.${variable}`] : undefined;
  const { cacheNamespace, contentHandling, passthroughBehavior } = given;
  const timeout = given.timeout === undefined ? undefined : Duration.millis(given.timeout);
  const common = { timeout, cacheKeyParameters, cacheNamespace, contentHandling, passthroughBehavior };
  const templates = given.template === undefined ? undefined : { 'application/json': given.template };
  const integrationResponses = [
    { statusCode: '200', responseTemplates: templates, contentHandling: given.responseContentHandling, responseParameters: { 'method.response.header.X-Trace': 'context.requestId' } },
    ...(given.selectionPattern ? [{ statusCode: '400', selectionPattern: given.selectionPattern }] : []),
  ];
  const mapped = { ...common, requestTemplates: templates, integrationResponses, requestParameters: { 'integration.request.header.X-Role': "'reader'" } };
  switch (given.kind) {
    case 'lambda': return new apigateway.LambdaIntegration(handler, { ...mapped, proxy: false });
    case 'http': return new apigateway.HttpIntegration(`https://\${stageVariables.host}/${handler.functionName}/\${!x}`, { httpMethod: 'POST', proxy: false, options: mapped });
    case 'aws': return new apigateway.AwsIntegration({ service: 'sqs', path: `${Stack.of(handler).account}/queue`, integrationHttpMethod: 'POST', options: { ...mapped, credentialsRole: role } });
    case 'vpcLink': return new apigateway.Integration({ type: apigateway.IntegrationType.HTTP_PROXY, integrationHttpMethod: 'ANY', uri: 'https://internal.example.com/', options: { ...common, connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink } });
    case 'stream': return new apigateway.LambdaIntegration(handler, { responseTransferMode: apigateway.ResponseTransferMode.STREAM });
    default: return new apigateway.MockIntegration(mapped);
  }
}
