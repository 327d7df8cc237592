import { CfnMethod, CfnRestApi, Integration, IntegrationConfig, IntegrationResponse, IntegrationType, Method, MethodResponse, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Aspects, Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { IntegrationRole, IntegrationTarget } from './integration-role';
import { MappingTemplate } from './mapping-template';
import { ServiceIntegrationOptions } from './service-integration-options';
import { fail, show } from '../private/errors';

/** What callers are told of an error: its pattern among the statuses of the service, our status, and the message. */
type ErrorKind = [pattern: string, status: string, message: string];

/** How a service is called, and what becomes of its answers. */
export interface ServiceCall {
  /** The host name of the service, such as "sqs". */
  readonly service: string;
  /** "action/PutItem", or "path/123456789012/orders". */
  readonly path: string;
  readonly httpMethod: string;
  /** Where the service is. */
  readonly env: { readonly region: string };
  readonly target: IntegrationTarget;
  /** Whether the target is called by its name, which is one of the API's account. */
  readonly isNamed?: boolean;
  /** The template of the request. */
  readonly request?: MappingTemplate;
  /** What the service gets besides the body, by "integration.request.header.X". */
  readonly requestParameters?: Record<string, string>;
  /** The body of an answer that is a success, unless the options have one. */
  readonly response?: MappingTemplate;
  /** The template around it, for what is no success in spite of its status. */
  readonly guard?: (body: string) => string;
  readonly responseParameters?: Record<string, string>;
  readonly successStatus?: number;
  /** What else a success may turn out to be, by `$context.responseOverride.status` of the template. */
  readonly otherStatuses?: number[];
  /** Templates of errors, by status of the service; the standard ones are there besides. */
  readonly errors?: Record<string, string>;
  /** Which statuses of the service are which errors, instead of the standard ones for 4xx. */
  readonly errorKinds?: ErrorKind[];
  /** Whether the body passes as it is, since there is no template. */
  readonly passesBody?: boolean;
  /** Whether a body may be something else than text. */
  readonly carriesBytes?: boolean;
}

/** What callers are told of errors: nothing of the service, and nothing of us. */
const BAD_REQUEST: ErrorKind = ['4\\d{2}', '400', 'Bad request'];
const SERVER_ERROR: ErrorKind = ['[35]\\d{2}', '500', 'Internal server error']; // a redirection would be of no use to callers, and tell them where

/** A REST API's call of an AWS service, with a role for what it calls. */
export class ServiceIntegration extends Integration {
  constructor(private readonly call: ServiceCall, private readonly options: ServiceIntegrationOptions = {}) {
    super({ type: IntegrationType.AWS, integrationHttpMethod: call.httpMethod, options: { timeout: options.timeout } });
    const { successStatus = 200 } = options;
    if (!(Number.isInteger(successStatus) && successStatus >= 200 && successStatus <= 299)) fail(`'successStatus' must be from 200 to 299, got ${successStatus}`);
  }

  public bind(method: Method): IntegrationConfig {
    const { service, path, httpMethod, env, target, request, requestParameters, passesBody, carriesBytes, isNamed } = this.call;
    const api = method.api as IConstruct as Construct;
    checkTimeout(this.options.timeout, api);
    if (carriesBytes) warnOfBytes(api);
    if (request) warnOfTemplates(api);
    if (isNamed) checkAccount(target, api);
    this.checkVariables(method);
    this.declareParameters(method);
    for (const statusCode of this.statuses) addMethodResponse(method, statusCode, Object.keys(this.call.responseParameters ?? {}));
    const region = Token.isUnresolved(env.region) ? Stack.of(api).region : env.region;
    return {
      ...super.bind(method),
      type: IntegrationType.AWS,
      integrationHttpMethod: httpMethod,
      uri: Stack.of(api).formatArn({ service: 'apigateway', account: service, region, resource: path.split('/')[0], resourceName: path.slice(path.indexOf('/') + 1) }),
      options: {
        timeout: this.options.timeout,
        credentialsRole: IntegrationRole.for(api, target),
        passthroughBehavior: passesBody ? PassthroughBehavior.WHEN_NO_TEMPLATES : PassthroughBehavior.NEVER,
        requestTemplates: request && { 'application/json': request.text },
        requestParameters,
        integrationResponses: this.responses,
      },
    };
  }

  private get successStatus(): string {
    return String(this.options.successStatus ?? this.call.successStatus ?? 200);
  }

  private get statuses(): string[] {
    return [...new Set([this.successStatus, ...(this.call.otherStatuses ?? []).map(String), ...this.errorKinds.map(([, status]) => status)])];
  }

  private get errorKinds(): ErrorKind[] {
    return [...(this.call.errorKinds ?? [BAD_REQUEST]), SERVER_ERROR];
  }

  private get responses(): IntegrationResponse[] {
    const { guard = (body: string) => body } = this.call;
    const response = this.options.response ?? this.call.response;
    const success: IntegrationResponse = {
      statusCode: this.successStatus,
      responseTemplates: response && { [response.contentType]: guard(response.text) },
      responseParameters: this.call.responseParameters,
    };
    const errors = this.errorKinds.map(([selectionPattern, statusCode, message]): IntegrationResponse => ({
      selectionPattern,
      statusCode,
      responseTemplates: { 'application/json': this.call.errors?.[statusCode] ?? errorBody(message) },
    }));
    return [success, ...errors];
  }

  /** A variable that the path does not have would be empty in every request. */
  private checkVariables(method: Method): void {
    const { request, requestParameters } = this.call;
    const read = [...(request?.text ?? '').matchAll(/params\(\)\.path\.get\('([^']+)'\)/g), ...Object.values(requestParameters ?? {}).join().matchAll(/method\.request\.path\.([^,]+)/g)];
    const missing = read.map(([, name]) => name).find((name) => !method.resource.path.includes(`{${name}}`) && !method.resource.path.includes(`{${name}+}`));
    if (missing) fail(`the integration of ${show(`${method.httpMethod} ${method.resource.path}`)} reads the variable ${show(missing)}, which is not in the path: write "/{${missing}}" there, or read one that is`, method.api as IConstruct);
  }

  /** Parameters that the call reads have to be declared at the method, which is not there yet. */
  private declareParameters(method: Method): void {
    const read = Object.values(this.call.requestParameters ?? {}).filter((source) => /^method\.request\.(path|querystring|header)\./.test(source));
    if (read.length === 0) return;
    Aspects.of(method).add({
      visit: (node) => {
        if (!CfnMethod.isCfnMethod(node)) return;
        const given = node.requestParameters as Record<string, boolean> | undefined;
        const missing = read.filter((source) => !(source in (given ?? {})));
        if (missing.length > 0) node.requestParameters = { ...given, ...Object.fromEntries(missing.map((source) => [source, source.startsWith('method.request.path.')])) };
      },
    });
  }
}

/** The body of an error, in the shape of API Gateway's own. */
export function errorBody(message: string): string {
  return JSON.stringify({ message });
}

/** Declares a status at a method, which may answer no other. */
export function addMethodResponse(method: Method, statusCode: string, responseParameters: string[] = []): void {
  const known = (method as unknown as { methodResponses?: { find?(is: (response: MethodResponse) => boolean): unknown } }).methodResponses;
  if (known?.find?.((response) => response.statusCode === statusCode)) return; // the user's
  const declared = responseParameters.map((name) => [name, true]);
  method.addMethodResponse({ statusCode, responseParameters: declared.length > 0 ? Object.fromEntries(declared) : undefined });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
function checkTimeout(timeout: Duration | undefined, api: Construct): void {
  if (!timeout || timeout.isUnresolved()) return;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  const l1 = api.node.defaultChild;
  const types = CfnRestApi.isCfnRestApi(l1) ? (l1.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined)?.types : undefined;
  const most = types?.includes('EDGE') ? 29_000 : 300_000;
  if (milliseconds < 50 || milliseconds > most) fail(`'timeout' must be from 50 milliseconds to ${most / 1000} seconds, got ${milliseconds} milliseconds`, api);
}

/** API Gateway takes what it does not know as binary for text in UTF-8, and breaks it. */
function warnOfBytes(api: Construct): void {
  const l1 = api.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(l1) || (l1.binaryMediaTypes ?? []).length > 0) return;
  Annotations.of(api).addWarningV2('cdk-gatehouse:bytesAsText', "objects of Amazon S3 that are not text are broken on their way: name their types in 'binaryMediaTypes' of the API, ['image/png'], for example");
}

/** What API Gateway takes for bytes no template can read. */
function warnOfTemplates(api: Construct): void {
  const l1 = api.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(l1) || !l1.binaryMediaTypes?.some((type) => ['*/*', 'application/json'].includes(type))) return;
  Annotations.of(api).addWarningV2('cdk-gatehouse:templatesOfBytes', "with '*/*' or 'application/json' in 'binaryMediaTypes' the bodies of requests come as bytes, which the templates of integrations cannot read: name the types that are binary, ['image/png'], for example");
}

/** Of an imported target only the ARN tells where it is. */
function checkAccount({ arn }: IntegrationTarget, api: Construct): void {
  const home = Stack.of(api).account;
  const [, , , , account] = Token.isUnresolved(arn) ? [] : arn.split(':');
  if (account === undefined || Token.isUnresolved(home) || account === home) return;
  fail(`the target ${show(arn)} is of another account, and would be called by its name in the API's: call it by a function of that account, for example`, api);
}
