import { CfnRestApi, IRestApi, IStage } from 'aws-cdk-lib/aws-apigateway';
import { IHttpStage, IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { MAX_DIMENSION } from './check-metric';
import { factsOfRestStage, factsOfV2Stage, StageFacts } from './stage-facts';
import { ApiType, apiTypeOf, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { isTextToken } from '../private/kinds';
import { literalApiName, literalStageName } from '../private/literal-names';
import { warnOfSharedName } from '../private/shared-api-name';

/** What alarms and dashboards are told of a stage, by the type of its API. */
export interface WatchedStage {
  readonly facts: StageFacts;
  /** Where its metrics are. */
  readonly region: string;
  readonly account: string;
  /** The id of its API. */
  readonly apiId: string;
  /** By which CloudWatch finds the metrics of the stage: literal names, never a `Ref` to the stage. */
  readonly dimensions: Record<string, string>;
  /** What the API is called. */
  readonly apiName: string;
  /** The dimensions by which CloudWatch finds the metrics of a route, besides those of the stage. */
  readonly routeDimensions: (route: string) => Record<string, string>;
}

/** A stage of a REST API, whose metrics API Gateway keys by the name of the API. */
export function watchedRestStage(stage: IStage, apiName: string | undefined, scope: IConstruct): WatchedStage {
  if (!stage) fail("'stage' must be a stage, got undefined, as is 'deploymentStage' of a RestApi with 'deploy: false': pass the stage that you defined", scope);
  checkStage(stage, stage.restApi, 'aws-apigateway', scope);
  const name = restApiName(stage.restApi, apiName, scope);
  warnOfSharedName(stage.restApi, scope);
  return {
    region: stage.env.region,
    account: stage.env.account,
    apiId: stage.restApi.restApiId,
    facts: factsOfRestStage(stage),
    dimensions: { ApiName: checkLength('apiName', name, scope), Stage: literalStageName(stage) },
    apiName: name,
    routeDimensions: (route) => {
      const [, Method, Resource] = /^([A-Z]{1,7}) (\/.*)$/.exec(route) ?? fail(`'route' must be a method and a path, got ${show(route)}: write "GET /orders", for example`, scope);
      return { Method, Resource: checkLength('route', Resource, scope) };
    },
  };
}

/** The name as it is written in the template; an imported API is called like its construct if nobody said its name. */
function restApiName(api: IRestApi, apiName: string | undefined, scope: IConstruct): string {
  if (apiName !== undefined && !isTextToken(apiName) && (typeof apiName !== 'string' || apiName === '')) fail(`'apiName' must be the name of the API in API Gateway, got ${show(apiName)}: write "orders", for example`, scope);
  const l1 = api.node.defaultChild;
  const name = apiName ?? (CfnRestApi.isCfnRestApi(l1) ? l1.name : undefined) ?? api.restApiName;
  if (!apiName && !CfnRestApi.isCfnRestApi(l1) && name === api.node.id) {
    fail(`'apiName' must be set for the imported API ${show(name)}, whose name is not known and by which CloudWatch finds its metrics: write its name in API Gateway`, scope);
  }
  return name;
}

/** By longer names and paths CloudWatch finds no metrics. */
function checkLength(prop: 'apiName' | 'route', value: string, scope: IConstruct): string {
  if (!Token.isUnresolved(value) && value.length > MAX_DIMENSION) {
    const [what, instead] = prop === 'route' ? ['have a path of', 'watch the stage'] : ['be', 'shorten it'];
    fail(`'${prop}' must ${what} at most ${MAX_DIMENSION} characters to be watched, got ${value.length}: ${instead}`, scope);
  }
  return value;
}

/** A stage of a HTTP API. */
export function watchedHttpStage(stage: IHttpStage, scope: IConstruct): WatchedStage {
  if (!stage) fail("'stage' must be a stage, got undefined, as is 'defaultStage' of a HttpApi with 'createDefaultStage: false': pass the stage that you defined", scope);
  checkStage(stage, stage.api, 'aws-apigatewayv2', scope, 'HTTP');
  return {
    region: stage.env.region,
    account: stage.env.account,
    apiId: stage.api.apiId,
    facts: factsOfV2Stage(stage),
    dimensions: { ApiId: stage.api.apiId, Stage: literalStageName(stage) },
    apiName: literalApiName(stage.api),
    routeDimensions: (route) => {
      const [, Method, Resource] = /^([A-Z]{1,7}) (\/.*)$/.exec(route) ?? fail(`'route' must be a method and a path, got ${show(route)}: write "GET /orders", for example; AWS does not say by which dimensions "$default" is found`, scope);
      return { Method, Resource: checkLength('route', Resource, scope) };
    },
  };
}

/** A stage of a WebSocket API. */
export function watchedWebSocketStage(stage: IWebSocketStage, scope: IConstruct): WatchedStage {
  if (!stage) fail("'stage' must be a stage, got undefined: a WebSocketApi has none of its own, pass the WebSocketStage that you defined", scope);
  checkStage(stage, stage.api, 'aws-apigatewayv2', scope, 'WEBSOCKET');
  return {
    region: stage.env.region,
    account: stage.env.account,
    apiId: stage.api.apiId,
    facts: factsOfV2Stage(stage),
    dimensions: { ApiId: stage.api.apiId, Stage: literalStageName(stage) },
    apiName: literalApiName(stage.api),
    // by ApiId, Stage and Route until some time after 2020, now by ApiId, Stage, Method and Resource, without a word on their values:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
    routeDimensions: (route) => fail(`'route' must be left out for a WebSocket API, got ${show(route)}: AWS does not say by which dimensions their metrics are found, and an alarm on the wrong ones is never raised: watch the function behind it with 'addFunction'`, scope),
  };
}

/** What TypeScript and jsii check, and plain JavaScript does not: a gateway is no stage, and each type of API has its own. */
function checkStage(stage: IConstruct & { readonly stageName: string }, api: unknown, module: string, scope: IConstruct, type?: ApiType): void {
  const l1 = stage.node?.defaultChild;
  const known = l1 && isStage(l1) ? apiTypeOf(l1) : undefined;
  if (!api || typeof stage.stageName !== 'string' || (type && known && known !== type)) {
    fail(`'stage' must be a stage of ${type === 'WEBSOCKET' ? 'a WebSocket' : type === 'HTTP' ? 'a HTTP' : 'a REST'} API, of aws-cdk-lib/${module}, got ${show(stage)}: write 'gateway.stage' of a gateway`, scope);
  }
}
