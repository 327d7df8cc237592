import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, Reference } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { importedPart, Variant } from './imported-parts';
import { DefinedResource, RestApiDefinition } from './rest-api-definition';
import { readProperties } from '../private/left-out-resource';
import { isSharedPreflight } from '../private/shared-preflight';

/** How stand-ins begin: like the CDK's own tokens, a text that no user writes. */
export const STAND_IN = '${Gatehouse[';

/**
 * Reads an API and what belongs to it as the properties that CloudFormation would get. References between them
 * become stand-ins; all other tokens stay tokens, so that whoever resolves them later sees them.
 */
export function readDefinition(api: CfnRestApi, resources: CfnResource[], variant: Variant = 'taken'): RestApiDefinition {
  const reference = `${STAND_IN}api]}`;
  const rootReference = `${STAND_IN}root]}`;
  const references = new Map(resources.map((resource, index) => [resource as IConstruct, `${STAND_IN}${index}]}`]));
  const standIn = (found: Reference): unknown => {
    if (found.target === api) return found.displayName === 'RootResourceId' ? rootReference : reference;
    return references.get(found.target) ?? found;
  };
  return {
    properties: readProperties(api, standIn),
    path: api.node.path,
    reference,
    rootReference,
    imported: importedPart(api, variant),
    resources: resources.map((resource): DefinedResource => ({
      type: resource.cfnResourceType,
      properties: readProperties(resource, standIn),
      reference: references.get(resource)!,
      path: resource.node.path,
      defaultName: defaultName(api, resource),
      isConditional: resource.cfnOptions.condition !== undefined && resource.cfnOptions.condition !== api.cfnOptions.condition,
      isSharedPreflight: isSharedPreflight(resource),
      imported: importedPart(resource, variant),
    })),
  };
}

/** The ids of a construct's path below the API, in letters and digits. */
function defaultName(api: CfnRestApi, resource: CfnResource): string {
  const home = api.node.scope!.node.path;
  const path = resource.node.path.startsWith(`${home}/`) ? resource.node.path.slice(home.length) : resource.node.path;
  return path.replace(/\/Resource$/, '').replace(/[^A-Za-z0-9]/g, '');
}
