import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { visit } from './api-members';

/**
 * Moves the dependencies of resources that are about to be left out to their APIs: what waits for a method waits
 * for the API, and the API waits for what a method waits for.
 */
export function moveDependencies(root: IConstruct, members: Map<CfnRestApi, CfnResource[]>): void {
  const apiOf = new Map<IConstruct, CfnRestApi>();
  for (const [api, resources] of members) {
    for (const resource of resources) {
      apiOf.set(resource, api);
      if (resource.node.id === 'Resource') apiOf.set(resource.node.scope!, api); // the L2 around it
    }
  }
  visit(root, (construct) => {
    if (CfnResource.isCfnResource(construct)) replaceExplicit(construct, apiOf);
    const home = apiOf.get(construct);
    const dependencies = new Set(construct.node.dependencies.map((dependency) => apiOf.get(dependency) ?? dependency));
    if (home) dependencies.forEach((dependency) => dependOn(home, dependency));
    else dependencies.forEach((dependency) => members.has(dependency as CfnRestApi) && dependOn(construct, dependency));
  });
}

/** Dependencies between resources, as `addDependency` of an L1 makes them. */
function replaceExplicit(resource: CfnResource, apiOf: Map<IConstruct, CfnRestApi>): void {
  const home = apiOf.get(resource);
  for (const dependency of resource.obtainDependencies()) {
    const api = apiOf.get(dependency);
    if (home && !api) dependOn(home, dependency);
    if (!home && api) resource.replaceDependency(dependency as CfnResource, api);
  }
}

function dependOn(construct: IConstruct, dependency: IConstruct): void {
  const within = construct.node.scopes.includes(dependency) || dependency.node.scopes.includes(construct);
  if (!within) construct.node.addDependency(dependency);
}
