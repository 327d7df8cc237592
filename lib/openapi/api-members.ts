import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { FOLDED_TYPES } from './rest-api-definition';
import { isUnattached } from '../private/attached-authorizer';
import { referencedConstructs } from '../private/tokens';

/** The resources of a tree that a document can replace, by the API that they name. Looks at each construct once. */
export function membersOf(root: IConstruct, apis: CfnRestApi[]): Map<CfnRestApi, CfnResource[]> {
  const members = new Map(apis.map((api) => [api, [] as CfnResource[]]));
  const named = new Map<unknown, CfnRestApi | undefined>(apis.map((api) => [api.ref, api]));
  visit(root, (construct) => {
    if (!CfnResource.isCfnResource(construct) || !FOLDED_TYPES.has(construct.cfnResourceType)) return;
    const restApiId = restApiIdOf(construct);
    if (!named.has(restApiId)) named.set(restApiId, apiOf(restApiId, construct, members));
    members.get(named.get(restApiId)!)?.push(construct);
  });
  return members;
}

/** Visits a tree, without the stages of the app within it, which synthesize for themselves. */
export function visit(construct: IConstruct, visitor: (construct: IConstruct) => void): void {
  visitor(construct);
  for (const child of construct.node.children) if (!Stage.isStage(child)) visit(child, visitor);
}

function restApiIdOf(resource: CfnResource): unknown {
  if (isUnattached(resource.node.scope)) return undefined;
  // a resource of no class of its own has its properties as they will stand in the template
  const { restApiId, _cfnProperties: properties } = resource as CfnResource & { restApiId?: unknown; _cfnProperties?: Record<string, unknown> };
  return restApiId ?? properties?.RestApiId;
}

function apiOf(restApiId: unknown, scope: IConstruct, members: Map<CfnRestApi, CfnResource[]>): CfnRestApi | undefined {
  const referenced = [...referencedConstructs(restApiId, scope)].find((target): target is CfnRestApi => members.has(target as CfnRestApi));
  if (referenced) return referenced;
  const { Ref: logicalId } = Stack.of(scope).resolve(restApiId) ?? {}; // Fn.ref names a resource without referring to its construct
  if (logicalId === undefined) return undefined;
  return [...members.keys()].find((api) => api.stack === Stack.of(scope) && api.stack.resolve(api.logicalId) === logicalId);
}
