import { CfnResource } from 'aws-cdk-lib/core';

/** What the CDK keeps of a resource, and does not have in its types. */
interface Kept {
  readonly rawOverrides?: { Properties?: Record<string, unknown> };
  readonly _cfnProperties?: Record<string, unknown>;
}

/**
 * A property of a resource as its template will have it, before tokens are resolved: with what `addPropertyOverride` says, and also if the
 * resource is of no class of its own. Looks at nothing else, so that it can be asked of each route.
 *
 * @param name as in a template, such as "PathPart"
 */
export function renderedProperty(resource: CfnResource, name: string): unknown {
  const { rawOverrides: { Properties: overrides = {} } = {}, _cfnProperties: given = {} } = resource as unknown as Kept;
  if (name in overrides) return overrides[name];
  const member = `${name[0].toLowerCase()}${name.slice(1)}`;
  return member in resource ? (resource as unknown as Record<string, unknown>)[member] : given[name];
}
