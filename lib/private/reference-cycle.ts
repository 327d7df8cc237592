import { CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { CfnElement } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ResourceGraph } from './resource-graph';

/** Aliases whose release looks for cycles itself. */
const RELEASED = new WeakSet<IConstruct>();

const OF_API = "take the API's id and URL from 'event.requestContext' at run time, or from an SSM parameter that is read at run time";

const OF_ALARM = 'an alarm that a deployment is rolled back by must not refer to a stage that calls the alias: write the name of the stage into its dimensions, such as "prod" ' +
  "for 'stage.stageName', or give the alarm an 'alarmName' and add Alarm.fromAlarmName(this, 'ByName', 'that name')";

const OF_HOOK = 'a hook of a deployment, and what it may call, must not refer to the alias or an API that calls it: call the new version, or read a URL from an SSM parameter at run time';

/**
 * What is wrong if what an API refers to refers to the API: CloudFormation can make neither first, and the CDK
 * does not see it.
 */
export function referenceCycle(graph: ResourceGraph, start: CfnElement, alternative: string): string[] {
  const path = graph.cycleThrough(start);
  if (!path || path.some((construct) => RELEASED.has(construct))) return [];
  const remedy = passesAlarm(path) ? OF_ALARM : `${OF_API}${alternative}`;
  return [`resources of the API refer to something that refers to them, and CloudFormation can make neither first: ${show(path)}; ` +
    `${remedy}; leave out a dependency that goes round`];
}

/** Leaves cycles through an alias to `releaseCycle`. */
export function noteRelease(alias: CfnAlias): void {
  RELEASED.add(alias);
}

/**
 * What is wrong if what the deployments of an alias need refers to the alias, by its `UpdatePolicy`: CloudFormation can make neither first, and the CDK
 * does not see it.
 */
export function releaseCycle(graph: ResourceGraph, group: CfnDeploymentGroup, alias: CfnAlias): string[] {
  const path = graph.cycleThrough(group) ?? graph.cycleThrough(alias);
  return path ? [`the deployments of the alias need something that needs the alias, and CloudFormation can make neither first: ${show(path)}; ${passesAlarm(path) ? OF_ALARM : OF_HOOK}`] : [];
}

/** A deployment group refers to nothing else that may refer to an alias. */
function passesAlarm(path: IConstruct[]): boolean {
  return path.some((construct) => CfnDeploymentGroup.isCfnDeploymentGroup(construct));
}

function show(path: IConstruct[]): string {
  return path.map(({ node }) => `[${node.path}]`).join(' -> ');
}
