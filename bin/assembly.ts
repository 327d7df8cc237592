import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { usageError } from './command-error';
import { Assembly, Template, TemplateResource } from './diff/assembly';

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

/** How the properties of a REST API say its layout. */
export function layoutOf(properties: any): Layout {
  return properties?.Body === undefined && properties?.BodyS3Location === undefined ? 'resources' : 'openapi';
}

/** All APIs in a folder that `cdk synth` has written; none if it is not there. */
export function apisOf(folder: string): TemplateApi[] {
  if (!existsSync(path.join(folder, 'manifest.json'))) return [];
  try {
    return Assembly.open(folder).templates.flatMap(apisOfTemplate);
  } catch (error) {
    const { name, message } = error as Error;
    throw name === 'ValidationError' ? usageError(message) : error;
  }
}

function apisOfTemplate(template: Template): TemplateApi[] {
  const resources = [...template.resources.values()];
  const stages = stagesOf(resources);
  const stack: AssemblyStack = { name: template.name, nested: nestedOf(template), ...(template.region !== undefined && { region: template.region }) };
  return resources.flatMap(({ type, logicalId, path: found = `${rootOf(template).stack}/${logicalId}`, properties }): TemplateApi[] => {
    const common = { path: found.replace(/\/Resource$/, '').replace(/\/Default$/, ''), logicalId, stack, stages: stages.get(logicalId) ?? [] };
    if (type === 'AWS::ApiGatewayV2::Api') return [{ ...common, type: properties.ProtocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP', layout: 'resources' }];
    if (type !== 'AWS::ApiGateway::RestApi') return [];
    const endpointType = properties.EndpointConfiguration?.Types?.[0];
    return [{ ...common, type: 'REST', layout: layoutOf(properties), ...(typeof endpointType === 'string' && { endpointType }) }];
  });
}

function rootOf({ nestedAs, ...template }: Template): Pick<Template, 'stack'> {
  return nestedAs ? rootOf(nestedAs.template) : template;
}

/** The logical ids of nested stacks, from the outermost. */
function nestedOf({ nestedAs }: Template): string[] {
  return nestedAs ? [...nestedOf(nestedAs.template), nestedAs.logicalId] : [];
}

/** Stages by the logical ids of their APIs. */
function stagesOf(resources: TemplateResource[]): Map<string, TemplateStage[]> {
  const stages = new Map<string, TemplateStage[]>();
  for (const { type, logicalId, properties } of resources) {
    const api = type === 'AWS::ApiGateway::Stage' ? properties.RestApiId?.Ref : undefined;
    if (typeof api !== 'string') continue;
    const name = properties.StageName;
    stages.set(api, [...stages.get(api) ?? [], { logicalId, ...(typeof name === 'string' && { name }) }]);
  }
  return stages;
}
