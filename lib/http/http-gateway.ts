import {
  ApiReference, CfnApi, CfnRoute, CfnStage, HttpApi, HttpRoute, HttpRouteIntegration, HttpRouteKey, HttpStage, IApiRef, IHttpStage,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnOutput, ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkRoutes } from './check-routes';
import { renderHttpApiProps, renderHttpStageProps } from './http-api-props';
import { HttpGatewayProps } from './http-gateway-props';
import { HttpRouteOptions } from './http-route-options';
import { parseRoute } from './parse-route';
import { AlarmSet } from '../alarms/alarm-set';
import { HttpApiAlarms } from '../alarms/http-api-alarms';
import { alarmOptions, noAlarms } from '../common/alarms';
import { freeRouteId } from '../common/free-route-id';
import { RouteQuota } from '../common/route-quota';
import { StageAccessLogs } from '../logs/stage-access-logs';
import { fail, show } from '../private/errors';
import { HttpFunctionIntegration } from '../private/http-function-integration';
import { InvokePermissions } from '../private/invoke-permissions';
import { setForRoute } from '../private/route-settings';
import { tokenIdentity } from '../private/tokens';
import { StageExplicitSettings } from '../stages/stage-explicit-settings';
import { StageThrottling } from '../stages/stage-throttling';

const IS_HTTP_GATEWAY = Symbol.for('cdk-gatehouse.HttpGateway');

/**
 * A HTTP API of Amazon API Gateway that is ready for production: closed by default, logged, throttled and alarmed.
 *
 * Wraps the `HttpApi` of `aws-cdk-lib/aws-apigatewayv2`, which is `.api`, with the same logical ids.
 *
 * @example
 *
 * declare const ordersFunction: lambda.Function;
 * const gateway = new HttpGateway(this, 'OrdersApi', { alertEmails: ['oncall@example.com'] });
 * gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: ordersFunction });
 */
export class HttpGateway extends Construct implements IApiRef {
  /** Whether a construct is a `HttpGateway`, also one of another copy of this library. */
  public static isHttpGateway(construct: any): construct is HttpGateway {
    return construct !== null && typeof construct === 'object' && IS_HTTP_GATEWAY in construct;
  }

  /** The L2 that this construct wraps. */
  public readonly api: HttpApi;

  /** The stage of `stageName`. */
  public readonly stage: HttpStage;

  private readonly definedAlarms?: HttpApiAlarms;
  private readonly integrations: Construct;
  private readonly functionIntegrations = new Map<string, HttpFunctionIntegration>();
  private readonly permissions: InvokePermissions;
  private readonly quota: RouteQuota;

  constructor(scope: Construct, id: string, props: HttpGatewayProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_HTTP_GATEWAY, { value: true });

