import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { HttpGateway, RestGateway, RestLayout, WebSocketGateway } from '../../lib';
import { templateOf, testFunction, testStack } from '../helpers';
import { runs } from '../runs';

const RUNS = runs({ oldest: 30, newest: 10, proof: 200 });

/** What a stage, or a route in a stage, says; undefined is left out. */
interface Said {
  readonly rate?: number;
  readonly burst?: number;
  readonly metrics?: boolean;
  readonly level?: MethodLoggingLevel;
  readonly caching?: boolean;
  readonly ttl?: number;
  readonly encrypted?: boolean;
}

interface World {
  readonly gateway: Said;
  readonly stages: Said[];
  /** Settings of routes in every stage. */
  readonly routes: Said[];
  /** Settings of routes in the first stage and in the others, by stage and route. */
  readonly overrides: Array<Array<Said | undefined>>;
  /** Whether the routes come before the stages. */
  readonly routesFirst: boolean;
  readonly layout: RestLayout;
}

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const limits = { rate: maybe(fc.integer({ min: 1, max: 99 })), burst: maybe(fc.integer({ min: 1, max: 99 })) };
const caches = { caching: maybe(fc.boolean()), ttl: maybe(fc.integer({ min: 1, max: 3600 })), encrypted: maybe(fc.boolean()) };
const levels = fc.constantFrom(MethodLoggingLevel.INFO, MethodLoggingLevel.ERROR);
const ofStage = fc.record({ ...limits, metrics: maybe(fc.boolean()), level: maybe(levels), ...caches });
const worlds: fc.Arbitrary<World> = fc.record({
  gateway: ofStage,
  stages: fc.array(ofStage, { maxLength: 3 }),
  routes: fc.array(fc.record({ ...limits, ...caches }), { minLength: 1, maxLength: 4 }),
  overrides: fc.array(fc.array(maybe(ofStage), { maxLength: 4 }), { maxLength: 4 }),
  routesFirst: fc.boolean(),
  layout: fc.constantFrom(RestLayout.OPENAPI, RestLayout.RESOURCES),
});

const throttleOf = ({ rate, burst }: Said) => (rate === undefined && burst === undefined ? undefined : { rateLimit: rate, burstLimit: burst });
const routeSettings = (said: Said) => ({ throttle: throttleOf(said), detailedMetrics: said.metrics });
const cacheOf = ({ caching, ttl, encrypted }: Said) => ({ enabled: caching, ttl: ttl === undefined ? undefined : Duration.seconds(ttl), encrypted });

/** What the options promise: the nearest that says something, of the route in the stage, the route, the stage, the gateway and the library. */
function promised(world: World, stage: number, route: number): Required<Said> {
  const override = world.overrides[stage]?.[route] ?? {};
  const own = world.routes[route];
  // the first stage is the gateway's own: what it says of its routes, the others inherit, member by member
  const inherited = world.overrides[0]?.[route] ?? {};
  const ofStages = stage === 0 ? [world.gateway] : [world.stages[stage - 1], world.gateway];
  const nearest = <K extends keyof Said>(key: K, candidates: Said[], otherwise: Required<Said>[K]) =>
    (candidates.find((said) => said[key] !== undefined)?.[key] ?? otherwise) as Required<Said>[K];
  const ofRoute = [override, inherited, own];
  const cluster = nearest('caching', ofStages, true);
  return {
    rate: nearest('rate', [...ofRoute, ...ofStages], 1000),
    burst: nearest('burst', [...ofRoute, ...ofStages], 500),
    metrics: nearest('metrics', [...ofRoute, ...ofStages], false),
    level: nearest('level', [...ofRoute, ...ofStages], MethodLoggingLevel.ERROR),
    caching: cluster && nearest('caching', ofRoute, true),
    ttl: nearest('ttl', [...ofRoute, ...ofStages], 300),
    encrypted: nearest('encrypted', [...ofRoute, ...ofStages], true),
  };
}

const overridesOf = <T>(world: World, stage: number, keys: string[], translate: (said: Said) => T) => {
  const said = (world.overrides[stage] ?? []).slice(0, world.routes.length);
  const entries = said.flatMap((override, route) => (override ? [[keys[route], translate(override)]] : []));
  return entries.length > 0 ? Object.fromEntries(entries) as Record<string, T> : undefined;
};

/** Defines the stages and routes of a world in one order or the other. */
function build(world: World, addRoute: (said: Said, index: number) => void, addStage: (said: Said, stageName: string, index: number) => void): void {
  const routes = () => world.routes.forEach(addRoute);
  const stages = () => world.stages.forEach((said, index) => addStage(said, `stage${index + 1}`, index + 1));
  for (const step of world.routesFirst ? [routes, stages] : [stages, routes]) step();
}

const stagesOf = (stack: Stack, type: string): Record<string, any> =>
  Object.fromEntries(Object.values(templateOf(stack).findResources(type)).map(({ Properties }) => [Properties.StageName, Properties]));

const stageNames = (world: World) => ['prod', ...world.stages.map((_said, index) => `stage${index + 1}`)];

