import { ApiKeySourceType, CfnMethod, CfnRestApi, EndpointAccessMode, IAuthorizer, Integration, IntegrationConfig, IntegrationType, IRequestValidator, Method, RequestValidator, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Size } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { OpenApiSecurity } from './open-api-security';
import { RestGatewayProps } from './rest-gateway-props';
import { RestLayout } from './rest-layout';
import { RestOpenApiProps } from './rest-open-api-props';
import { RestRouteOptions } from './rest-route-options';
import { checkKinds, has, Kinds } from '../common/check-kinds';
import { bindOperations, OperationTarget, operationFinder } from '../openapi/bind-operations';
import { parametersOf, requestSchemas } from '../openapi/body-operation';
import { ImportedApi, importedApi } from '../openapi/imported-api';
import { setImported } from '../openapi/imported-parts';
import { integrationProperties } from '../openapi/integration-properties';
import { checkSchemes } from '../openapi/operation-security';
import { OpenApiObject } from '../openapi/rest-api-definition';
import { failOn, SourceDocument, SourceOperation, wordsOf } from '../openapi/source-document';
import { pathProblems } from '../openapi/source-paths';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { isObject, isPlainObject } from '../private/is-object';
import { StagedFunction } from '../release/staged-function';
import { GatewayResponseSet } from '../responses/gateway-response-set';

const EXTENSION = 'x-amazon-apigateway-';
const INTEGRATION = `${EXTENSION}integration`;
const VALIDATOR = `${EXTENSION}request-validator`;

const KINDS: Kinds<RestOpenApiProps> = [
  ['definition', has('toJson', 'function'), "OpenApiDocument.fromFile('orders.yaml'), for example"],
  ['handlers', isObject, 'functions by operation, such as { getOrder: getOrderFunction }'],
  ['stagedHandlers', isObject, 'staged functions by operation, such as { getOrder: getOrderFunction }'],
  ['integrations', isObject, 'integrations by operation, such as { getOrder: Integrations.httpProxy(url) }'],
  ['authorizers', isObject, 'authorizers by security scheme, such as { oauth: cognitoAuthorizer }'],
  ['validateRequests', (value) => typeof value === 'boolean', 'true or false'],
  ['unvalidatedOperations', Array.isArray, 'a list, such as ["getOrder"]'],
];

/** What a gateway is made of the document with: the gateway itself, which adds routes. */
export interface RouteTaker extends Construct {
  readonly api: RestApi;
  addRoutes(options: RestRouteOptions): Method[];
}

/** A document as the props of a gateway, and as its routes. */
export class RestOpenApi {
  /** The props of the gateway: what the user says, and otherwise the document. */
  public readonly gatewayProps: RestGatewayProps;

  private readonly document: SourceDocument;
  private readonly imported: ImportedApi;
  private readonly isComplete: boolean;
  private readonly authorizers: Record<string, IAuthorizer>;
  private readonly targets: Map<SourceOperation, OperationTarget<IFunction, StagedFunction, Integration>>;
  private readonly unvalidated: ReadonlySet<SourceOperation>;
  private readonly validators = new Map<string, IRequestValidator>();

  constructor(private readonly scope: Construct, props: RestOpenApiProps) {
    checkKinds(props, KINDS, scope);
    const { definition, handlers, stagedHandlers, integrations, authorizers = {}, validateRequests, ...others } = props;
    const { unvalidatedOperations = [], ...gatewayProps } = others;
    if (!definition) fail("'definition' must be set: write OpenApiDocument.fromFile('orders.yaml'), for example", scope);
    if (props.layout === RestLayout.RESOURCES) fail("'layout' must be RestLayout.OPENAPI for a gateway that is made of a document: leave it out", scope);
    this.document = definition._source;
    this.isComplete = definition._isComplete;
    this.authorizers = authorizers;
    const { operations } = this.document;
    failOn(pathProblems(operations, true), 'the OpenAPI document');
    this.targets = bindOperations(operations, { handlers, stagedHandlers, integrations }, scope);
    checkSchemes(authorizers, this.document, scope);
    const excepted = new Set(operationFinder(operations, scope)('unvalidatedOperations', unvalidatedOperations).keys());
    this.unvalidated = (validateRequests ?? !this.isComplete) ? excepted : new Set(operations);
    this.imported = importedApi(this.document, new Set(operations.filter((operation) => this.validatesBody(operation))), this.isComplete);
    this.gatewayProps = this.propsOf(gatewayProps);
  }

