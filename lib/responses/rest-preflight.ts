import { AuthorizationType, CfnMethod, CfnRestApi, ContentHandling, CorsOptions, IResource, Method, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, Token } from 'aws-cdk-lib/core';
import { ALL_METHODS, CorsRules, originTemplate, preflightHeaders, quoted } from './cors-headers';
import { allowedMethods, METHODS_OF_PATH } from '../private/methods-of-path';

/** Adds an open method that answers preflight requests to a resource. Which methods are allowed is put in later. */
export function addPreflight(resource: IResource, cors: CorsRules): Method {
  const integration = preflight(cors, cfnApiOf(resource), METHODS_OF_PATH);
  const added = resource.addMethod('OPTIONS', new MockIntegration(integration), {
    authorizer: { authorizerId: '', authorizationType: AuthorizationType.NONE },
    authorizationType: AuthorizationType.NONE,
    apiKeyRequired: false,
    methodResponses: declared(integration),
  });
  withoutDefaults(added.node.defaultChild as CfnMethod);
  return added;
}

/** The options by which the L2 gives each of its resources a preflight, which is then recognized. */
export function preflightOptionsForL2(cors: CorsRules): CorsOptions {
  return { ...cors, allowMethods: [METHODS_OF_PATH.slice(1, -1)] };
}

/** The preflights that the L2 adds to each of its resources, which do not know the methods of their paths. */
export class L2Preflights {
  private readonly methods = new Map<IResource, Set<string>>();

  constructor(private readonly api: RestApi, private readonly cors: CorsRules) {}

  /** Looks at a method, wherever it is defined: a preflight gets the methods of its path, and the choice of an origin. */
  public see(method: CfnMethod): void {
    const { resource } = method.node.scope as Partial<Method>;
    if (!resource) return;
    const known = this.methods.get(resource) ?? this.methods.set(resource, new Set()).get(resource)!;
    known.add(method.httpMethod);
    if (method.httpMethod === 'OPTIONS' && isMarked(method)) this.finish(method, () => allowedMethods([...known]));
  }

  /** Looks at the preflights of a resource, and of those above it. */
  public seeAbove(resource: IResource): void {
    if (this.methods.has(resource)) return;
    for (const { node } of resource.node.children) if (CfnMethod.isCfnMethod(node.defaultChild)) this.see(node.defaultChild);
    if (resource.parentResource) this.seeAbove(resource.parentResource);
  }

  private finish(method: CfnMethod, allowed: () => string): void {
    const integration = preflight(this.cors, cfnApiOf(this.api.root), Lazy.string({ produce: allowed }));
    method.integration = { type: 'MOCK', ...integration };
    method.methodResponses = declared(integration);
    withoutDefaults(method);
  }
}

/** What the gateway's methods have by default is nothing that a preflight could have. */
function withoutDefaults(method: CfnMethod): void {
  method.requestParameters = undefined;
  method.operationName = undefined;
}

function isMarked({ integration }: CfnMethod): boolean {
  const { integrationResponses } = (integration ?? {}) as CfnMethod.IntegrationProperty;
  const [response] = Array.isArray(integrationResponses) ? integrationResponses as CfnMethod.IntegrationResponseProperty[] : [];
  return Object.values(response?.responseParameters ?? {}).includes(METHODS_OF_PATH);
}

function preflight(cors: CorsRules, api: CfnRestApi | undefined, methodsOfPath: string) {
  const methods = cors.allowMethods?.includes('ANY') ? ALL_METHODS : cors.allowMethods;
  const headers = preflightHeaders(cors, methods ? quoted(methods.join(',')) : methodsOfPath);
  const template = originTemplate(cors);
  const statusCode = String(cors.statusCode ?? 204);
  // without it, an API for which everything is bytes answers 500: https://github.com/aws/serverless-application-model/issues/553,
  // and for the answer https://github.com/serverless/serverless/issues/10254
  const contentHandling = takesAllForBytes(api) ? ContentHandling.CONVERT_TO_TEXT : undefined;
  return {
    contentHandling,
    requestTemplates: { 'application/json': JSON.stringify({ statusCode: 200 }) },
    integrationResponses: [{
      statusCode,
      contentHandling,
      responseParameters: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value])),
      responseTemplates: template ? { 'application/json': template } : undefined,
    }],
  };
}

/** What a method has to declare, so that its answers are sent. */
function declared({ integrationResponses }: ReturnType<typeof preflight>) {
  return integrationResponses.map(({ statusCode, responseParameters }) => ({
    statusCode,
    responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
  }));
}

function cfnApiOf(resource: IResource): CfnRestApi | undefined {
  const l1 = resource.api.node.defaultChild;
  return CfnRestApi.isCfnRestApi(l1) ? l1 : undefined;
}

function takesAllForBytes(api: CfnRestApi | undefined): boolean {
  return !Token.isUnresolved(api?.binaryMediaTypes) && api?.binaryMediaTypes?.includes('*/*') === true;
}
