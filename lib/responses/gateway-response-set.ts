import { CfnGatewayResponse, CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, Stage } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { checkGatewayResponse, dataProblem, statusProblem, typeProblem } from './check-gateway-response';
import { CorsRules, errorHeaders, joinHeaders, quoted } from './cors-headers';
import { GatewayResponseOptions } from './gateway-response-options';
import { GatewayResponses } from './gateway-responses';
import { defined } from '../private/defined';

const SETS = Symbol.for('cdk-gatehouse.gatewayResponses');

const PREFIX = 'gatewayresponse.header.';

/** The errors of an API that API Gateway answers by itself, each type once, whoever has something to say of it. */
export class GatewayResponseSet {
  /** The errors of an API. */
  public static of(api: CfnRestApi): GatewayResponseSet {
    return (api as any)[SETS] ?? new GatewayResponseSet(api);
  }

  private readonly resources = new Map<string, CfnGatewayResponse>();
  private readonly said = new Map<string, GatewayResponseOptions>();
  private cors?: CorsRules;
  private isValidated = false;
  private preset: GatewayResponses = GatewayResponses.none();

  private constructor(private readonly api: CfnRestApi) {
    Object.defineProperty(api, SETS, { value: this });
    api.node.addValidation({ validate: () => this.problems() });
  }

  /** Says how all errors are answered of which nothing else is said. */
  public usePreset(preset: GatewayResponses): void {
    this.preset = preset;
    for (const type of preset._types) this.add(type, {});
  }

  /** Says how a type of error is answered. What has been said of it before stays where this says nothing. */
  public add(type: string, options: GatewayResponseOptions): void {
    checkGatewayResponse(type, options, this.api);
    const before = this.said.get(type);
    this.said.set(type, { ...before, ...defined(options), headers: joinHeaders(before?.headers ?? {}, options.headers) });
    this.define(type);
  }

  /** Tells callers why a body is not valid. */
  public addValidation(): void {
    this.isValidated = true;
    this.add('BAD_REQUEST_BODY', {});
  }

  /** Lets browsers see the errors. */
  public addCors(cors: CorsRules): void {
    this.cors = cors;
    for (const type of ['DEFAULT_4XX', 'DEFAULT_5XX']) this.add(type, {});
  }

  /** Lets browsers see an error that is defined otherwise. */
  public addCorsTo(other: CfnGatewayResponse): void {
    if (!this.cors || [...this.resources.values()].includes(other)) return;
    other.responseParameters = joinHeaders(errorHeaders(this.cors), other.responseParameters as Record<string, string> | undefined, PREFIX);
  }

  private define(type: string): void {
    if (this.resources.has(type)) return;
    const home = this.api.node.scope as Partial<RestApi> | undefined;
    const isL2 = home?.node?.defaultChild === this.api;
    const produce = () => this.render(type);
    const resource = new CfnGatewayResponse((home ?? this.api) as Construct, `${isL2 ? '' : this.api.node.id}#GatewayResponse:${type}`, {
      restApiId: this.api.ref,
      responseType: type,
      statusCode: Lazy.string({ produce: () => produce().statusCode }),
      responseParameters: Lazy.any({ produce: () => produce().responseParameters }),
      responseTemplates: Lazy.any({ produce: () => produce().responseTemplates }),
    });
    this.resources.set(type, resource);
    home?.latestDeployment?.node.addDependency(resource);
    home?.latestDeployment?.addToLogicalId({ gatewayResponse: { type, content: Lazy.any({ produce }) } });
  }

  private render(type: string): { statusCode?: string; responseParameters?: Record<string, string>; responseTemplates?: Record<string, string> } {
    const { headers, statusCode, body, contentType } = this.said.get(type)!;
    const content = body === undefined ? this.preset._contentFor(type, { statusCode, isValidated: this.isValidated }) : { body, contentType };
    const own = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, quoted(value)]));
    // a template is found by what the caller accepts, and that of JSON for all others
    const isOther = content?.contentType !== undefined && content.contentType !== 'application/json';
    const ofContent: Record<string, string> = isOther ? { 'Content-Type': quoted(content.contentType!) } : {};
    const all = joinHeaders({ ...(this.cors && errorHeaders(this.cors)), ...ofContent }, own);
    const parameters = Object.entries(all).map(([name, value]) => [PREFIX + name, value]);
    return {
      statusCode: statusCode === undefined ? undefined : String(statusCode),
      responseParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
      responseTemplates: content && { 'application/json': content.body },
    };
  }

  private problems(): string[] {
    const ofData = [...this.said].flatMap(([type, { body }]) => dataProblem(type, body, this.cors));
    if (this.api.body) return ofData; // a document notices the others by itself
    const isOther = (node: IConstruct): node is CfnGatewayResponse =>
      CfnGatewayResponse.isCfnGatewayResponse(node) && node.restApiId === this.api.ref && node !== this.resources.get(node.responseType);
    const others = (Stage.of(this.api) ?? this.api.node.root).node.findAll().filter(isOther);
    return [...ofData, ...others.flatMap((other) => {
      const ours = this.resources.get(other.responseType);
      const twice = ours && `the gateway response ${other.responseType} is defined at [${other.node.path}], and at [${ours.node.path}]: say all of it by addGatewayResponse of the gateway`;
      return [twice, typeProblem(other.responseType), statusProblem(other.responseType, other.statusCode)].filter((problem) => problem !== undefined);
    })];
  }
}
