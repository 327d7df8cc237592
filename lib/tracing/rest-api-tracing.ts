import { CfnRestApi, CfnStage, IStage, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnGroup, CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Annotations, Lazy, Names, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkTracing } from './check-tracing';
import { RestApiTracingOptions } from './rest-api-tracing-options';
import { MAX_NAME, routeRules, shortName, stageRule } from './sampling-rule';
import { fail, show } from '../private/errors';
import { literalStageName } from '../private/literal-names';

/** https://docs.aws.amazon.com/general/latest/gr/xray.html */
const RULES_OF_AN_ACCOUNT = 25;

/** The longest name of a service in a rule. */
const MAX_SERVICE = 64;

/**
 * What X-Ray does with the traces of a stage of a REST API: a group, by which they are found, and how many there are of the stage and of single routes.
 * API Gateway traces no HTTP and WebSocket APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * RestApiTracing.fromStage(this, 'LegacyTracing', legacy.deploymentStage, { sampling: { rate: 0.01 }, routes: { 'POST /orders': { rate: 0.5 } } });
 */
export class RestApiTracing extends Construct {
  /**
   * Defines a group, and sampling rules, for a stage.
   *
   * @param scope   where they are defined
   * @param id      the id of the tracing
   * @param stage   a stage of `aws-cdk-lib/aws-apigateway`, defined or imported
   * @param options how many requests are traced, and what the group has
   */
  public static fromStage(scope: Construct, id: string, stage: IStage, options: RestApiTracingOptions = {}): RestApiTracing {
    return new RestApiTracing(scope, id, stage, options, true);
  }

  /**
   * The same for a gateway, whose further stages the group has, too.
   *
   * @internal
   */
  public static _ofApi(scope: Construct, id: string, stage: IStage, options: RestApiTracingOptions): RestApiTracing {
    return new RestApiTracing(scope, id, stage, options, false);
  }

  /** The name of the group. */
  public readonly groupName: string;

  /** The filter expression of the group. */
  public readonly filterExpression: string;

  private readonly apiName: string;
  private readonly stageNames: string[] = [];

  private constructor(scope: Construct, id: string, stage: IStage, options: RestApiTracingOptions, isOfStage: boolean) {
    if (scope.node.tryFindChild(id)) fail(`tracing is there already as ${show(id)}: say everything in one call, or write RestApiTracing.fromStage with another id`, scope);
    super(scope, id);
    checkTracing(options, this);
    if (!stage?.restApi || typeof stage.stageName !== 'string') fail(`'stage' must be a stage of a REST API, of aws-cdk-lib/aws-apigateway, got ${show(stage)}: write 'gateway.stage' of a RestGateway`, this);
    this.apiName = this.nameOf(stage, options.apiName);
    const stageName = literalStageName(stage);
    this.groupName = options.groupName ?? this.ownName(...(isOfStage ? [this.apiName, stageName] : [this.apiName]));
    this.filterExpression = Lazy.string({ produce: () => this.expression(options.filterExpression) });
    this._addStage(stageName);
    new CfnGroup(this, 'Group', {
      groupName: this.groupName,
      filterExpression: this.filterExpression,
      insightsConfiguration: { insightsEnabled: options.insights ?? false, notificationsEnabled: false },
    });
    this.defineRules(this.serviceName(stageName), options);
    this.node.addValidation({ validate: () => this.problemsOf(stage, options) });
  }

  /**
   * Adds a stage to the group.
   *
   * @internal
   */
  public _addStage(stageName: string): void {
    if (!this.stageNames.includes(stageName)) this.stageNames.push(stageName);
  }

  private defineRules(serviceName: string, { sampling, routes = {} }: RestApiTracingOptions): void {
    if ((sampling || Object.keys(routes).length > 0) && !Token.isUnresolved(serviceName) && serviceName.length > MAX_SERVICE) {
      fail(`the names of API and stage must be at most ${MAX_SERVICE - 1} characters together for a sampling rule, got ${show(serviceName)}: give the API a shorter name, or leave 'sampling' and 'routes' out`, this);
    }
    if (sampling) new CfnSamplingRule(this, 'Sampling', { samplingRule: stageRule(serviceName, sampling) });
    const rules = routeRules(serviceName, routes);
    for (const [key, samplingRule] of rules) new CfnSamplingRule(this, `Sampling:${key}`, { samplingRule });
    if (rules.length + (sampling ? 1 : 0) > RULES_OF_AN_ACCOUNT) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:samplingRuleQuota', `there are more than ${RULES_OF_AN_ACCOUNT} sampling rules, which is what an account takes in a Region by default: name less routes in 'routes'`);
    }
  }

  private nameOf({ restApi }: IStage, apiName?: string): string {
    const l1 = restApi.node.defaultChild;
    const name = apiName ?? (CfnRestApi.isCfnRestApi(l1) ? l1.name ?? restApi.restApiName : undefined);
    return name ?? fail(`'apiName' must be set for the imported API ${show(restApi.node.id)}, whose name is not known and by which X-Ray knows it: write its name in API Gateway`, this);
  }

  private ownName(...parts: string[]): string {
    return parts.some((part) => Token.isUnresolved(part)) ? Names.uniqueResourceName(this, { maxLength: MAX_NAME }) : shortName(...parts);
  }

  private serviceName(stageName: string): string {
    return `${this.apiName}/${stageName}`;
  }

  private expression(besides?: string): string {
    const services = this.stageNames.map((stageName) => `service(id(name: "${this.serviceName(stageName)}", type: "AWS::ApiGateway::Stage"))`).join(' OR ');
    return besides === undefined ? services : `(${services}) AND (${besides})`;
  }

  private problemsOf(stage: IStage, { routes = {} }: RestApiTracingOptions): string[] {
    const l1 = stage.node.defaultChild;
    const isOff = CfnStage.isCfnStage(l1) && !Token.isUnresolved(l1.tracingEnabled) && l1.tracingEnabled !== true;
    const methods = (stage.restApi as RestApi).methods as RestApi['methods'] | undefined;
    const known = methods && new Set(methods.map(({ httpMethod, resource }) => `${httpMethod} ${resource.path}`));
    const unknown = known ? Object.keys(routes).filter((key) => !known.has(key)) : [];
    return [
      ...isOff ? ["the stage is not traced: set 'tracing: true' of the gateway, or apply mixins.StageTracing"] : [],
      ...unknown.map((key) => `'routes' must name routes of the API, got ${show(key)}: write one of ${[...known!].slice(0, 20).map(show).join(', ')}`),
    ];
  }
}
