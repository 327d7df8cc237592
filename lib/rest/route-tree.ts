import { CfnMethod, CfnResource, Integration, IResource, Method, MethodOptions, Resource } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isVariable, parsePath } from '../private/route-path';
import { tokenPlaceholder } from '../private/tokens';

/** The L2's resources by path: finds them, or adds them. */
export class RouteTree {
  private readonly placeholders = new Set<string>();

  constructor(private readonly scope: IConstruct, private readonly root: IResource) {}

  /** The resource of a path. */
  public resourceFor(path: string): IResource {
    return parsePath(path, this.scope).reduce<IResource>((parent, part) => this.child(parent, part, path), this.root);
  }

  private child(parent: IResource, part: string, path: string): IResource {
    const pathPart = Token.isUnresolved(part) ? this.placeholderFor(part) : part;
    const known = parent.getResource(pathPart);
    if (Construct.isConstruct(known)) return known; // for "constructor" the L2 finds what every object has
    if (isVariable(part) && pathPart === part) this.checkSiblings(parent, part, path);
    const resource = new Resource(parent as unknown as Construct, idFor(parent, pathPart), { parent, pathPart });
    if (pathPart !== part) (resource.node.defaultChild as CfnResource).pathPart = part;
    return resource;
  }

  /** Adds a method to a path; undefined if it has one already. */
  public addMethod(resource: IResource, httpMethod: HttpMethod, integration?: Integration, options?: MethodOptions): Method | undefined {
    const ids = [httpMethod, `#${httpMethod}`]; // the second where a path is called like the method
    if (ids.some((id) => CfnMethod.isCfnMethod(resource.node.tryFindChild(id)?.node.defaultChild))) return undefined;
    const id = ids.find((candidate) => !resource.node.tryFindChild(candidate))!;
    return new Method(resource as unknown as Construct, id, { resource, httpMethod, integration, options });
  }

  /**
   * What stands for a token in construct ids, and in ARNs as `*`: the L2 takes no tokens in ids, nor in
   * path parts. CloudFormation gets the token itself.
   */
  private placeholderFor(part: string): string {
    const placeholder = tokenPlaceholder(part, this.scope);
    this.placeholders.add(placeholder);
    return placeholder;
  }

  /** API Gateway takes one variable below a path. Looks at the siblings only when a variable comes new. */
  private checkSiblings(parent: IResource, part: string, path: string): void {
    const sibling = parent.node.children.find((child) => isVariable(child.node.id) && !this.placeholders.has(child.node.id));
    if (sibling) {
      fail(`'path' ${show(path)} must use the variable that ${show(parent.path)} has already, ${sibling.node.id}, got ${part}: API Gateway takes one variable below a path`, this.scope);
    }
  }
}

/**
 * A path part is the id of its construct, as with the L2. With the L2 some names cannot be: "Resource" is the L1 of
 * each path, "Default" vanishes from logical ids, "GET" may be a method, and what the API has already as a child, a
 * model for example, would have the same logical id as a path of its name below the root.
 */
function idFor(parent: IResource, pathPart: string): string {
  const beside = parent.path === '/' && pathPart !== 'Deployment' ? parent.node.scope?.node.tryFindChild(pathPart) : undefined;
  const taken = ['Resource', 'Default'].includes(pathPart) || parent.node.tryFindChild(pathPart) || beside?.node.tryFindChild('Resource');
  return taken ? `#${pathPart}` : pathPart;
}