  /** Defines the routes, and has the gateway's document say what this one says. */
  public define(gateway: RouteTaker): void {
    setImported(gateway.api.node.defaultChild!, this.imported.api);
    this.defineValidators(gateway);
    const security = new OpenApiSecurity(gateway, gateway.api.restApiId, this.document, this.authorizers, this.isComplete);
    const unasked: string[] = [];
    for (const operation of this.document.operations) {
      this.addRoute(operation, gateway, security);
      if (this.validatorOf(operation)?.validateRequestParameters) unasked.push(...unaskedParameters(operation));
    }
    security.warn();
    this.tellWhatIsInvalid(gateway);
    if (unasked.length > 0) {
      Annotations.of(gateway).addWarningV2('cdk-gatehouse:parameterNotChecked',
        `API Gateway cannot ask for these parameters, which the document requires, so that handlers have to: ${unasked.join(', ')}`);
    }
  }

  private addRoute(operation: SourceOperation, gateway: RouteTaker, security: OpenApiSecurity): void {
    const { path, method, operationId, content } = operation;
    const target = this.targets.get(operation) ?? { integration: new DocumentIntegration() };
    const validator = this.validatorOf(operation)?.name;
    const parameters = (this.isComplete ? content.parameters ?? [] as OpenApiObject[] : parametersOf(content)).filter((parameter: OpenApiObject) => parameter.in !== 'path');
    const requestParameters = Object.fromEntries(parameters.map((parameter: OpenApiObject) => [`method.request.${parameter.in === 'query' ? 'querystring' : 'header'}.${parameter.name}`, parameter.required === true]));
    const [added] = gateway.addRoutes(defined({
      path,
      methods: [method as HttpMethod],
      operationName: operationId,
      requestParameters: parameters.length > 0 ? requestParameters : undefined,
      requestValidator: validator === undefined ? undefined : this.validators.get(validator) ?? this.defineValidator(gateway, validator, true, true),
      ...target,
      ...security.optionsOf(operation),
      ...(this.isDocumented ? {} : wordsOf(operation)),
    }));
    const l1 = added.node.defaultChild as CfnMethod;
    const { taken, whole } = this.imported.operations.get(operation)!;
    const isOwn = target.integration instanceof DocumentIntegration;
    if (isOwn) l1.integration = integrationProperties(this.checkedIntegration(operation));
    setImported(l1, isOwn ? { taken, whole } : { taken: withoutIntegration(taken), whole: withoutIntegration(whole) });
  }

  private checkedIntegration({ key, content, cursor }: SourceOperation): OpenApiObject {
    const extension = content[INTEGRATION];
    const place = cursor.get(INTEGRATION).place;
    if (!isPlainObject(extension)) fail(`${place}: the integration of "${key}" must be an object, got ${show(extension)}`, this.scope);
    const { type, uri } = extension as OpenApiObject;
    const isKnown = typeof type === 'string' && ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'].includes(type.toUpperCase());
    if (!isKnown) fail(`${place}: the type of the integration of "${key}" must be aws, aws_proxy, http, http_proxy or mock, got ${show(type)}`, this.scope);
    if (uri === undefined && (type as string).toUpperCase() !== 'MOCK') fail(`${place}: the integration of "${key}" must have a 'uri'`, this.scope);
    return extension as OpenApiObject;
  }

  /** The validator of an operation, by name; undefined if it has none. */
  private validatorOf(operation: SourceOperation): { name: string; validateRequestBody: boolean; validateRequestParameters: boolean } | undefined {
    const name = operation.content[VALIDATOR] ?? this.document.root[VALIDATOR];
    if (name !== undefined) {
      const known = this.document.root[`${EXTENSION}request-validators`]?.[name];
      if (!known) fail(`${operation.cursor.place}: the request validator ${show(name)} is not one of the document: define it in 'x-amazon-apigateway-request-validators'`, this.scope);
      return { name, validateRequestBody: known.validateRequestBody === true, validateRequestParameters: known.validateRequestParameters === true };
    }
    const { content } = operation;
    const asks = requestSchemas(content).length > 0 || parametersOf(content).some(({ required, in: location }) => required && location !== 'path') || unaskedParameters(operation).length > 0;
    if (!asks || this.unvalidated.has(operation)) return undefined;
    return { name: DEFAULT_VALIDATOR, validateRequestBody: true, validateRequestParameters: true };
  }

  private policyOf(policy: unknown): PolicyDocument {
    const statements = isPlainObject(policy) ? (policy as OpenApiObject).Statement : undefined;
    if (Array.isArray(statements) && statements.every(isPlainObject)) return PolicyDocument.fromJson(policy);
    return fail(`${this.document.cursor.get(`${EXTENSION}policy`).place}: the policy must be an object with a list of statements, got ${show(policy)}`, this.scope);
  }

