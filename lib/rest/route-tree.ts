import { createHash } from 'node:crypto';
import { CfnResource, IResource, Resource } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
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
    const resource = parent.addResource(pathPart);
    if (pathPart !== part) (resource.node.defaultChild as CfnResource).pathPart = part;
    return resource;
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
 * What stands for a token in construct ids, and in ARNs as `*`: the L2 accepts neither tokens in
 * ids nor in path parts. The method's CloudFormation gets the token itself.
 */
function placeholderFor(part: string, scope: IConstruct): string {
  return `{Token${createHash('md5').update(tokenIdentity(part, scope)).digest('hex').slice(0, 8)}}`;
}
