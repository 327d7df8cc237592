import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, IAlias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, ArnFormat, AspectPriority, Aspects, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail, show } from './errors';
import { API_GATEWAY, ReplaceL2Permissions } from './replace-l2-permissions';
import { tokenIdentity } from './tokens';

const STAGE_VARIABLE = '${stageVariables.';

const FOREIGN = 'is of another account or Region than the API, where this stack cannot give a permission';

/**
 * The permissions by which one API invokes Lambda functions: one for each function or alias, in the
 * API's stack, for every stage, route and authorizer of the API.
 *
 * The L2 makes one or two for each route, in which the policy of a function ends at about 24 methods of a
 * REST API, and names the stage there, so that a second stage cannot invoke. Those are left out of the template.
 */
export class InvokePermissions extends Construct {
  /** The permissions of an API, which are beside its resource in the tree. */
  public static of(api: CfnRestApi | CfnApi): InvokePermissions {
    const scope = api.node.scope as Construct;
    const id = api.node.id === 'Resource' ? '#InvokePermissions' : `#${api.node.id}:InvokePermissions`; // within the L2, or in whatever scope an L1 is
    return scope.node.tryFindChild(id) as InvokePermissions | undefined ?? new InvokePermissions(scope, id, api);
  }

  /** The functions that were asked for, with a permission or a warning. */
  private readonly known = new Set<string>();

  /** The permissions, those of single stages included, which are beside this construct: only their stage waits for them. */
  public readonly made = new Set<CfnPermission>();

  private constructor(scope: Construct, id: string, private readonly api: CfnRestApi | CfnApi) {
    super(scope, id);
    // from the whole app: an authorizer's permission is a child of its function, wherever that is
    const aspect = new ReplaceL2Permissions(this.api, this, (functionArn) => this.allowArn(functionArn));
    Aspects.of(Stage.of(this) ?? this.node.root).add(aspect, { priority: AspectPriority.MUTATING });
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
  public allowArn(functionArn: string, env?: Place): void {
    const identity = tokenIdentity(functionArn, this);
    if (this.known.has(identity)) return;
    this.known.add(identity);
    if (functionArn.includes(STAGE_VARIABLE)) return this.warn('stageVariableFunction', functionArn, 'names a stage variable, on which Lambda cannot give a permission');
    if (this.isForeign(env ?? placeOf(functionArn))) return this.warn('foreignFunction', functionArn, FOREIGN);
    // in an ARN pattern "*" spans "/": all stages, routes, authorizers and console tests; it has to end here, since "$default" and "$connect" are one part
    this.define(this, identity, functionArn, '*/*');
  }

  /** Lets one stage of the API invoke an alias. The name of the stage is literal, so that the permission is there before it. */
  public allowForStage(alias: IAlias, stage: CfnResource, stageName: string, handler: IFunction): void {
    const identity = tokenIdentity(alias.functionArn, this);
    if (this.known.has(`${stageName} ${identity}`)) return;
    this.known.add(`${stageName} ${identity}`);
    if ([alias.env, handler.env, placeOf(alias.functionArn)].some((place) => this.isForeign(place))) return this.warn('foreignFunction', alias.functionArn, FOREIGN, stageName, alias.aliasName);
    const id = `${this.node.id}:${stageName}`;
    const scope = this.node.scope!.node.tryFindChild(id) as Construct | undefined ?? new Construct(this.node.scope!, id);
    this.define(scope, identity, alias.functionArn, `${stageName}/*`);
    stage.node.addDependency(scope);
  }

  /** Gives no permission, and no warning, for what an integration names: there are others for it. */
  public leaveTo(functionArn: string): void {
    this.known.add(tokenIdentity(functionArn, this));
  }

  private define(scope: Construct, id: string, functionName: string, resourceName: string): void {
    const sourceArn = Stack.of(this.api).formatArn({ service: 'execute-api', resource: this.api.ref, arnFormat: ArnFormat.SLASH_RESOURCE_NAME, resourceName });
    this.made.add(new CfnPermission(scope, id, { action: 'lambda:InvokeFunction', principal: API_GATEWAY, functionName, sourceArn }));
  }

  private isForeign(place: Place): boolean {
    const home = Stack.of(this);
    const differ = (a: string | undefined, b: string) => a !== undefined && !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
    return differ(place.account, home.account) || differ(place.region, home.region);
  }

  private warn(id: string, functionArn: string, reason: string, stageName = '*', qualifier?: string): void {
    const { partition, region, account } = Stack.of(this);
    const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<${name}>` : value);
    const sourceArn = `arn:${known(partition, 'partition')}:execute-api:${known(region, 'region')}:${known(account, 'account')}:<api id>/${stageName === '*' ? '*/*' : `${stageName}/*`}`;
    const called = Token.isUnresolved(functionArn) ? '<function>' : functionArn;
    const ofAlias = qualifier && Token.isUnresolved(functionArn) ? ` --qualifier ${qualifier}` : '';
    Annotations.of(this).addWarningV2(`cdk-gatehouse:${id}`,
      `${Token.isUnresolved(functionArn) ? tokenIdentity(functionArn, this) : functionArn} ${reason}: run "aws lambda add-permission --function-name ${called}${ofAlias} --statement-id ${this.node.addr.slice(0, 12)}${qualifier ? `-${qualifier}` : ''} ` +
      `--action lambda:InvokeFunction --principal ${API_GATEWAY} --source-arn '${sourceArn}'" for it`);
  }
}

/** An account and a Region, as far as they are known. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

function placeOf(functionArn: string): Place {
  // a function may also be named, in part or alone: then it is of the API's account and Region, as is one that is referred to
  const [, region, account] = /^arn:[^:]+:lambda:([^:]+):([^:]+):/.exec(functionArn) ?? [];
  return { region, account };
}
