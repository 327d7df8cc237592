import { Assembly, Json, structuresOf, TemplateResource } from './assembly';
import { billedOf, WATCHING } from './billed';
import { ApiKind, DescribedAlarm, DescribedApi, DescribedRoute, DescribedStage } from './described-api';
import { homeOf, readAlarms } from './read-alarms';
import { compileRestApi } from './read-rest-api';
import { planOf, restStage, titleOf, v2Stage } from './read-stages';
import { routesOfResources } from './read-v2-api';
import { References } from './references';
import { routeIdentity, routesOfDocument } from './routes-of-document';
import { canonical } from '../../lib/openapi/compare-source';
import { FOLDED_TYPES, OpenApiObject } from '../../lib/openapi/rest-api-definition';
import { isObject } from '../../lib/private/is-object';

const REST = 'AWS::ApiGateway::RestApi';
const V2 = 'AWS::ApiGatewayV2::Api';

/** What the folder says of its APIs. */
export interface Described {
  readonly apis: DescribedApi[];
  readonly alarms: DescribedAlarm[];
}

/** The APIs of a folder `cdk.out`, whatever kind they are, and whether they are documents or resources. */
export function describeApis(assembly: Assembly): Described {
  return new Describer(assembly).describe();
}

class Describer {
  private readonly references: References;
  private readonly apis: TemplateResource[];
  /** What names an API as its own, by the API. */
  private readonly members = new Map<TemplateResource, TemplateResource[]>();
  private readonly plans = new Map<TemplateResource, TemplateResource[]>();
  private readonly webAcls: TemplateResource[] = [];
  private readonly watching: TemplateResource[] = [];

  constructor(private readonly assembly: Assembly) {
    this.references = new References(assembly);
    this.apis = [...assembly.resources()].filter(({ type }) => type === REST || type === V2);
    for (const api of this.apis) this.members.set(api, []);
    for (const resource of assembly.resources()) this.sort(resource);
  }

  public describe(): Described {
    const alarms = readAlarms(this.assembly, this.references, this.apis);
    const watched = new Map(this.apis.map((api) => [api, [] as TemplateResource[]]));
    for (const { api, resource } of alarms) if (api) watched.get(api)?.push(resource);
    return { apis: this.apis.map((api) => this.describeApi(api, watched.get(api)!)), alarms };
  }

  private sort(resource: TemplateResource): void {
    const { type, properties, template } = resource;
    if (type === 'AWS::WAFv2::WebACLAssociation') this.webAcls.push(resource);
    if (WATCHING.has(type)) this.watching.push(resource);
    if (type === 'AWS::ApiGateway::UsagePlan') {
      for (const { ApiId: id } of structuresOf(properties.ApiStages)) {
        const api = this.references.target(id, template)?.resource;
        if (api) this.plans.set(api, [...new Set([...this.plans.get(api) ?? [], resource])]);
      }
    }
    const id = properties.RestApiId ?? properties.ApiId;
    const api = id === undefined ? undefined : this.references.target(id, template)?.resource;
    if (api) this.members.get(api)?.push(resource);
  }

  private describeApi(api: TemplateResource, alarms: TemplateResource[]): DescribedApi {
    const { template } = api;
    const properties = this.references.text(api.properties, template);
    const kind: ApiKind = api.type === REST ? 'REST' : properties.ProtocolType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP';
    const { document, routes, unread, layout } = this.readRoutes(api, properties, kind);
    const type = kind === 'REST' ? endpointType(properties) : undefined;
    const policy = properties.Policy ?? document?.['x-amazon-apigateway-policy'];
    return {
      kind,
      resource: api,
      stack: template.stack,
      title: api.path === undefined && typeof properties.Name === 'string' ? properties.Name : titleOf(api),
      name: properties.Name ?? document?.info?.title,
      layout,
      endpointType: type,
      settings: settingsOf(properties),
      routes: new Map(routes.map((route) => [routeIdentity(route), route])),
      document,
      policy: policy && statementsOf(policy),
      gatewayResponses: document?.['x-amazon-apigateway-gateway-responses'] ?? {},
      stages: new Map(this.stagesOf(api, kind).map((stage) => [stage.name, stage])),
      plans: new Map((this.plans.get(api) ?? []).map((plan) => [titleOf(plan), planOf(plan, api, this.references)])),
      mappings: this.mappingsOf(api),
      unread,
      billed: billedOf({ kind, isPrivate: type === 'PRIVATE', routes: routes.length, members: this.members.get(api)!, own: [...alarms, ...this.ownOf(api)], references: this.references }),
    };
  }

