import {
  AuthorizationType, CfnMethod, CfnRestApi, ContentHandling, CorsOptions, IResource, Method, MockIntegration, RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AspectPriority, Aspects, Lazy, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ALL_METHODS, CorsRules, originTemplate, preflightHeaders, quoted } from './cors-headers';
import { allowedMethods, METHODS_OF_PATH } from '../private/methods-of-path';

/** Adds an open method that answers preflight requests to a resource. Which methods are allowed is put in later. */
export function addPreflight(resource: IResource, cors: CorsRules): Method {
  const integration = preflight(cors, cfnApiOf(resource), METHODS_OF_PATH);
  return resource.addMethod('OPTIONS', new MockIntegration(integration), {
    authorizer: { authorizerId: '', authorizationType: AuthorizationType.NONE },
    authorizationType: AuthorizationType.NONE,
    apiKeyRequired: false,
    methodResponses: declared(integration),
  });
}

/** The options by which the L2 gives each of its resources a preflight, which `finishPreflights` then recognizes. */
export function preflightOptionsForL2(cors: CorsRules): CorsOptions {
  return { ...cors, allowMethods: [METHODS_OF_PATH.slice(1, -1)] };
}

/** Gives the preflights of the L2's resources the methods of their paths, and the choice of an origin. */
export class L2Preflights {
  private readonly finished = new Set<IResource>();

  constructor(private readonly api: RestApi, private readonly cors: CorsRules) {
    this.finish(api.root);
    const visit = (node: IConstruct) => { // resources that are added to the L2 itself
      if (CfnMethod.isCfnMethod(node) && node.httpMethod === 'OPTIONS' && isMarked(node)) this.finish((node.node.scope as Method).resource);
    };
    Aspects.of(api).add({ visit }, { priority: AspectPriority.MUTATING });
  }

  /** Finishes the preflights of a resource, and of those above it. */
  public finish(resource: IResource): void {
    if (this.finished.has(resource)) return;
    this.finished.add(resource);
    const methods = () => resource.node.children.map(({ node }) => node.defaultChild).filter((l1): l1 is CfnMethod => CfnMethod.isCfnMethod(l1));
    const allowed = Lazy.string({ produce: () => allowedMethods(methods().map(({ httpMethod }) => httpMethod)) });
    const marked = methods().find((method) => method.httpMethod === 'OPTIONS' && isMarked(method));
    if (marked) {
      const integration = preflight(this.cors, cfnApiOf(this.api.root), allowed);
      marked.integration = { type: 'MOCK', ...integration };
      marked.methodResponses = declared(integration);
    }
    if (resource.parentResource) this.finish(resource.parentResource);
  }
}

function isMarked({ integration }: CfnMethod): boolean {
  const { integrationResponses } = integration as CfnMethod.IntegrationProperty;
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
