import { CfnBasePathMapping, CfnRestApi, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnApiMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiDomain } from './api-domain';
import { checkBasePath, checkServes, SETTINGS } from './check-domain';
import { DomainRoutingMode } from './domain-routing-mode';
import { GatewayDomain } from './gateway-domain';
import { GatewayDomainOptions } from './gateway-domain-options';
import { GatewayDomainSettings } from './gateway-domain-props';
import { RECOMMENDED } from './security-policies';
import { AnyStage, apiIdOf, ApiType, isRestStage } from '../private/api-type';
import { checkMembers } from '../private/check-members';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { isHardened } from '../private/hardened';

/** The stage that a domain leads to. */
export interface ServedStage {
  readonly api: CfnRestApi | CfnApi;
  readonly stage: AnyStage;
  /** What the ids of what is defined begin with: "#" beside paths. */
  readonly prefix: string;
  /** The domain of the gateway, for a stage that is added. */
  readonly ofGateway?: ApiDomain;
}

/** A stage on a domain. */
export class StageDomain {
  /** The domain. */
  public readonly domain: ApiDomain;

  private readonly basePath: string;
  private readonly apiType: ApiType;

  /**
   * Leads a domain to a stage.
   *
   * @param scope the gateway or the stage that is added, below which it is defined
   */
  constructor(private readonly scope: Construct, options: GatewayDomainOptions, private readonly served: ServedStage) {
    checkMembers(options, ['name', 'shared', 'basePath', ...Object.keys(SETTINGS)], "'domain'", scope);
    const { name, shared, basePath, ...settings } = options;
    if (basePath !== undefined) checkBasePath('domain.basePath', basePath, scope);
    this.basePath = basePath ?? '';
    this.apiType = typeOf(served.api);
    this.checkEndpoint();
    this.domain = this.domainOf(options, settings);
    checkServes(this.domain._facts, this.apiType, this.basePath, scope);
    this.checkMode(this.domain._facts.routingMode);
    this.domain._routes.map({ basePath: this.basePath, apiType: this.apiType, owner: scope });
    this.defineMapping();
    this.warnOfBypass();
    this.warnOfPolicy();
  }

  /** The URL of the stage: of a REST or HTTP API ending in "/", of a WebSocket API from "wss://". */
  public get url(): string {
    return this.apiType === 'WEBSOCKET' ? `wss://${this.domain._host}${this.path}` : this.domain.urlFor(this.basePath);
  }

  /** The URL at which a backend sends to connections. */
  public get callbackUrl(): string {
    return `https://${this.domain._host}${this.path}`;
  }

  private get path(): string {
    return this.basePath === '' ? '' : `/${this.basePath}`;
  }

  private domainOf({ name, shared }: GatewayDomainOptions, settings: object): ApiDomain {
    if (name !== undefined && shared !== undefined) fail("set either 'domain.name' or 'domain.shared', got both", this.scope);
    if (name !== undefined) return this.ownDomain(name, settings);
    const besides = Object.entries(settings).find(([, value]) => value !== undefined);
    if (besides) fail(`'domain.${besides[0]}' is said where the domain is defined, got it without 'domain.name': write it there, or set 'domain.name' for a domain of its own`, this.scope);
    if (shared !== undefined && !(typeof shared === 'object' && shared !== null && '_routes' in shared)) {
      fail(`'domain.shared' must be a GatewayDomain, or one of GatewayDomain.fromAttributes(…), got ${show(shared)}`, this.scope);
    }
    return shared ?? this.served.ofGateway ?? fail("'domain' must have 'name', for a domain of its own, or 'shared', got neither: write { name: \"api.example.com\", hostedZone }, for example", this.scope);
  }

  private ownDomain(name: string, settings: GatewayDomainSettings): ApiDomain {
    const endpointType = endpointTypesOf(this.served.api).includes(EndpointType.EDGE) ? EndpointType.EDGE : EndpointType.REGIONAL;
    const securityPolicy = this.hardenedPolicy({ endpointType, ...defined(settings) });
    return new GatewayDomain(this.scope, `${this.served.prefix}Domain`, { endpointType, securityPolicy, ...defined(settings), name });
  }

