import { CfnMethod, Integration, IntegrationConfig, IntegrationResponse, IntegrationType, Method, MethodResponse, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { Aspects, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { IntegrationRole } from './integration-role';
import { MappingTemplate } from './mapping-template';
import { checkAccount, checkRestTimeout, warnOfBytes, warnOfTemplates } from './rest-checks';
import { answersOf, errorBody, ServiceAnswer, ServiceCall, statusesOf } from './service-call';
import { ServiceIntegrationOptions } from './service-integration-options';
import { fail, show } from '../private/errors';

/** A REST API's call of an AWS service, with a role for what it calls. */
export class ServiceIntegration extends Integration {
  private readonly answers: ServiceAnswer[];

  constructor(private readonly call: ServiceCall, private readonly options: ServiceIntegrationOptions = {}) {
    super({ type: IntegrationType.AWS, integrationHttpMethod: call.httpMethod, options: { timeout: options.timeout } });
    checkSuccessStatus(options.successStatus);
    this.answers = answersOf(call, options, instead);
  }

  public bind(method: Method): IntegrationConfig {
    const { service, path, httpMethod, env, target, request, requestParameters, passesBody, carriesBytes, isNamed } = this.call;
    const api = method.api as IConstruct as Construct;
    checkRestTimeout(this.options.timeout, api);
    if (carriesBytes) warnOfBytes(api);
    if (request) warnOfTemplates(api);
    if (isNamed) checkAccount(target, api);
    checkVariables(method, request, requestParameters);
    declareParameters(method, requestParameters);
    for (const statusCode of statusesOf(this.call, this.answers)) {
      addMethodResponse(method, String(statusCode), statusCode === this.answers[0].status ? Object.keys(this.call.responseParameters ?? {}) : []);
    }
    const region = Token.isUnresolved(env.region) ? Stack.of(api).region : env.region;
    return {
      ...super.bind(method),
      type: IntegrationType.AWS,
      integrationHttpMethod: httpMethod,
      uri: Stack.of(api).formatArn({ service: 'apigateway', account: service, region, resource: path.split('/')[0], resourceName: path.slice(path.indexOf('/') + 1) }),
      options: {
        timeout: this.options.timeout,
        credentialsRole: IntegrationRole.for(api, target),
        contentHandling: this.call.contentHandling,
        passthroughBehavior: this.call.passthroughBehavior ?? (passesBody ? PassthroughBehavior.WHEN_NO_TEMPLATES : PassthroughBehavior.NEVER),
        requestTemplates: request && { 'application/json': request.text },
        requestParameters,
        integrationResponses: this.responses,
      },
    };
  }

  private get responses(): IntegrationResponse[] {
    return this.answers.map(({ pattern, status, contentType, template }): IntegrationResponse => ({
      selectionPattern: pattern,
      statusCode: String(status),
      responseTemplates: template === undefined ? undefined : { [contentType]: template },
      responseParameters: pattern === undefined ? this.call.responseParameters : undefined,
    }));
  }
}

/** An answer of another status than the one that it began with. */
export function instead(status: number, message: string): string {
  return `#set($context.responseOverride.status = ${status})${errorBody(message)}`;
}

/** Checks the status of an answer to what was done. */
export function checkSuccessStatus(successStatus = 200): void {
  if (!(Number.isInteger(successStatus) && successStatus >= 200 && successStatus <= 299)) fail(`'successStatus' must be from 200 to 299, got ${successStatus}`);
}

/** A variable that the path does not have would be empty in every request. */
export function checkVariables(method: Method, request?: MappingTemplate, requestParameters: Record<string, string> = {}): void {
  const read = [...(request?.text ?? '').matchAll(/params\(\)\.path\.get\('([^']+)'\)/g), ...Object.values(requestParameters).join().matchAll(/method\.request\.path\.([^,]+)/g)];
  const missing = read.map(([, name]) => name).find((name) => !method.resource.path.includes(`{${name}}`) && !method.resource.path.includes(`{${name}+}`));
  if (missing) fail(`the integration of ${show(`${method.httpMethod} ${method.resource.path}`)} reads the variable ${show(missing)}, which is not in the path: write "/{${missing}}" there, or read one that is`, method.api as IConstruct);
}

/** Parameters that the call reads have to be declared at the method, which is not there yet. */
export function declareParameters(method: Method, requestParameters: Record<string, string> = {}): void {
  const read = Object.values(requestParameters).filter((source) => /^method\.request\.(path|querystring|header)\./.test(source));
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

/** Declares a status at a method, which may answer no other, and the headers of it. One that the user has declared keeps what it has. */
export function addMethodResponse(method: Method, statusCode: string, headers: string[] = []): void {
  const declared = headers.length > 0 ? Object.fromEntries(headers.map((name) => [name, true])) : undefined;
  const known = (method as unknown as { methodResponses?: MethodResponse[] }).methodResponses;
  const index = known?.findIndex?.((given) => given.statusCode === statusCode) ?? -1;
  const response = known?.find?.((given) => given.statusCode === statusCode);
  if (index < 0) method.addMethodResponse({ statusCode, responseParameters: declared });
  else if (declared) known!.splice(index, 1, { ...response!, responseParameters: { ...declared, ...response!.responseParameters } });
}
