import { Stack } from 'aws-cdk-lib/core';
import { RestApiFold } from './rest-api-fold';
import { referenceCycle } from '../private/reference-cycle';
import { ResourceGraph } from '../private/resource-graph';

/** Fails synthesis if a document cannot take the place of its API's resources. */
export function checkFold(fold: RestApiFold): void {
  ResourceGraph.validate(fold.api, (graph) => [
    ...fold.content.problems,
    ...looseReferences(fold),
    ...membersElsewhere(fold),
    ...usersOfFolded(fold, graph),
    ...referenceCycle(graph, fold.api, ", or, if it needs no more than the id, use 'layout: RestLayout.RESOURCES'"),
  ]);
}

function looseReferences({ content, api }: RestApiFold): string[] {
  return content.template.loose.map((place) => `the document of [${api.node.path}] refers, at ${place}, to the API itself or to the id of something that it contains, which exist only after it is imported: ` +
    "leave the reference out; a mapping template has '$context.apiId', and a policy 'execute-api:/*'");
}

function membersElsewhere({ content, api }: RestApiFold): string[] {
  return content.elsewhere.map((member) => `[${member.node.path}] is in the stack [${Stack.of(member).node.path}], and the document of [${api.node.path}] in [${Stack.of(api).node.path}]: ` +
    "define it in the stack of the API, or use 'layout: RestLayout.RESOURCES'");
}

function usersOfFolded({ content, api }: RestApiFold, graph: ResourceGraph): string[] {
  return content.folded.flatMap((member) => graph.usersOf(member).map((user) => `[${user.node.path}] refers to the id of [${member.node.path}], which is a part of the document of [${api.node.path}] and has no id in CloudFormation: ` +
    "leave the reference out, or use 'layout: RestLayout.RESOURCES'"));
}
