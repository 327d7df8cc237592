import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { apiTypeOf } from './api-type';
import { defined } from './defined';
import { fail, show } from './errors';
import { isFunction } from './tokens';

/** Settings of a route, or of all that have none of their own. */
export type RouteSettings = CfnStage.RouteSettingsProperty;

/**
 * What a setting is when nobody says it: off, and the throttle of an account. Limits are always there, because
 * a stage whose settings leave them out may take 0, and refuse every call
 * (terraform-aws-modules/terraform-aws-apigateway-v2#59).
 */
const OFF: RouteSettings = { detailedMetricsEnabled: false, throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 };

/** The same for what only WebSocket APIs have; a HTTP API refuses it. */
const LOGS_OFF: RouteSettings = { loggingLevel: 'OFF', dataTraceEnabled: false };

/** What is known of a stage's settings: as the user wrote them, as mixins and routes set them, as they were rendered. */
interface State {
  readonly written: RouteSettings;
  readonly stageWide: RouteSettings;
  readonly routes: Record<string, RouteSettings>;
  readonly forAll: RouteSettings;
  readonly rendered: Record<string, object>;
}

const STATES = new WeakMap<CfnStage, State>();

/**
 * Sets settings for all routes of a stage of a HTTP or WebSocket API, and renders its `DefaultRouteSettings` and
 * `RouteSettings` anew: each route's own entry is completed, because an entry inherits nothing
 * (terraform-aws-modules/terraform-aws-apigateway-v2#78).
 */
export function setForAllRoutes(stage: CfnStage, settings: RouteSettings): void {
  const known = STATES.get(stage);
  const defaultsKnown = known !== undefined && hasDefaults(stage, known);
  const written = defaultsKnown ? known.written : readDefaults(stage);
  const stageWide = { ...(defaultsKnown ? known.stageWide : {}), ...defined(settings) };
  const routes = known && hasRoutes(stage, known) ? known.routes : readRoutes(stage);
  const forAll = { ...OFF, ...(apiTypeOf(stage) === 'WEBSOCKET' ? LOGS_OFF : {}), ...defined(written), ...stageWide };
  const rendered = Object.fromEntries(Object.entries(routes).map(([key, own]) => [key, asCloudFormation({ ...forAll, ...own })]));
  stage.defaultRouteSettings = forAll;
  if (Object.keys(rendered).length > 0) stage.routeSettings = rendered;
  STATES.set(stage, { written, stageWide, routes, forAll, rendered });
}

/** Sets settings of one route, which is named by its key: "GET /orders", "$default", "sendMessage". */
export function setForRoute(stage: CfnStage, routeKey: string, settings: RouteSettings): void {
  const known = STATES.get(stage);
  if (!known || !hasDefaults(stage, known) || !hasRoutes(stage, known)) setForAllRoutes(stage, {});
  const { routes, forAll, rendered } = STATES.get(stage)!;
  routes[routeKey] = { ...routes[routeKey], ...defined(settings) };
  rendered[routeKey] = asCloudFormation({ ...forAll, ...routes[routeKey] });
  stage.routeSettings = rendered;
}

/** The settings of all routes of a stage, and those of one route, if it has any. */
export function routeSettingsOf(stage: CfnStage, routeKey: string): [RouteSettings, RouteSettings] {
  return [readDefaults(stage), readRoutes(stage)[routeKey] ?? {}];
}

/** The settings of all routes of a stage, by "*", and those of single routes, by their keys. */
export function routeSettingsByKey(stage: CfnStage): Array<[key: string, settings: RouteSettings]> {
  return [['*', readDefaults(stage)], ...Object.entries(readRoutes(stage))];
}

/** Whether any route of a stage writes execution logs. */
export function routesWriteExecutionLogs(stage: CfnStage): boolean {
  const all = [readDefaults(stage), ...Object.values(readRoutes(stage))];
  return all.some(({ loggingLevel, dataTraceEnabled }) => dataTraceEnabled === true || (loggingLevel !== undefined && loggingLevel !== 'OFF'));
}

/** Whether a stage still has the settings of all routes that were rendered: nobody has set them since. */
function hasDefaults(stage: CfnStage, state: State): boolean {
  return stage.defaultRouteSettings === state.forAll;
}

/** Whether a stage still has the settings of single routes that were rendered. */
function hasRoutes(stage: CfnStage, state: State): boolean {
  return stage.routeSettings === (Object.keys(state.rendered).length === 0 ? undefined : state.rendered);
}

function readDefaults(stage: CfnStage): RouteSettings {
  return readProperty(stage, 'defaultRouteSettings') as RouteSettings;
}

/** CloudFormation takes the settings of single routes as they are written, so that L1 users may have written either case. */
function readRoutes(stage: CfnStage): Record<string, RouteSettings> {
  const routes = defined(readProperty(stage, 'routeSettings')) as Record<string, object>;
  return Object.fromEntries(Object.entries(routes).map(([key, entry]) => {
    const known = knownValue(stage, `routeSettings[${show(key)}]`, entry);
    return [key, withInitials(known, 'toLowerCase') as RouteSettings];
  }));
}

function readProperty(stage: CfnStage, property: 'defaultRouteSettings' | 'routeSettings'): object {
  return knownValue(stage, property, stage[property] ?? {});
}

function knownValue(stage: CfnStage, property: string, value: unknown): object {
  const resolved = Token.isUnresolved(value) ? stage.stack.resolve(value) : value;
  if (typeof resolved !== 'object' || resolved === null || Array.isArray(resolved) || isFunction(resolved)) {
    fail(`'${property}' must be known at synthesis for a mixin to add to them, got ${show(stage.stack.resolve(value))}: write them without conditions`, stage);
  }
  return resolved;
}

/** In the shape of CloudFormation: the L1 takes settings of single routes as JSON, and passes them on as they are. */
function asCloudFormation(settings: RouteSettings): object {
  return withInitials(settings, 'toUpperCase');
}

function withInitials(object: object, change: 'toLowerCase' | 'toUpperCase'): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key[0][change]() + key.slice(1), value]));
}
