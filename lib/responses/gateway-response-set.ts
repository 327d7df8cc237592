import { CfnGatewayResponse, CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CorsRules, errorHeaders, quoted } from './cors-headers';
import { GatewayResponseOptions } from './gateway-response-options';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { RESPONSE_TYPES } from '../private/response-types';

const SETS = Symbol.for('cdk-gatehouse.gatewayResponses');

/** The errors of an API that API Gateway answers by itself, each type once, whoever has something to say of it. */
export class GatewayResponseSet {
  /** The errors of an API. */
  public static of(api: CfnRestApi): GatewayResponseSet {
    return (api as any)[SETS] ?? new GatewayResponseSet(api);
  }

  private readonly resources = new Map<string, CfnGatewayResponse>();
  private readonly said = new Map<string, GatewayResponseOptions>();
  private cors?: CorsRules;

  private constructor(private readonly api: CfnRestApi) {
    Object.defineProperty(api, SETS, { value: this });
    api.node.addValidation({ validate: () => (api.body ? [] : this.saidElsewhere()) }); // a document notices by itself
  }

  /** Says how a type of error is answered. What has been said of it before stays where this says nothing. */
  public add(type: string, options: GatewayResponseOptions): void {
    this.check(type, options);
    const before = this.said.get(type);
    this.said.set(type, { ...before, ...defined(options), headers: { ...before?.headers, ...options.headers } });
    this.define(type);
  }

  /** Says how types of errors are answered of which nothing has been said. */
  public addMissing(options: Record<string, GatewayResponseOptions>): void {
    for (const [type, each] of Object.entries(options)) if (this.said.get(type)?.body === undefined) this.add(type, each);
  }

  /** Lets browsers see the errors. */
  public addCors(cors: CorsRules): void {
    this.cors = cors;
    for (const type of ['DEFAULT_4XX', 'DEFAULT_5XX']) this.add(type, {});
  }

  /** What is wrong if something else defines a type, too, which API Gateway takes once. */
  private saidElsewhere(): string[] {
    const others = Stack.of(this.api).node.findAll().filter((node): node is CfnGatewayResponse => CfnGatewayResponse.isCfnGatewayResponse(node));
    return others.filter((other) => other.restApiId === this.api.ref).flatMap((other) => {
      const ours = this.resources.get(other.responseType);
      return !ours || ours === other ? [] : [
        `the gateway response ${other.responseType} is defined at [${other.node.path}], and at [${ours.node.path}]: say all of it by addGatewayResponse of the gateway`,
      ];
    });
  }

  private define(type: string): void {
    if (this.resources.has(type)) return;
    const scope = (this.api.node.scope ?? this.api) as Construct;
    const produce = () => this.render(type);
    const resource = new CfnGatewayResponse(scope, `#GatewayResponse:${type}`, {
      restApiId: this.api.ref,
      responseType: type,
      statusCode: Lazy.string({ produce: () => produce().statusCode }),
      responseParameters: Lazy.any({ produce: () => produce().responseParameters }),
      responseTemplates: Lazy.any({ produce: () => produce().responseTemplates }),
    });
    this.resources.set(type, resource);
    const { latestDeployment } = scope as Partial<RestApi>;
    latestDeployment?.node.addDependency(resource);
    latestDeployment?.addToLogicalId({ gatewayResponse: { type, content: Lazy.any({ produce }) } });
  }

  private render(type: string): { statusCode?: string; responseParameters?: Record<string, string>; responseTemplates?: Record<string, string> } {
    const { statusCode, headers = {}, body, contentType } = this.said.get(type)!;
    const all = {
      ...(this.cors && errorHeaders(this.cors)),
      // a template is found by what the caller accepts, and that of JSON for all others
      ...(contentType && contentType !== 'application/json' ? { 'Content-Type': quoted(contentType) } : {}),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, quoted(value)])),
    };
    const parameters = Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, value]);
    return {
      statusCode: statusCode === undefined ? undefined : String(statusCode),
      responseParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
      responseTemplates: body === undefined ? undefined : { 'application/json': body },
    };
  }

  private check(type: string, { statusCode, headers = {}, body, contentType }: GatewayResponseOptions): void {
    const place = `of the gateway response ${show(type)}`;
    if (!Object.hasOwn(RESPONSE_TYPES, type)) {
      fail(`the type of a gateway response must be one of ${Object.keys(RESPONSE_TYPES).join(', ')}, got ${show(type)}: write ResponseType.ACCESS_DENIED, for example`, this.api);
    }
    if (statusCode !== undefined && !Token.isUnresolved(statusCode) && !(Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599)) {
      fail(`'statusCode' ${place} must be a number from 100 to 599, got ${show(statusCode)}`, this.api);
    }
    for (const [name, value] of Object.entries(headers)) {
      if (!/^[A-Za-z0-9-]+$/.test(name)) fail(`'headers' ${place} must have names of letters, digits and hyphens, got ${show(name)}`, this.api);
      if (typeof value !== 'string' || (!Token.isUnresolved(value) && !/^[ -&(-~]*$/.test(value))) {
        fail(`'headers' ${place} must be printable ASCII text without single quotes, got ${show(value)} for ${show(name)}`, this.api);
      }
    }
    if (body !== undefined && (typeof body !== 'string' || /#(set|if|foreach|else|end)\b|\$(util|input)\b/.test(body))) {
      fail(`'body' ${place} must be text in which only $context and $stageVariables are replaced, got ${show(body)}: API Gateway does not process it by the Velocity Template Language`, this.api);
    }
    if (contentType !== undefined && !/^[a-z0-9.+-]+\/[a-z0-9.+-]+(; ?charset=[A-Za-z0-9-]+)?$/i.test(contentType)) {
      fail(`'contentType' ${place} must be a media type, such as "application/json", got ${show(contentType)}`, this.api);
    }
  }
}
