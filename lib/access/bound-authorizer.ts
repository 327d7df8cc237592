import { createHash } from 'node:crypto';
import { CfnDeployment, CfnRestApi, Deployment } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, ArnFormat, Lazy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AuthorizedRoute, AuthorizerBinding, AuthorizerDefinition } from './authorizer-definition';
import { deployedIdentity } from '../private/deployed-identity';
import { fail, show } from '../private/errors';
import { InvokePermissions } from '../private/invoke-permissions';
import { API_GATEWAY } from '../private/replace-l2-permissions';
import { tokenIdentity } from '../private/tokens';

const PREFIX = '#RouteAuthorizer:';

/** Authorizers of an API by default. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const QUOTA = 10;

/** The gateways, which give one permission for each function; an API of the L2 has the permissions that it makes itself. */
const GATEWAYS = ['RestGateway', 'HttpGateway', 'WebSocketGateway'].map((name) => Symbol.for(`cdk-gatehouse.${name}`));

/** An authorizer in one API: defined when the first route asks it. */
export class BoundAuthorizer extends Construct implements AuthorizerBinding {
  /**
   * The authorizer of a definition in an API.
   *
   * @param l2 the API's L2, which is within its gateway if it has one
   */
  public static of(definition: AuthorizerDefinition, l2: Construct, api: CfnRestApi | CfnApi): BoundAuthorizer {
    const home = isGateway(l2.node.scope) ? l2.node.scope as Construct : l2;
    const name = definition.authorizerName ?? nameOf(definition, home);
    const identity = tokenIdentity([definition.factory, definition.settings], home);
    const known = home.node.tryFindChild(`${PREFIX}${name}`) as BoundAuthorizer | undefined;
    if (!known) return new BoundAuthorizer(home, name, api, identity, definition);
    if (known.identity !== identity) {
      fail(`'authorizerName' must be set, since two authorizers of the API would be called ${show(name)} and say different things: call one of ${definition.factory} ${show(`${name}2`)}, for example, or use one authorizer for both`, home);
    }
    return known;
  }

  /** What routes refer to. */
  public readonly authorizerId: string;
  public readonly routes = new Map<string, AuthorizedRoute>();
  public readonly scope = this;

  private constructor(
    private readonly home: Construct,
    public readonly name: string,
    public readonly api: CfnRestApi | CfnApi,
    private readonly identity: string,
    definition: AuthorizerDefinition,
  ) {
    super(home, `${PREFIX}${name}`);
    const { authorizerId, redeployOn } = definition.define(this);
    this.authorizerId = authorizerId;
    if (CfnRestApi.isCfnRestApi(api)) this.redeploy([definition.settings, redeployOn]);
    const count = home.node.children.filter((child) => /^#(Route)?Authorizer:/.test(child.node.id)).length;
    if (count === QUOTA + 1) {
      Annotations.of(home).addWarningV2('cdk-gatehouse:authorizerQuota',
        `the API has more than ${QUOTA} authorizers, which is what API Gateway takes by default: use one for several routes, or ask AWS for more and acknowledge this warning`);
    }
  }

  /** Takes a route that asks this authorizer; once more if more is known of it. */
  public use(route: AuthorizedRoute): void {
    this.routes.set(route.routeKey, route);
  }

  public allow(handler: IFunction): void {
    if (isGateway(this.home)) return InvokePermissions.of(this.api).allow(handler);
    const sourceArn = Stack.of(this.api).formatArn({ service: 'execute-api', resource: this.api.ref, arnFormat: ArnFormat.SLASH_RESOURCE_NAME, resourceName: 'authorizers/*' });
    new CfnPermission(this, 'Permission', { action: 'lambda:InvokeFunction', principal: API_GATEWAY, functionName: handler.functionArn, sourceArn });
  }

  /** A deployment of the L2 follows methods, and not what their authorizers are. */
  private redeploy(on: unknown): void {
    const { latestDeployment } = this.api.node.scope as { latestDeployment?: Deployment };
    if (!latestDeployment) return;
    const produce = () => deployedIdentity(on, this.home);
    latestDeployment.addToLogicalId({ authorizer: Lazy.uncachedAny({ produce }) });
    (latestDeployment.node.defaultChild as CfnDeployment).node.addDependency(this);
  }
}

function isGateway(construct: unknown): boolean {
  return typeof construct === 'object' && construct !== null && GATEWAYS.some((symbol) => symbol in construct);
}

/** The same in every synthesis, in whatever order authorizers are used. */
function nameOf({ kind, subject }: AuthorizerDefinition, scope: Construct): string {
  return `${kind}-${createHash('md5').update(tokenIdentity(subject, scope)).digest('hex').slice(0, 8)}`;
}
