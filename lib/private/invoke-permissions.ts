import { CfnAuthorizer, CfnMethod, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Arn, ArnFormat, AspectPriority, Aspects, IAspect, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from './errors';
import { leaveOut } from './left-out-resource';
import { flattenText, referencedConstructs, tokenIdentity } from './tokens';

const API_GATEWAY = 'apigateway.amazonaws.com';

const STAGE_VARIABLE = '${stageVariables.';

/** Where a URI of an integration or an authorizer names a function. */
const INVOCATION = /:lambda:path\/[\d-]+\/functions\/(.+)\/(?:response-streaming-)?invocations$/;

/**
 * The permissions by which one API invokes Lambda functions: one for each function or alias, in the
 * API's stack, for every stage, method and authorizer of the API.
 *
 * The L2 makes two for each method, in which the policy of a function ends at about 24 methods, and
 * names the stage, so that a second stage cannot invoke. Those are left out of the template.
 */
export class InvokePermissions extends Construct {
  /** The permissions of an API, which are beside its resource in the tree. */
  public static of(api: CfnRestApi): InvokePermissions {
    const scope = api.node.scope as Construct;
    const id = api.node.id === 'Resource' ? '#InvokePermissions' : `#${api.node.id}:InvokePermissions`; // within the L2, or in whatever scope an L1 is
    return scope.node.tryFindChild(id) as InvokePermissions | undefined ?? new InvokePermissions(scope, id, api);
  }

  private readonly permissions = new Map<string, CfnPermission>();

  private constructor(scope: Construct, id: string, private readonly api: CfnRestApi) {
    super(scope, id);
    // from the whole app: an authorizer's permission is a child of its function, wherever that is
    Aspects.of(Stage.of(this) ?? this.node.root).add(new ReplaceL2Permissions(this, this.api), { priority: AspectPriority.MUTATING });
  }

  /** Lets the API invoke a function or an alias. */
  public allow(handler: IFunction): void {
    const { functionArn, env } = handler;
    if (functionArn.includes(STAGE_VARIABLE)) {
      fail(`'handler' must not name a stage variable in its ARN, got ${show(functionArn)}: Lambda cannot be given a permission on it; pass the alias of the stage`, this);
    }
    if (functionArn.endsWith(':$LATEST')) {
      fail("'handler' must not be the version $LATEST, on which Lambda gives no permission: pass the function itself", this);
    }
    this.allowArn(functionArn, env);
  }

  /**
   * Lets the API invoke what an ARN stands for.
   *
   * @param env where it is; taken from the ARN if not given
   */
  public allowArn(functionArn: string, env: Place = placeOf(functionArn)): void {
    const identity = tokenIdentity(functionArn, this);
    if (this.permissions.has(identity)) return;
    if (functionArn.includes(STAGE_VARIABLE)) return this.warn('stageVariableFunction', functionArn, 'names a stage variable, on which Lambda cannot give a permission');
    if (this.isForeign(env)) return this.warn('foreignFunction', functionArn, 'is of another account or Region than the API, where this stack cannot give a permission');
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
  }

  private isForeign(place: Place): boolean {
    const home = Stack.of(this);
    const differ = (a: string | undefined, b: string) => a !== undefined && !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
    return differ(place.account, home.account) || differ(place.region, home.region);
  }

  private warn(id: string, functionArn: string, reason: string): void {
    const { partition, region, account } = Stack.of(this);
    const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<${name}>` : value);
    const sourceArn = `arn:${known(partition, 'partition')}:execute-api:${known(region, 'region')}:${known(account, 'account')}:<api id>/*/*`;
    Annotations.of(this).addWarningV2(`cdk-gatehouse:${id}`,
      `${Token.isUnresolved(functionArn) ? tokenIdentity(functionArn, this) : functionArn} ${reason}: run "aws lambda add-permission --function-name <function> --statement-id ${this.node.addr.slice(0, 12)} ` +
      `--action lambda:InvokeFunction --principal ${API_GATEWAY} --source-arn '${sourceArn}'" for it`);
  }
}

/** An account and a Region, as far as they are known. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

function placeOf(functionArn: string): Place {
  // a function may also be named, in part or alone: then it is of the API's account and Region
  return Token.isUnresolved(functionArn) || !/^arn:(?:[^:]+:){5}/.test(functionArn) ? {} : Arn.split(functionArn, ArnFormat.COLON_RESOURCE_NAME);
}

/**
 * Gives one permission for each function that methods and authorizers of an API name, however they were
 * defined, and leaves the permissions that the L2 makes for them out of the template.
 */
class ReplaceL2Permissions implements IAspect {
  constructor(private readonly permissions: InvokePermissions, private readonly api: CfnRestApi) {}

  public visit(node: IConstruct): void {
    if (CfnMethod.isCfnMethod(node) && this.isOfApi(node.restApiId, node)) {
      const integration = node.integration as CfnMethod.IntegrationProperty | undefined;
      this.allowUri(integration?.uri, integration?.credentials, node);
    } else if (CfnAuthorizer.isCfnAuthorizer(node) && this.isOfApi(node.restApiId, node)) {
      this.allowUri(node.authorizerUri, node.authorizerCredentials, node);
    } else if (CfnPermission.isCfnPermission(node)) {
      this.replace(node);
    } else if (CfnStage.isCfnStage(node) && this.isOfApi(node.restApiId, node)) {
      node.node.addDependency(this.permissions); // no call ever meets a missing permission
    }
  }

  private isOfApi(restApiId: string, node: IConstruct): boolean {
    return restApiId === this.api.ref || referencedConstructs(restApiId, node).has(this.api);
  }

  /** With credentials, API Gateway invokes in a role's name, and needs no permission of the function. */
  private allowUri(uri: string | undefined, credentials: string | undefined, node: IConstruct): void {
    const functionArn = uri && !credentials && INVOCATION.exec(flattenText(uri, node))?.[1];
    if (functionArn) this.permissions.allowArn(functionArn);
  }

  private replace(node: CfnPermission): void {
    if (node.principal !== API_GATEWAY || node.node.scope === this.permissions) return;
    const references = referencedConstructs(node.sourceArn, node);
    if (!references.has(this.api) || !this.isMadeByL2(node, references)) return;
    leaveOut(node);
    this.permissions.allowArn(node.functionName);
  }

  /** A permission that a user made by hand may be narrower than ours, and stays. */
  private isMadeByL2(permission: CfnPermission, references: Set<IConstruct>): boolean {
    const insideApi = permission.node.scopes.includes(this.api.node.scope!);
    const forAuthorizer = [...references].some((target) => (target as { cfnResourceType?: string }).cfnResourceType === 'AWS::ApiGateway::Authorizer');
    return insideApi || forAuthorizer;
  }
}
