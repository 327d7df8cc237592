import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { usageError } from './command-error';

/** How the routes of a REST API are deployed. */
export type Layout = 'openapi' | 'resources';

/** A stack of a cloud assembly. One that is nested has no name before it is deployed. */
export interface AssemblyStack {
  readonly name: string;
  readonly region?: string;
  /** The logical ids of nested stacks, from the stack with the name. */
  readonly nested: readonly string[];
}

/** A stage as a template has it. */
export interface TemplateStage {
  readonly logicalId: string;
  /** Unless only a deployment tells. */
  readonly name?: string;
}

/** An API as a template has it. */
export interface TemplateApi {
  /** The path of the construct that a user knows, such as "Shop/OrdersApi". */
  readonly path: string;
  readonly type: 'REST' | 'HTTP' | 'WEBSOCKET';
  readonly logicalId: string;
  readonly stack: AssemblyStack;
  readonly stages: readonly TemplateStage[];
  readonly layout: Layout;
  /** "EDGE", "REGIONAL" or "PRIVATE", unless only a deployment tells. */
  readonly endpointType?: string;
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: any; readonly Metadata?: any }>>;

/** How the properties of a REST API say its layout. */
export function layoutOf(properties: any): Layout {
  return properties?.Body === undefined && properties?.BodyS3Location === undefined ? 'resources' : 'openapi';
}

/** All APIs in a folder that `cdk synth` has written. */
export function apisOf(folder: string): TemplateApi[] {
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) return [];
  const found: TemplateApi[] = [];
  for (const [id, artifact] of Object.entries<any>(read(file).artifacts ?? {})) {
    const { properties = {}, type, environment = '', displayName = id } = artifact;
    if (type === 'cdk:cloud-assembly') found.push(...apisOf(path.join(folder, properties.directoryName)));
    if (type !== 'aws:cloudformation:stack') continue;
    const region = /^aws:\/\/[^/]*\/([a-z0-9-]+)$/.exec(environment)?.[1];
    const stack = { name: properties.stackName ?? id, nested: [], ...(region !== undefined && region !== 'unknown-region' && { region }) };
    const paths = pathsOf(folder, artifact);
    const pathOf = (logicalId: string) => paths.get(logicalId) ?? `${displayName}/${logicalId}`;
    found.push(...apisOfTemplate({ folder, assetsOf: properties.templateFile, pathOf }, properties.templateFile, stack));
  }
  return found;
}

/** Where a stack is. */
interface Place {
  readonly folder: string;
  /** The template whose assets those of nested stacks are among. */
  readonly assetsOf: string;
  /** Paths of constructs by logical ids, for templates that do not say them. */
  readonly pathOf: (logicalId: string) => string;
}

function apisOfTemplate(place: Place, file: string, stack: AssemblyStack): TemplateApi[] {
  const { folder, pathOf } = place;
  const resources: Resources = read(path.join(folder, file)).Resources ?? {};
  const stages = stagesOf(resources);
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties = {}, Metadata = {} }]): TemplateApi[] => {
    const name = String(Metadata['aws:cdk:path'] ?? pathOf(logicalId)).replace(/\/Resource$/, '').replace(/\/Default$/, '');
    const common = { path: name, logicalId, stack, stages: stages.get(logicalId) ?? [] };
    switch (Type) {
      case 'AWS::CloudFormation::Stack': {
        const template = Metadata['aws:asset:path'] ?? assetOf(place, Properties.TemplateURL);
        if (typeof template !== 'string' || !existsSync(path.join(folder, template))) return [];
        return apisOfTemplate(place, template, { ...stack, nested: [...stack.nested, logicalId] });
      }
      case 'AWS::ApiGateway::RestApi': {
        const endpointType = Properties.EndpointConfiguration?.Types?.[0];
        return [{ ...common, type: 'REST', layout: layoutOf(Properties), ...(typeof endpointType === 'string' && { endpointType }) }];
      }
      case 'AWS::ApiGatewayV2::Api':
        return [{ ...common, type: Properties.ProtocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP', layout: 'resources' }];
      default:
        return [];
    }
  });
}

/** What the manifest says of constructs, by logical ids: always, and not only if the CLI of the CDK synthesizes. */
function pathsOf(folder: string, { metadata, additionalMetadataFile }: any): Map<string, string> {
  const entries = { ...metadata, ...(additionalMetadataFile && read(path.join(folder, additionalMetadataFile))) };
  return new Map(Object.entries<any[]>(entries).flatMap(([name, list]) =>
    list.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }): [string, string] => [data, name.replace(/^\//, '')])));
}

/** The file of a nested template, by its URL: it is named by its hash. */
function assetOf({ folder, assetsOf }: Place, url: unknown): string | undefined {
  const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(url) ?? '') ?? [];
  const assets = path.join(folder, assetsOf.replace(/\.template\.json$/, '.assets.json'));
  return hash !== undefined && existsSync(assets) ? read(assets).files?.[hash]?.source?.path : undefined;
}

/** Stages by the logical ids of their APIs. */
function stagesOf(resources: Resources): Map<string, TemplateStage[]> {
  const stages = new Map<string, TemplateStage[]>();
  for (const [logicalId, { Type, Properties }] of Object.entries(resources)) {
    const api = Type === 'AWS::ApiGateway::Stage' ? Properties?.RestApiId?.Ref : undefined;
    if (typeof api !== 'string') continue;
    const name = Properties.StageName;
    stages.set(api, [...stages.get(api) ?? [], { logicalId, ...(typeof name === 'string' && { name }) }]);
  }
  return stages;
}

function read(file: string): any {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw usageError(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}