  /** What a hardened gateway's own domain has; undefined for the default, if API Gateway takes nothing else: of other types of APIs, and with mutual TLS. */
  private hardenedPolicy({ endpointType, mutualTls }: GatewayDomainSettings): SecurityPolicy | undefined {
    if (!isHardened(this.scope) || this.apiType !== 'REST' || mutualTls !== undefined) return undefined;
    return endpointType === EndpointType.EDGE ? SecurityPolicy.TLS12_PFS_2025_EDGE : SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  }

  private warnOfPolicy(): void {
    const { securityPolicy } = this.domain._facts;
    if (!isHardened(this.scope) || Token.isUnresolved(securityPolicy) || (RECOMMENDED as string[]).includes(securityPolicy)) return;
    Annotations.of(this.scope).addWarningV2('cdk-gatehouse:hardenedDomain',
      `the domain of this hardened gateway has the security policy ${securityPolicy}, and APIGateway.11 of Security Hub asks for one of ${RECOMMENDED.join(', ')}: `
      + 'domains of HTTP and WebSocket APIs and domains with mutual TLS take TLS_1_2 only; acknowledge it for them');
  }

  private checkEndpoint(): void {
    if (endpointTypesOf(this.served.api).includes(EndpointType.PRIVATE)) {
      fail("'domain' is for public APIs, got it for a private one: a private API has private domains of its own kind", this.scope);
    }
  }

  private checkMode(mode?: DomainRoutingMode): void {
    if (mode === DomainRoutingMode.RULES_ONLY) {
      fail("'domain' has 'routingMode: DomainRoutingMode.RULES_ONLY', which takes no base paths: leave 'domain' out and define a DomainRoutingRule, or change the mode", this.scope);
    }
    if (mode === DomainRoutingMode.RULES_THEN_MAPPINGS && this.apiType !== 'REST') {
      fail("'domain' has 'routingMode: DomainRoutingMode.RULES_THEN_MAPPINGS', got it for a HTTP or WebSocket API, which cannot be where rules are: use another domain", this.scope);
    }
  }

  /** Of edge-optimized domains and of TLS 1.0 API Gateway takes mappings by its older interface only, of the others by the newer one, which knows all types of APIs. */
  private defineMapping(): void {
    const { endpointType, securityPolicy } = this.domain._facts;
    const { stage, prefix } = this.served;
    const domainName = this.domain._domainName;
    const basePath = this.basePath === '' ? undefined : this.basePath;
    const id = `${prefix}DomainMapping`;
    if (isRestStage(stage) && (endpointType === EndpointType.EDGE || securityPolicy === SecurityPolicy.TLS_1_0)) {
      new CfnBasePathMapping(this.scope, id, { domainName, basePath, restApiId: stage.restApiId, stage: stage.ref });
    } else {
      new CfnApiMapping(this.scope, id, { domainName, apiMappingKey: basePath, apiId: apiIdOf(stage), stage: stage.ref });
    }
  }

  private warnOfBypass(): void {
    const off = this.served.api.disableExecuteApiEndpoint;
    if (!this.domain._facts.mutualTls || off === true || Token.isUnresolved(off)) return;
    Annotations.of(this.scope).addWarningV2('cdk-gatehouse:mutualTlsBypass',
      "clients of the domain show a certificate, and the API's own endpoint asks for none: set 'disableExecuteApiEndpoint: true', so that nobody goes around it");
  }
}

/** The stage on its domain; fails if it has none. */
export function onDomain(stageDomain: StageDomain | undefined, prop: string, scope: Construct): StageDomain {
  return stageDomain ?? fail(`'${prop}' is that of a custom domain, got none: set 'domain'`, scope);
}

function typeOf(api: CfnRestApi | CfnApi): ApiType {
  if (CfnRestApi.isCfnRestApi(api)) return 'REST';
  return (api as CfnApi).protocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP';
}

function endpointTypesOf(api: CfnRestApi | CfnApi): string[] {
  if (!CfnRestApi.isCfnRestApi(api)) return [];
  const configuration = api.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
  return Token.isUnresolved(configuration) ? [] : configuration?.types ?? [];
}
