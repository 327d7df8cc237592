import { CfnMethod, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, apiIdOf, ApiType, apiTypeOf, isRestStage, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { routesOf } from '../private/routes-of';
import { referencedConstructs } from '../private/tokens';

/** A stage that a distribution is in front of. */
export interface DistributedStage {
  /** If it is known. */
  readonly type?: ApiType;
  readonly apiId: string;
  readonly stageName: string;
  readonly region: string;
  /** If it is defined in the app. */
  readonly l1?: AnyStage;
  readonly api?: CfnRestApi | CfnApi;
}

/** What stages of the L2 have, imported ones too. */
interface ImportedStage {
  readonly stageName?: string;
  readonly restApi?: { readonly restApiId: string };
  readonly api?: { readonly apiId: string; readonly isWebsocketApi?: boolean };
  readonly isHttpStage?: boolean;
  readonly env?: { readonly region: string };
}

/** A stage of any type, L1 or L2, defined or imported. */
export function distributedStage(stage: IConstruct, scope: IConstruct): DistributedStage {
  const child = stage?.node?.defaultChild;
  const l1 = [stage, child].find((one): one is AnyStage => typeof one === 'object' && one !== null && 'node' in one && isStage(one));
  if (l1) return { type: apiTypeOf(l1), apiId: apiIdOf(l1), stageName: l1.stageName ?? l1.ref, region: Stack.of(l1).region, l1, api: apiOf(l1) };
  const { stageName, restApi, api, env, isHttpStage } = (stage ?? {}) as ImportedStage;
  const region = env?.region ?? Stack.of(scope).region;
  if (stageName && restApi) return { type: 'REST', apiId: restApi.restApiId, stageName, region };
  if (stageName && api) return { type: isHttpStage ? 'HTTP' : api.isWebsocketApi ? 'WEBSOCKET' : undefined, apiId: api.apiId, stageName, region };
  return fail(`'stage' must be a stage of an API, got ${show(stage)}: write 'gateway.stage' of a gateway, for example`, scope);
}

function apiOf(stage: AnyStage): CfnRestApi | CfnApi | undefined {
  const isApi = (construct: IConstruct): construct is CfnRestApi | CfnApi => CfnRestApi.isCfnRestApi(construct) || CfnApi.isCfnApi(construct);
  return [...referencedConstructs(apiIdOf(stage), stage)].find(isApi);
}

/** A route of an API that is defined in the app. */
export interface DistributedRoute {
  /** "GET /orders/{id}", "$default" or "$connect"; without a path that is known only its construct. */
  readonly key: string;
  readonly authorization: string;
  readonly l1: CfnMethod | CfnRoute;
  /** Of methods of REST APIs. */
  readonly path?: string;
}

/** The routes of an API, wherever in the app they are defined; none of what a document says. */
export function distributedRoutes({ l1, api }: DistributedStage): DistributedRoute[] {
  if (!l1 || !api) return [];
  if (!isRestStage(l1)) return routesOf(api as CfnApi).map((route) => ({ key: route.routeKey, authorization: route.authorizationType ?? 'NONE', l1: route }));
  return methodsOf(api as CfnRestApi).map((method) => {
    const path = (method.node.scope as { resource?: { path?: string } } | undefined)?.resource?.path;
    return { key: path === undefined ? `[${method.node.path}]` : `${method.httpMethod} ${path}`, authorization: method.authorizationType ?? 'NONE', l1: method, path };
  });
}

function methodsOf(api: CfnRestApi): CfnMethod[] {
  const all = (Stage.of(api) ?? api.node.root).node.findAll().filter((construct): construct is CfnMethod => CfnMethod.isCfnMethod(construct));
  return all.filter((method) => method.restApiId === api.ref || referencedConstructs(method.restApiId, method).has(api));
}

/** The L1 of a stage of a REST API, if it is one. */
export function restStageOf({ l1 }: DistributedStage): CfnStage | undefined {
  return l1 && isRestStage(l1) ? l1 : undefined;
}
