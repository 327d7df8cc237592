import { createHash } from 'node:crypto';
import { CfnResource, Integration, IResource, Method, MethodOptions, Resource } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isVariable, parsePath } from '../private/route-path';
import { tokenIdentity } from '../private/tokens';

/** The L2's resources by path: finds them, or adds them. */
export class RouteTree {
  constructor(private readonly scope: IConstruct, private readonly root: IResource) {}

  /** The resource of a path. */
  public resourceFor(path: string): IResource {
    return parsePath(path, this.scope).reduce<IResource>((parent, part) => this.child(parent, part, path), this.root);
  }

  private child(parent: IResource, part: string, path: string): IResource {
    const pathPart = Token.isUnresolved(part) ? placeholderFor(part, this.scope) : part;
    const known = parent.getResource(pathPart);
    if (known) return known;
    if (isVariable(part)) this.checkSiblings(parent, part, path);
    const resource = new Resource(parent as unknown as Construct, idFor(parent, pathPart), { parent, pathPart });
    if (pathPart !== part) (resource.node.defaultChild as CfnResource).pathPart = part;
    return resource;
  }

  /** Adds a method to a path; undefined if it has one already. */
  public addMethod(resource: IResource, httpMethod: HttpMethod, integration?: Integration, options?: MethodOptions): Method | undefined {
    const namesake = resource.node.tryFindChild(httpMethod);
    if (namesake instanceof Method) return undefined;
    return new Method(resource as unknown as Construct, namesake ? `#${httpMethod}` : httpMethod, { resource, httpMethod, integration, options });
  }

  /** API Gateway takes one variable below a path. Looks at the siblings only when a variable comes new. */
  private checkSiblings(parent: IResource, part: string, path: string): void {
    const sibling = parent.node.children.find((child) => child instanceof Resource && isVariable(child.node.id));
    if (sibling) {
      fail(`'path' ${show(path)} must use the variable that ${show(parent.path)} has already, ${sibling.node.id}, got ${part}: API Gateway takes one variable below a path`, this.scope);
    }
  }
}

/**
 * A path part is the id of its construct, as with the L2. With the L2 nothing can be called like its own children:
 * "Resource" is the L1 of each path, "Default" vanishes from logical ids, and "GET" may be a method.
 */
function idFor(parent: IResource, pathPart: string): string {
  const taken = ['Resource', 'Default'].includes(pathPart) || parent.node.tryFindChild(pathPart);
  return taken ? `#${pathPart}` : pathPart;
}

/**
 * What stands for a token in construct ids, and in ARNs as `*`: the L2 accepts neither tokens in
 * ids nor in path parts. The method's CloudFormation gets the token itself.
 */
function placeholderFor(part: string, scope: IConstruct): string {
  return `{Token${createHash('md5').update(tokenIdentity(part, scope)).digest('hex').slice(0, 8)}}`;
}
