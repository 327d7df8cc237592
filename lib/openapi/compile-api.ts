import { Compilation } from './compilation';
import { ModelCompiler } from './compile-model';
import { OperationCompiler } from './compile-operation';
import { SecurityCompiler } from './compile-security';
import { withImportedApi } from './imported-parts';
import { defined, DefinedResource, OpenApiObject, RestApiDefinition, unlessEmpty } from './rest-api-definition';
import { show } from '../private/errors';
import { allowedMethods, METHODS_OF_PATH } from '../private/methods-of-path';
import { statusProblem, typeProblem } from '../private/response-types';

/** What an import takes as a part of a path. */
const PATH_PART = /^(?:[A-Za-z0-9._,:-]+|\{[A-Za-z0-9._-]+\+?\})$/;

const INTEGRATION = 'x-amazon-apigateway-integration';
const ANY_METHOD = 'x-amazon-apigateway-any-method';

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** A document, and what is wrong with it. */
export interface CompiledApi {
  readonly document: OpenApiObject;
  readonly problems: string[];
  /** The paths of the API, with those in between and the root. */
  readonly paths: Set<string>;
}

/**
 * The OpenAPI 3.0.1 document that API Gateway imports as the API that the properties define. Tokens stay
 * tokens. What a document cannot say is a problem.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function compileApi(definition: RestApiDefinition): CompiledApi {
  const compilation = new Compilation(definition);
  const models = new ModelCompiler(compilation);
  const security = new SecurityCompiler(compilation);
  const tree = new PathTree(compilation);
  const paths = compilePaths(compilation, tree, new OperationCompiler(compilation, models, security));
  const { properties } = definition;
  const document = defined({
    'openapi': '3.0.1',
    'info': defined({ title: properties.Name ?? 'API', description: properties.Description, version: properties.Version ?? '1.0' }),
    'servers': compileServers(properties, compilation),
    paths,
    'components': unlessEmpty(defined({ schemas: unlessEmpty(models.schemas()), securitySchemes: unlessEmpty(security.schemes()) })),
    'x-amazon-apigateway-api-key-source': properties.ApiKeySourceType,
    'x-amazon-apigateway-binary-media-types': properties.BinaryMediaTypes,
    'x-amazon-apigateway-minimum-compression-size': properties.MinimumCompressionSize,
    'x-amazon-apigateway-security-policy': properties.SecurityPolicy,
    'x-amazon-apigateway-endpoint-access-mode': properties.EndpointAccessMode,
    'x-amazon-apigateway-policy': properties.Policy,
    'x-amazon-apigateway-request-validators': unlessEmpty(compileValidators(compilation)),
    'x-amazon-apigateway-gateway-responses': unlessEmpty(compileGatewayResponses(compilation)),
    'x-amazon-apigateway-documentation': compileDocumentation(compilation),
  });
  return { document: withImportedApi(document, definition.imported), problems: compilation.problems, paths: tree.paths };
}

/** The paths that stand for the ids of resources. */
class PathTree {
  public readonly paths = new Set<string>(['/']);
  public readonly parents = new Set<string>();
  private readonly byReference = new Map<string, string>();
  private readonly resources: Map<string, DefinedResource>;

  constructor(private readonly compilation: Compilation) {
    this.resources = new Map(compilation.ofType('Resource').map((resource) => [resource.reference, resource]));
    for (const resource of this.resources.values()) {
      const path = this.pathOf(resource.reference);
      if (path !== undefined) this.paths.add(path);
    }
  }

  /** The path of a resource, or undefined if it is not one of this API. */
  public pathOf(reference: string): string | undefined {
    if (reference === this.compilation.definition.rootReference) return '/';
    const known = this.byReference.get(reference);
    const resource = this.resources.get(reference);
    if (known !== undefined || !resource) return known;
    const parent = this.pathOf(resource.properties.ParentId);
    if (parent === undefined) {
      this.compilation.problem(resource, "the parent of the path is not one of this API, and a document defines all its paths: define it with 'addResource', or use 'layout: RestLayout.RESOURCES'");
    }
    const path = `${parent === '/' ? '' : parent}/${this.part(resource)}`;
    this.byReference.set(reference, path);
    if (parent !== undefined) this.parents.add(parent);
    return path;
  }

  private part(resource: DefinedResource): string {
    const { PathPart: part } = resource.properties;
    if (this.compilation.isKey(part, 'a part of the path', resource) && !PATH_PART.test(part)) {
      this.compilation.problem(resource, `the part ${show(part)} of a path has characters that an import does not take: use letters, digits and ". _ , : -", or 'layout: RestLayout.RESOURCES'`);
    }
    return part;
  }
}