/** Reads a setting as API Gateway does: the entry of the method if there is one, and that of all methods if not; a field that is left out has no value. */
function methodSetting(stage: any, path: string, method: string): Said {
  const of = (resourcePath: string, httpMethod: string) =>
    stage.MethodSettings.find((entry: any) => entry.ResourcePath === resourcePath && entry.HttpMethod === httpMethod);
  const entry = of(`/${path.replace(/\//g, '~1')}`, method) ?? of('/*', '*');
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst, MetricsEnabled: metrics, LoggingLevel: level } = entry;
  const { CachingEnabled: caching, CacheTtlInSeconds: ttl, CacheDataEncrypted: encrypted } = entry;
  return { rate, burst, metrics, level, caching, ttl, encrypted };
}

test('every route of a REST API has in every stage what the options promise', () => {
  fc.assert(fc.property(worlds, (world) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const keys = world.routes.map((_said, index) => `GET /route${index}/{id}`);
    const options = (said: Said, stage: number) => ({
      throttle: throttleOf(said),
      detailedMetrics: said.metrics,
      executionLogs: said.level && { level: said.level },
      cache: cacheOf(said),
      routes: overridesOf(world, stage, keys, (override) => ({ ...routeSettings(override), loggingLevel: override.level, cache: cacheOf(override) })),
    });
    const gateway = new RestGateway(stack, 'Api', { layout: world.layout, ...options(world.gateway, 0) });
    const routeAt = (index: number) => ({ path: keys[index].slice(4), methods: [HttpMethod.GET], handler });
    build(world,
      (said, index) => gateway.addRoutes({ ...routeAt(index), throttle: throttleOf(said), cache: { ...cacheOf(said), withoutKeys: ['header.Authorization'] } }),
      (said, stageName, index) => gateway.addStage(stageName, options(said, index)));
    const stages = stagesOf(stack, 'AWS::ApiGateway::Stage');
    stageNames(world).forEach((stageName, stage) => world.routes.forEach((_said, route) => {
      const wanted = promised(world, stage, route);
      const told = methodSetting(stages[stageName], keys[route].slice(4), 'GET');
      // times and encryption are of no account without a cluster
      const off = stages[stageName].CacheClusterEnabled === false ? { ttl: told.ttl, encrypted: told.encrypted } : {};
      expect([stageName, keys[route], told]).toEqual([stageName, keys[route], { ...wanted, ...off }]);
    }));
  }), { numRuns: RUNS });
}, 120_000);

/** Reads a setting as API Gateway does: an entry of a route takes the place of the default as a whole. */
function v2Setting(stage: any, routeKey: string) {
  const settings = stage.RouteSettings?.[routeKey] ?? stage.DefaultRouteSettings;
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst, DetailedMetricsEnabled: metrics, LoggingLevel: level } = settings;
  return { rate, burst, metrics, level };
}

const pick = ({ rate, burst, metrics, level }: Required<Said>, logs: boolean) => ({ rate, burst, metrics, level: logs ? level : undefined });

test('every route of a HTTP API has in every stage what the options promise', () => {
  fc.assert(fc.property(worlds, (world) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const keys = world.routes.map((_said, index) => `GET /route${index}/{id}`);
    const options = (said: Said, stage: number) => ({
      throttle: throttleOf(said),
      detailedMetrics: said.metrics,
      routes: overridesOf(world, stage, keys, routeSettings),
    });
    const gateway = new HttpGateway(stack, 'Api', { stageName: 'prod', ...options(world.gateway, 0) });
    build(world,
      (said, index) => gateway.addRoutes({ path: keys[index].slice(4), methods: [HttpMethod.GET], handler, throttle: throttleOf(said) }),
      (said, stageName, index) => gateway.addStage(stageName, options(said, index)));
    const stages = stagesOf(stack, 'AWS::ApiGatewayV2::Stage');
    stageNames(world).forEach((stageName, stage) => world.routes.forEach((_said, route) => {
      const wanted = pick(promised(world, stage, route), false);
      expect([stageName, keys[route], v2Setting(stages[stageName], keys[route])]).toEqual([stageName, keys[route], wanted]);
    }));
  }), { numRuns: RUNS });
}, 120_000);

test('every route of a WebSocket API has in every stage what the options promise', () => {
  fc.assert(fc.property(worlds, (world) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const keys = world.routes.map((_said, index) => `route${index}`);
    const options = (said: Said, stage: number) => ({
      throttle: throttleOf(said),
      detailedMetrics: said.metrics,
      executionLogs: said.level && { level: said.level },
      routes: overridesOf(world, stage, keys, (override) => ({ ...routeSettings(override), loggingLevel: override.level })),
    });
    const gateway = new WebSocketGateway(stack, 'Api', options(world.gateway, 0));
    gateway.addRoute('$connect');
    build(world,
      (said, index) => gateway.addRoute(keys[index], { handler, throttle: throttleOf(said) }),
      (said, stageName, index) => gateway.addStage(stageName, options(said, index)));
    const stages = stagesOf(stack, 'AWS::ApiGatewayV2::Stage');
    stageNames(world).forEach((stageName, stage) => world.routes.forEach((_said, route) => {
      const wanted = pick(promised(world, stage, route), true);
      expect([stageName, keys[route], v2Setting(stages[stageName], keys[route])]).toEqual([stageName, keys[route], wanted]);
    }));
  }), { numRuns: RUNS });
}, 120_000);
