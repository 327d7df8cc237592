import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { visit } from './api-members';

/**
 * Moves the dependencies of resources that are about to be left out to their APIs: what waits for a method waits
 * for the API, and the API waits for what a method waits for.
 */
export function moveDependencies(root: IConstruct, members: Map<CfnRestApi, CfnResource[]>): void {
  const apisOf = new Map<IConstruct, Set<CfnRestApi>>();
  for (const [api, resources] of members) {
    // the resource, the L2 around it, and whatever it is grouped in, up to what the API itself is in
    for (const scope of resources.flatMap(({ node }) => node.scopes)) {
      if (!api.node.scopes.includes(scope)) apisOf.set(scope, (apisOf.get(scope) ?? new Set()).add(api));
    }
  }
  const folded = new Set<IConstruct>([...members.values()].flat());
  visit(root, (construct) => {
    if (CfnResource.isCfnResource(construct)) replaceExplicit(construct, apisOf);
    const homes = apisOf.get(construct);
    for (const dependency of new Set(construct.node.dependencies)) {
      const apis = apisOf.get(dependency);
      if (homes && !folded.has(dependency)) homes.forEach((home) => dependOn(home, dependency));
      if (apis && !folded.has(construct)) apis.forEach((api) => dependOn(construct, api));
    }
  });
}

/** Dependencies between resources, as `addDependency` of an L1 makes them. */
function replaceExplicit(resource: CfnResource, apisOf: Map<IConstruct, Set<CfnRestApi>>): void {
  const homes = apisOf.get(resource);
  for (const dependency of resource.obtainDependencies()) {
    const [api] = apisOf.get(dependency) ?? [];
    if (homes && !api) homes.forEach((home) => dependOn(home, dependency));
    if (!homes && api) resource.replaceDependency(dependency as CfnResource, api);
  }
}

function dependOn(construct: IConstruct, dependency: IConstruct): void {
  const within = construct.node.scopes.includes(dependency) || dependency.node.scopes.includes(construct);
  if (!within) construct.node.addDependency(dependency);
}
