import { CfnResource } from 'aws-cdk-lib/core';

const READ_NOW = new WeakSet<CfnResource>();
const LEFT_OUT = Symbol.for('cdk-gatehouse.leftOutResource');

/**
 * Leaves a resource out of the template, with every `DependsOn` to it. Its construct stays in the tree: aspects,
 * suppressions and cdk-nag go on to see it.
 */
export function leaveOut(resource: CfnResource): void {
  if (isLeftOut(resource)) return;
  Object.defineProperty(resource, LEFT_OUT, { value: true });
  Object.defineProperty(resource, 'shouldSynthesize', { value: () => READ_NOW.has(resource) });
  Object.defineProperty(resource, 'inspect', { value: () => undefined }); // tree.json lists what is in the template
}

/** Whether a resource has been left out of its template. */
export function isLeftOut(resource: object): boolean {
  return LEFT_OUT in resource;
}

/** What a resource would be in a template, unresolved, also if it is left out. */
export function readResource(resource: CfnResource): unknown {
  READ_NOW.add(resource);
  try {
    const { Resources } = (resource as unknown as Synthesizable)._toCloudFormation();
    return Object.values(Resources)[0];
  } finally {
    READ_NOW.delete(resource);
  }
}

/** What the CDK calls on every element; it is not part of its types. */
interface Synthesizable {
  _toCloudFormation(): { Resources: Record<string, unknown> };
}
