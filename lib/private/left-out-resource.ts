import { CfnResource, Reference } from 'aws-cdk-lib/core';
import { mapReferences } from './tokens';

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
function isLeftOut(resource: object): boolean {
  return LEFT_OUT in resource;
}

/** Whether the properties of a resource are being read. */
export function isBeingRead(resource: CfnResource): boolean {
  return READ_NOW.has(resource);
}

/**
 * The properties that a resource would have in a template, also if it is left out.
 *
 * @param map what becomes of each reference; one that it returns stays a token, as all other tokens do
 */
export function readProperties(resource: CfnResource, map: (reference: Reference) => unknown): Record<string, any> {
  READ_NOW.add(resource);
  try {
    const { Resources } = (resource as unknown as Synthesizable)._toCloudFormation();
    const [definition] = Object.values(Resources);
    return (mapReferences(definition, resource, map) as { Properties?: Record<string, any> }).Properties ?? {};
  } finally {
    READ_NOW.delete(resource);
  }
}

/** What the CDK calls on every element; it is not part of its types. */
interface Synthesizable {
  _toCloudFormation(): { Resources: Record<string, unknown> };
}