  private readRoutes(api: TemplateResource, properties: Json, kind: ApiKind): Pick<DescribedApi, 'document' | 'unread' | 'layout'> & { routes: DescribedRoute[] } {
    const members = this.members.get(api)!;
    const { document: given, unread } = this.documentOf(api, properties);
    if (given || unread.length > 0) return { document: given, routes: given ? routesOfDocument(given, api.template) : [], unread, layout: 'document' };
    if (kind !== 'REST') return { routes: routesOfResources(api, members, this.references), unread: [], layout: 'resources' };
    const compiled = compileRestApi(api, members.filter(({ type }) => FOLDED_TYPES.has(type)), this.references);
    return { ...compiled, routes: routesOfDocument(compiled.document, api.template), layout: 'resources' };
  }

  private documentOf(api: TemplateResource, properties: Json): { document?: OpenApiObject; unread: string[] } {
    const { Body: body, BodyS3Location: location } = properties;
    if (isObject(body)) return { document: body, unread: [] };
    if (body === undefined && location === undefined) return { unread: [] };
    const text = this.assembly.asset(JSON.stringify(body ?? location));
    try {
      if (text !== undefined) return { document: this.references.text(JSON.parse(text), api.template), unread: [] };
    } catch {
      return { unread: ['the document of the API is a file that is no JSON, and is not compared'] };
    }
    return { unread: ['the document of the API is a file that is not in the folder, and is not compared'] };
  }

  private stagesOf(api: TemplateResource, kind: ApiKind): DescribedStage[] {
    const members = this.members.get(api)!;
    const text = (resource: TemplateResource) => this.references.text(resource.properties, resource.template, api.template);
    const releases = members.filter(({ type }) => type.startsWith('Custom::ApiGatewayRelease')).map(text);
    return members.filter(({ type }) => type === 'AWS::ApiGateway::Stage' || type === 'AWS::ApiGatewayV2::Stage').map((stage) => {
      const properties = text(stage);
      const webAcl = this.webAclOf(stage, api, properties.StageName);
      if (kind !== 'REST') return v2Stage(stage, properties, webAcl);
      const release = releases.find(({ StageName: name, Release: said }) => said && [properties.StageName, `\${${stage.logicalId}}`].includes(name));
      return restStage(stage, properties, { webAcl, release: release && canonical(release.Release) });
    });
  }

  private webAclOf(stage: TemplateResource, api: TemplateResource, stageName: string): string | undefined {
    const association = this.webAcls.find(({ properties, template }) => {
      const targets = this.references.targets(properties.ResourceArn, template);
      const arn = String(this.references.text(properties.ResourceArn, template, api.template));
      return targets.includes(stage) || (targets.includes(api) && arn.endsWith(`/stages/${stageName}`));
    });
    return association && String(this.references.text(association.properties.WebACLArn, association.template, api.template));
  }

  /** What is below the construct of an API, and does not name it. */
  private ownOf(api: TemplateResource): TemplateResource[] {
    const home = homeOf(api);
    return home === undefined ? [] : this.watching.filter(({ path }) => path?.startsWith(`${home}/`));
  }

  private mappingsOf(api: TemplateResource): Map<string, string> {
    const mappings = this.members.get(api)!.filter(({ type }) => /::(BasePathMapping|BasePathMappingV2|ApiMapping)$/.test(type));
    return new Map(mappings.map(({ properties, template }) => {
      const { DomainName: domain, DomainNameArn: arn, BasePath: v1, ApiMappingKey: v2, Stage: stage = '' } = this.references.text(properties, template, api.template);
      const named = this.references.target(properties.DomainName ?? properties.DomainNameArn, template)?.resource;
      const name = named ? this.references.text(named.properties.DomainName, named.template) : domain ?? arn;
      return [`${name}/${v1 ?? v2 ?? ''}`, String(stage)];
    }));
  }
}

const SETTINGS = [
  'ApiKeySourceType', 'BinaryMediaTypes', 'CorsConfiguration', 'DisableExecuteApiEndpoint', 'DisableSchemaValidation', 'EndpointAccessMode', 'IpAddressType',
  'MinimumCompressionSize', 'RouteSelectionExpression', 'SecurityPolicy', 'ApiKeySelectionExpression', 'Name',
];

function settingsOf(properties: Json): Record<string, unknown> {
  const vpcEndpoints = properties.EndpointConfiguration?.VpcEndpointIds;
  const said = SETTINGS.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]);
  return { ...Object.fromEntries(said), ...(vpcEndpoints && { VpcEndpointIds: vpcEndpoints }) };
}

/** Without a word, API Gateway makes an API edge-optimized. */
function endpointType({ EndpointConfiguration: configuration, Parameters: parameters }: Json): string {
  return String(configuration?.Types?.[0] ?? parameters?.endpointConfigurationTypes ?? 'EDGE');
}

function statementsOf(policy: Json): OpenApiObject[] | undefined {
  const statements = typeof policy === 'string' ? undefined : [policy.Statement ?? []].flat();
  if (!statements?.every(isObject)) return undefined;
  return statements.map((statement) => Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== null)));
}
