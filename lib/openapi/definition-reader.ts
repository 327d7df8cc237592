import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, IResolvable, IResolveContext, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { readResource } from './left-out-resource';
import { DefinedResource, Properties, RestApiDefinition } from './rest-api-definition';
import { PostProcessor, ReferenceMapper } from '../private/tokens';

/** How stand-ins begin: like the CDK's own tokens, a text that no user writes. */
export const STAND_IN = '${Gatehouse[';

const SHARED_PREFLIGHT = Symbol.for('cdk-gatehouse.sharedPreflight');

/** Lets a method OPTIONS answer for all paths of the document that have none of their own. */
export function sharePreflight(method: CfnResource): void {
  Object.defineProperty(method, SHARED_PREFLIGHT, { value: true });
}

/**
 * Reads an API and what belongs to it as the properties that CloudFormation would get. References between them
 * become stand-ins; all other tokens stay tokens, so that whoever resolves them later sees them.
 */
export function readDefinition(api: CfnRestApi, resources: CfnResource[]): RestApiDefinition {
  const references = new Map(resources.map((resource, index) => [resource as IConstruct, `${STAND_IN}${index}]}`]));
  const resolver = new DefinitionResolver(api, references);
  const read = (resource: CfnResource): Properties => {
    const definition: any = Tokenization.resolve(readResource(resource), { scope: resource, resolver, preparing: true });
    return definition.Properties ?? {};
  };
  return {
    properties: read(api),
    reference: resolver.apiReference,
    rootReference: resolver.rootReference,
    resources: resources.map((resource): DefinedResource => ({
      type: resource.cfnResourceType,
      properties: read(resource),
      reference: references.get(resource)!,
      path: resource.node.path,
      defaultName: defaultName(api, resource),
      isSharedPreflight: SHARED_PREFLIGHT in resource,
    })),
  };
}

/** The ids of a construct's path below the API, in letters and digits. */
function defaultName(api: CfnRestApi, resource: CfnResource): string {
  const home = api.node.scope!.node.path;
  const path = resource.node.path.startsWith(`${home}/`) ? resource.node.path.slice(home.length) : resource.node.path;
  return path.replace(/\/Resource$/, '').replace(/[^A-Za-z0-9]/g, '');
}

/** A token that is not what it stands for while an API's own definition is read: the document in its `Body`. */
export interface WithoutContent extends IResolvable {
  readonly withoutContent: true;
}

class DefinitionResolver extends ReferenceMapper {
  public readonly apiReference = `${STAND_IN}api]}`;
  public readonly rootReference = `${STAND_IN}root]}`;

  constructor(api: CfnRestApi, references: Map<IConstruct, string>) {
    super((reference) => {
      if (reference.target === api) return reference.displayName === 'RootResourceId' ? this.rootReference : this.apiReference;
      return references.get(reference.target) ?? reference;
    });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: PostProcessor): unknown {
    return 'withoutContent' in token ? {} : super.resolveToken(token, context, postProcessor); // a plain object takes property overrides
  }
}
