import { HttpApi, HttpMethod, HttpRoute, HttpRouteIntegration, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DocumentIntegration, typeOf } from './document-integration';
import { HttpGatewayProps } from './http-gateway-props';
import { HttpOpenApiProps } from './http-open-api-props';
import { HttpRouteOptions } from './http-route-options';
import { OpenApiSecurity } from './open-api-security';
import { DEFAULT_ROUTE } from './parse-route';
import { checkKinds, has, Kinds } from '../common/check-kinds';
import { bindOperations, OperationTarget } from '../openapi/bind-operations';
import { checkSchemes } from '../openapi/operation-security';
import { OpenApiObject } from '../openapi/rest-api-definition';
import { failOn, SourceDocument, SourceOperation, wordsOf } from '../openapi/source-document';
import { pathProblems } from '../openapi/source-paths';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { isObject, isPlainObject } from '../private/is-object';
import { isTexts } from '../private/schema-values';
import { StagedFunction } from '../release/staged-function';
import { CorsSettings } from '../responses/cors-settings';

const INTEGRATION = 'x-amazon-apigateway-integration';

const KINDS: Kinds<HttpOpenApiProps> = [
  ['definition', has('toJson', 'function'), "OpenApiDocument.fromFile('orders.yaml'), for example"],
  ['handlers', isObject, 'functions by operation, such as { getOrder: getOrderFunction }'],
  ['stagedHandlers', isObject, 'staged functions by operation, such as { getOrder: getOrderFunction }'],
  ['integrations', isObject, 'integrations by operation, such as { getOrder: HttpIntegrations.httpProxy(url) }'],
  ['authorizers', isObject, 'authorizers by security scheme, such as { oauth: jwtAuthorizer }'],
];

/** What a gateway is made of the document with: the gateway itself, which adds routes. */
export interface RouteTaker extends Construct {
  readonly api: HttpApi;
  addRoutes(options: HttpRouteOptions): HttpRoute[];
}

/** A document as the props of a gateway, and as its routes. */
export class HttpOpenApi {
  /** The props of the gateway: what the user says, and otherwise the document. */
  public readonly gatewayProps: HttpGatewayProps;

  private readonly document: SourceDocument;
  private readonly authorizers: Record<string, IHttpRouteAuthorizer>;
  private readonly targets: Map<SourceOperation, OperationTarget<IFunction, StagedFunction, HttpRouteIntegration>>;

  constructor(private readonly scope: Construct, props: HttpOpenApiProps) {
    checkKinds(props, KINDS, scope);
    const { definition, handlers, stagedHandlers, integrations, authorizers = {}, ...gatewayProps } = props;
    if (!definition) fail("'definition' must be set: write OpenApiDocument.fromFile('orders.yaml'), for example", scope);
    this.document = definition._source;
    this.authorizers = authorizers;
    const { operations } = this.document;
    failOn(pathProblems(operations.filter(({ path }) => path !== `/${DEFAULT_ROUTE}`), false), 'the OpenAPI document');
    this.targets = bindOperations(operations, { handlers, stagedHandlers, integrations }, scope);
    checkSchemes(authorizers, this.document, scope);
    this.gatewayProps = this.propsOf(gatewayProps);
  }

  /** Defines the routes. */
  public define(gateway: RouteTaker): void {
    const integrations = new Construct(gateway, '#DocumentIntegrations');
    const security = new OpenApiSecurity(gateway, gateway.api.apiId, this.document, this.authorizers);
    for (const operation of this.document.operations) {
      const target = this.targets.get(operation) ?? { integration: this.integrationOf(operation, integrations) };
      const isDefault = operation.path === `/${DEFAULT_ROUTE}`;
      const route = isDefault ? { path: DEFAULT_ROUTE } : { path: operation.path, methods: [operation.method as HttpMethod] };
      gateway.addRoutes(defined({ ...route, ...target, ...security.optionsOf(operation), ...wordsOf(operation) }));
    }
    security.warn();
  }

  private integrationOf({ key, content, cursor }: SourceOperation, scope: Construct): HttpRouteIntegration {
    const extension = content[INTEGRATION];
    if (!isPlainObject(extension) || !['HTTP_PROXY', 'AWS_PROXY'].includes(typeOf(extension))) {
      fail(`${cursor.get(INTEGRATION).place}: the integration of "${key}" must be of type http_proxy or aws_proxy for a HTTP API, got ${show((extension as OpenApiObject)?.type)}: name in 'handlers' or 'integrations' what the operation calls, or use a RestGateway`, this.scope);
    }
    return new DocumentIntegration(scope, key, extension);
  }

  /** What the document says of the API itself, unless the user does. */
  private propsOf(props: HttpGatewayProps): HttpGatewayProps {
    const { info, 'x-amazon-apigateway-cors': cors } = this.document.root;
    const given = props.httpApiProps ?? {};
    const said: HttpGatewayProps = defined({
      apiName: given.apiName === undefined && typeof info?.title === 'string' && info.title !== '' && info.title.length <= 128 ? info.title : undefined,
      description: given.description === undefined && typeof info?.description === 'string' && info.description.length <= 1024 ? info.description : undefined,
      cors: given.corsPreflight === undefined && props.cors === undefined && cors !== undefined ? this.corsOf(cors) : undefined,
    });
    return { ...said, ...defined(props) };
  }

  private corsOf(cors: unknown): CorsSettings {
    const said: OpenApiObject = isPlainObject(cors) ? cors : {};
    const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAge, allowCredentials } = said;
    const wrong = ['allowOrigins', 'allowMethods', 'allowHeaders', 'exposeHeaders'].find((key) => said[key] !== undefined && !isTexts(said[key]));
    if (!isPlainObject(cors) || wrong || ![undefined, 'number'].includes(maxAge === undefined ? undefined : typeof maxAge)) {
      fail(`${this.document.cursor.get('x-amazon-apigateway-cors').place}: 'x-amazon-apigateway-cors' must have lists of texts, and seconds as 'maxAge', got ${show(cors)}`, this.scope);
    }
    const methods: string[] | undefined = allowMethods?.map((method: string) => (method === '*' ? HttpMethod.ANY : method.toUpperCase()));
    return defined({
      allowOrigins: allowOrigins ?? [],
      allowMethods: methods as HttpMethod[] | undefined,
      allowHeaders,
      exposeHeaders,
      allowCredentials,
      maxAge: maxAge === undefined ? undefined : Duration.seconds(maxAge),
    });
  }
}
