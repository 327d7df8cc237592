import { CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, ArnFormat, AspectPriority, Aspects, IAspect, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from './errors';
import { referencedConstructs, tokenIdentity } from './tokens';

const API_GATEWAY = 'apigateway.amazonaws.com';

/**
 * The permissions by which one API invokes Lambda functions: one for each function or alias, in the
 * API's stack, for every stage, method and authorizer of the API.
 *
 * The L2 makes two for each method, in which the policy of a function ends at about 24 methods, and
 * names the stage, so that a second stage cannot invoke. Those are left out of the template.
 */
export class InvokePermissions extends Construct {
  private readonly permissions = new Map<string, CfnPermission>();

  constructor(scope: Construct, id: string, private readonly api: CfnRestApi, private readonly stages: CfnStage[]) {
    super(scope, id);
    // from the whole app: an authorizer's permission is a child of its function, wherever that is
    Aspects.of(Stage.of(this) ?? this.node.root).add(new ReplaceL2Permissions(this, this.api), { priority: AspectPriority.MUTATING });
  }

  /** Lets the API invoke a function or an alias. */
  public allow(handler: IFunction): void {
    const { functionArn } = handler;
    if (functionArn.includes('${stageVariables.')) {
      fail(`'handler' must not name a stage variable in its ARN, got ${show(functionArn)}: Lambda cannot be given a permission on it; pass the alias of the stage`, this);
    }
    if (this.isForeign(handler)) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:foreignFunction',
        `${functionArn} is of another account or Region than the API, where this stack cannot give a permission: ` +
        `run 'aws lambda add-permission --principal ${API_GATEWAY} --action lambda:InvokeFunction' there, with the API's ARN as --source-arn`);
      return;
    }
    this.allowArn(functionArn);
  }

  /** Lets the API invoke what an ARN stands for. */
  public allowArn(functionArn: string): void {
    const identity = tokenIdentity(functionArn, this);
    if (this.permissions.has(identity)) return;
    const permission = new CfnPermission(this, identity, {
      action: 'lambda:InvokeFunction',
      principal: API_GATEWAY,
      functionName: functionArn,
      sourceArn: Stack.of(this.api).formatArn({
        service: 'execute-api',
        resource: this.api.ref,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        resourceName: '*/*', // in an ARN pattern "*" spans "/": all stages, methods, authorizers and console tests
      }),
    });
    this.permissions.set(identity, permission);
    for (const stage of this.stages) stage.node.addDependency(permission); // no call ever meets a missing permission
  }

  private isForeign(handler: IFunction): boolean {
    const home = Stack.of(this);
    const differ = (a: string, b: string) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
    return differ(handler.env.account, home.account) || differ(handler.env.region, home.region);
  }
}

/** Leaves the permissions that the L2's integrations and authorizers make for an API out of the template. */
class ReplaceL2Permissions implements IAspect {
  constructor(private readonly permissions: InvokePermissions, private readonly api: CfnRestApi) {}

  public visit(node: IConstruct): void {
    if (!CfnPermission.isCfnPermission(node) || node.principal !== API_GATEWAY || node.node.scope === this.permissions) return;
    if (!Token.isUnresolved(node.sourceArn)) return;
    const references = referencedConstructs(node.sourceArn, node);
    if (!references.has(this.api) || !this.isMadeByL2(node, references)) return;
    // a construct that does not synthesize also leaves every DependsOn; the node itself stays for other aspects to see
    Object.defineProperty(node, 'shouldSynthesize', { value: () => false });
    this.permissions.allowArn(node.functionName);
  }

  /** A permission that a user made by hand may be narrower than ours, and stays. */
  private isMadeByL2(permission: CfnPermission, references: Set<IConstruct>): boolean {
    const insideApi = permission.node.scopes.includes(this.api.node.scope!);
    const forAuthorizer = [...references].some((target) => (target as { cfnResourceType?: string }).cfnResourceType === 'AWS::ApiGateway::Authorizer');
    return insideApi || forAuthorizer;
  }
}