    const apiProps = renderHttpApiProps(this, props);
    this.api = new HttpApi(this, 'Default', apiProps);
    this.stage = this.defineStage(props);
    this.integrations = new Construct(this, '#Integrations');
    this.permissions = InvokePermissions.of(this.cfnApi);
    this.quota = new RouteQuota(this);
    checkRoutes(this.cfnApi, apiProps.corsPreflight !== undefined);
    this.definedAlarms = this.defineAlarms(props);
    if (props.outputs) this.defineOutputs();
  }

  /** The URL of the stage, ending in "/". */
  public get url(): string {
    return this.stage.url.endsWith('/') ? this.stage.url : `${this.stage.url}/`;
  }

  /** The alarms of the stage. Fails with `AlarmSet.none()`. */
  public get alarms(): HttpApiAlarms {
    return this.definedAlarms ?? noAlarms('AlarmSet', 'HttpApiAlarms', this);
  }

  /** A reference to the HTTP API. */
  public get apiRef(): ApiReference {
    return this.api.apiRef;
  }

  /** The environment of the HTTP API. */
  public get env(): ResourceEnvironment {
    return this.api.env;
  }

  /**
   * Adds the routes of a path.
   *
   * @returns the L2's routes, one for each of `methods`
   */
  public addRoutes(options: HttpRouteOptions): HttpRoute[] {
    const routes = parseRoute(options, this);
    const { handler, payloadFormatVersion = PayloadFormatVersion.VERSION_2_0 } = options;
    if (handler) this.permissions.allow(handler);
    const integration = handler ? this.integrationFor(handler, payloadFormatVersion) : options.integration!;
    return routes.map(({ id, key }) => this.addRoute(id, key, integration, options));
  }

  private addRoute(id: string, routeKey: HttpRouteKey, integration: HttpRouteIntegration, options: HttpRouteOptions): HttpRoute {
    const { authorizer, authorizationScopes, throttle } = options;
    const free = freeRouteId(this.api, id, routeKey.key, this);
    const route = new HttpRoute(this.api, free, { httpApi: this.api, routeKey, integration, authorizer, authorizationScopes });
    const l1 = route.node.defaultChild as CfnRoute;
    this.checkScopes(l1, authorizationScopes);
    if (throttle) {
      if (Token.isUnresolved(routeKey.key)) fail('\'throttle\' needs a path that is known at synthesis, got a token: leave it out, or write the path', this);
      setForRoute(this.cfnStage, routeKey.key, { throttlingRateLimit: throttle.rateLimit, throttlingBurstLimit: throttle.burstLimit });
      this.cfnStage.node.addDependency(l1); // settings of a route that is not there are refused
    }
    this.quota.count();
    return route;
  }

  /** One integration for all routes of a function or an alias. */
  private integrationFor(handler: IFunction, payloadFormatVersion: PayloadFormatVersion): HttpFunctionIntegration {
    const version = payloadFormatVersion === PayloadFormatVersion.VERSION_2_0 ? '' : `:${payloadFormatVersion.version}`;
    const identity = `${tokenIdentity(handler.functionArn, this)}${version}`;
    const known = this.functionIntegrations.get(identity) ?? new HttpFunctionIntegration(this.integrations, identity, handler, payloadFormatVersion);
    this.functionIntegrations.set(identity, known);
    return known;
  }

  /** Scopes are in access tokens: an authorizer that reads none would let everybody pass whom it knows. */
  private checkScopes(route: CfnRoute, scopes?: string[]): void {
    if (route.authorizationType === 'JWT') return;
    if (scopes && scopes.length > 0) {
      fail(`'authorizationScopes' go with an authorizer of JSON web tokens, got ${show(route.authorizationType)}, which does not check them: name a HttpJwtAuthorizer, for example, or leave the scopes out`, this);
    }
    route.authorizationScopes = undefined; // the L2 gives the API's default scopes to every route
  }

  private get cfnApi(): CfnApi {
    return this.api.node.defaultChild as CfnApi;
  }

  private get cfnStage(): CfnStage {
    return this.stage.node.defaultChild as CfnStage;
  }

  /** What a stage has, each by the mixin that a user would apply; its id is that of the L2's default stage. */
  private defineStage(props: HttpGatewayProps): HttpStage {
    const given = renderHttpStageProps(this, props);
    const stage = new HttpStage(this.api, 'DefaultStage', { ...given, httpApi: this.api });
    (this.api as { defaultStage?: IHttpStage }).defaultStage = stage;
    stage.with(
      new StageExplicitSettings(),
      new StageThrottling({ ...given.throttle, ...props.throttle }),
    );
    if (!given.accessLogSettings) stage.with(new StageAccessLogs({ destination: props.accessLogs }));
    return stage;
  }

  private defineAlarms(props: HttpGatewayProps): HttpApiAlarms | undefined {
    const options = alarmOptions((props.alarms ?? AlarmSet.standard())._bind(), 'AlarmSet', props, this);
    return options && HttpApiAlarms.fromStage(this, '#Alarms', this.stage, options);
  }

  private defineOutputs(): void {
    new CfnOutput(this, '#Url', { value: this.url, description: `URL of the API ${this.api.httpApiName}` });
    new CfnOutput(this, '#ApiId', { value: this.api.apiId, description: `Id of the API ${this.api.httpApiName}` });
  }
}