function compilePaths(compilation: Compilation, tree: PathTree, operations: OperationCompiler): OpenApiObject {
  const items = new Map<string, OpenApiObject>();
  const itemOf = (path: string) => items.get(path) ?? items.set(path, {}).get(path)!;
  const preflight = compilation.ofType('Method').find(({ isSharedPreflight }) => isSharedPreflight);
  for (const path of tree.paths) if (path !== '/' || preflight) itemOf(path);

  for (const method of compilation.ofType('Method').filter((each) => each !== preflight)) {
    const { ResourceId: reference, HttpMethod: httpMethod } = method.properties;
    const path = tree.pathOf(reference?.['Fn::Sub'] ?? reference); // as templates that are included may name it
    if (path === undefined) {
      compilation.problem(method, "the path of the method is not one of this API, and a document defines all its paths: define it with 'addResource', or use 'layout: RestLayout.RESOURCES'");
    } else if (compilation.isKey(httpMethod, "'httpMethod'", method)) {
      if (!METHODS.includes(httpMethod)) compilation.problem(method, `'httpMethod' must be one of ${METHODS.join(', ')}, got ${show(httpMethod)}`);
      const key = httpMethod === 'ANY' ? ANY_METHOD : httpMethod.toLowerCase();
      if (Object.hasOwn(itemOf(path), key)) compilation.problem(method, `the method ${httpMethod} of ${show(path)} is defined twice: define it once`);
      itemOf(path)[key] = operations.compile(method, path);
    }
  }
  if (preflight) share(preflight, items, operations);
  // a path without methods that is there because of the paths below it need not be said
  return Object.fromEntries([...items].filter(([path, item]) => Object.keys(item).length > 0 || !tree.parents.has(path)));
}

/** The preflight answers for every path that has no OPTIONS of its own; it differs by the variables of the path, and by its methods. */
function share(preflight: DefinedResource, items: Map<string, OpenApiObject>, operations: OperationCompiler): void {
  const anonymous = { ...preflight, properties: { ...preflight.properties, OperationName: undefined } };
  for (const [path, item] of items) {
    const methods = Object.keys(item).map((key) => (key === ANY_METHOD ? 'ANY' : key.toUpperCase()));
    item.options ??= allowing(operations.compile(anonymous, path), allowedMethods(methods));
  }
}

function allowing(operation: OpenApiObject, methods: string): OpenApiObject {
  const { responses, ...integration } = operation[INTEGRATION];
  const allowed = mapValues(responses, (response: OpenApiObject) => ({
    ...response,
    responseParameters: mapValues(response.responseParameters, (value) => (value === METHODS_OF_PATH ? methods : value)),
  }));
  return { ...operation, [INTEGRATION]: { ...integration, responses: allowed } };
}

function mapValues(object: OpenApiObject, change: (value: any) => unknown): OpenApiObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** In OpenAPI 3.0 the configuration of an endpoint belongs to a server. */
function compileServers(properties: OpenApiObject, compilation: Compilation): OpenApiObject[] | undefined {
  const { EndpointConfiguration: given, DisableExecuteApiEndpoint: disabled } = properties;
  const endpoint = compilation.known(given, "'endpointConfiguration'", compilation.api);
  const vpcEndpointIds = endpoint?.VpcEndpointIds;
  const configuration = defined({ disableExecuteApiEndpoint: disabled, vpcEndpointIds });
  return Object.keys(configuration).length > 0 ? [{ 'url': '/', 'x-amazon-apigateway-endpoint-configuration': configuration }] : undefined;
}

function compileValidators(compilation: Compilation): OpenApiObject {
  const named = compilation.ofType('RequestValidator').filter(({ reference }) => compilation.names.has(reference));
  return Object.fromEntries(named.map(({ reference, properties }) => [compilation.names.get(reference)!, {
    validateRequestBody: properties.ValidateRequestBody ?? false,
    validateRequestParameters: properties.ValidateRequestParameters ?? false,
  }]));
}

function compileGatewayResponses(compilation: Compilation): OpenApiObject {
  const responses: OpenApiObject = {};
  for (const response of compilation.ofType('GatewayResponse')) {
    const { ResponseType: type, StatusCode: statusCode, ResponseParameters: parameters, ResponseTemplates: templates } = response.properties;
    if (!compilation.isKey(type, 'the type of the gateway response', response)) continue;
    for (const problem of [typeProblem(type), statusProblem(type, statusCode)]) if (problem) compilation.problem(response, problem);
    if (Object.hasOwn(responses, type)) compilation.problem(response, `the gateway response ${type} is defined twice: define it once, in a gateway by addGatewayResponse`);
    responses[type] = defined({ statusCode, responseParameters: parameters, responseTemplates: templates });
  }
  return responses;
}

function compileDocumentation(compilation: Compilation): OpenApiObject | undefined {
  const parts = compilation.ofType('DocumentationPart').map((part) => {
    const { Type: type, Path: path, Method: method, StatusCode: statusCode, Name: name } = compilation.known(part.properties.Location, "'location'", part) ?? {};
    return { location: defined({ type, path, method, statusCode, name }), properties: documented(part, compilation) };
  });
  return parts.length > 0 ? { documentationParts: parts } : undefined;
}

function documented(part: DefinedResource, compilation: Compilation): unknown {
  const { Properties: properties } = part.properties;
  try {
    return JSON.parse(properties);
  } catch {
    compilation.problem(part, `'properties' of a documentation part must be a JSON text that is known now, got ${show(properties)}: write JSON.stringify({ description: "..." }), for example`);
    return {};
  }
}
