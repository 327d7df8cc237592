import { CfnElement } from 'aws-cdk-lib/core';
import { ResourceGraph } from './resource-graph';

/**
 * What is wrong if what an API refers to refers to the API: CloudFormation can make neither first, and the CDK
 * does not see it.
 */
export function referenceCycle(graph: ResourceGraph, start: CfnElement, alternative: string): string[] {
  const path = graph.cycleThrough(start);
  return path ? [`resources of the API refer to something that refers to them, and CloudFormation can make neither first: ${path.map(({ node }) => `[${node.path}]`).join(' -> ')}; ` +
    `take the API's id and URL from 'event.requestContext' at run time, or from an SSM parameter that is read at run time${alternative}; leave out a dependency that goes round`] : [];
}