  private validatesBody(operation: SourceOperation): boolean {
    return !this.isComplete && this.validatorOf(operation)?.validateRequestBody === true;
  }

  /** Whether the document says itself what goes into API Gateway's documentation. */
  private get isDocumented(): boolean {
    return this.isComplete || this.document.root[`${EXTENSION}documentation`] !== undefined;
  }

  /** Why a body is not valid, unless the document has an answer of its own. */
  private tellWhatIsInvalid(gateway: RouteTaker): void {
    const hasOwn = this.document.root[`${EXTENSION}gateway-responses`]?.BAD_REQUEST_BODY !== undefined;
    const isAsked = (operation: SourceOperation) => this.validatesBody(operation) && requestSchemas(operation.content).length > 0;
    if (hasOwn || !this.document.operations.some(isAsked)) return;
    GatewayResponseSet.of(gateway.api.node.defaultChild as CfnRestApi).addValidation();
  }

  private defineValidators(gateway: RouteTaker): void {
    for (const [name, validator] of Object.entries<OpenApiObject>(this.document.root[`${EXTENSION}request-validators`] ?? {})) {
      this.defineValidator(gateway, name, validator?.validateRequestBody, validator?.validateRequestParameters);
    }
  }

  private defineValidator(gateway: RouteTaker, name: string, validateRequestBody?: boolean, validateRequestParameters?: boolean): IRequestValidator {
    const defineIn = { restApi: gateway.api, requestValidatorName: name, validateRequestBody, validateRequestParameters };
    const validator = new RequestValidator(gateway, `#RequestValidator:${name.replace(/\//g, ':')}`, defineIn);
    this.validators.set(name, validator);
    return validator;
  }

  /** What the document says of the API itself, unless the user does. */
  private propsOf({ restApiProps: given, ...props }: RestGatewayProps): RestGatewayProps {
    const { info, servers = [], ...root } = this.document.root;
    const extension = (name: string) => root[`${EXTENSION}${name}`];
    const endpoint = [servers].flat().map((server: OpenApiObject) => server?.[`${EXTENSION}endpoint-configuration`]).find((found) => found !== undefined) ?? {};
    const compression = extension('minimum-compression-size');
    const isCompressionSaid = (given?.minCompressionSize ?? given?.minimumCompressionSize) !== undefined;
    if (props.resourcePolicy && extension('policy')) fail(`set either 'resourcePolicy' or '${EXTENSION}policy' of the document, got both`, this.scope);
    const isNamed = props.restApiName !== undefined || given?.restApiName !== undefined;
    const restApiProps = defined({
      policy: extension('policy') ? this.policyOf(extension('policy')) : undefined,
      apiKeySourceType: extension('api-key-source') as ApiKeySourceType | undefined,
      ...given,
    });
    const said: RestGatewayProps = defined({
      restApiName: isNamed || !isApiName(info?.title) ? undefined : info.title,
      description: given?.description === undefined && typeof info?.description === 'string' ? info.description : undefined,
      binaryMediaTypes: given?.binaryMediaTypes ? undefined : extension('binary-media-types'),
      minCompressionSize: isCompressionSaid || compression === undefined ? undefined : Size.bytes(compression),
      disableExecuteApiEndpoint: given?.disableExecuteApiEndpoint === undefined ? endpoint.disableExecuteApiEndpoint : undefined,
      securityPolicy: extension('security-policy') as SecurityPolicy | undefined,
      endpointAccessMode: extension('endpoint-access-mode') as EndpointAccessMode | undefined,
    });
    return { ...said, ...defined(props), restApiProps: Object.keys(restApiProps).length > 0 ? restApiProps : undefined };
  }
}

const DEFAULT_VALIDATOR = 'body and parameters';

/** The integration that a document has itself; what it is, the L1 is told afterwards. */
class DocumentIntegration extends Integration {
  constructor() {
    super({ type: IntegrationType.MOCK });
  }

  public bind(): IntegrationConfig {
    return { type: IntegrationType.MOCK };
  }
}

function withoutIntegration({ [INTEGRATION]: _, ...operation }: OpenApiObject): OpenApiObject {
  return operation;
}

/** Parameters that the document requires and API Gateway has no word for. */
function unaskedParameters({ key, content }: SourceOperation): string[] {
  const asked = new Set(parametersOf(content));
  return (content.parameters ?? []).filter((parameter: OpenApiObject) => parameter.required === true && parameter.in !== 'path' && !asked.has(parameter))
    .map(({ in: location, name }: OpenApiObject) => `${location} ${show(name)} of "${key}"`);
}

function isApiName(title: unknown): title is string {
  return typeof title === 'string' && /^(?=.*[^ ])[ -~]{1,255}$/.test(title);
}
