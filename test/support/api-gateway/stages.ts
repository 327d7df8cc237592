import type { Stage } from '@aws-sdk/client-api-gateway';
import { badRequest, conflict } from './api-error';
import { Input, Output } from './operations';
import { patchStage, percent } from './patch-stage';
import { ApiState, StageState, Texts, World } from './world';

/** What the SDK gives of a stage. */
export function stageOutput(stage: StageState): Stage {
  return { ...copyOf(stage), createdDate: new Date(stage.createdDate), lastUpdatedDate: new Date(stage.lastUpdatedDate) };
}

/** A copy that a caller may change. */
function copyOf<T extends object>(object: T): T {
  const copy = { ...object } as Record<string, unknown>;
  for (const name in copy) if (typeof copy[name] === 'object') copy[name] = copyOf(copy[name] as object);
  return copy as T;
}

export const filled = (texts: Texts | undefined): Texts | undefined => (texts && Object.keys(texts).length ? { ...texts } : undefined);

/** Without what is undefined. */
export function defined<T extends object>(object: T): T {
  const copy = { ...object };
  for (const name in copy) if (copy[name] === undefined) delete copy[name];
  return copy;
}

/** Puts a new stage into an API. */
export function putStage(world: World, api: ApiState, stage: Omit<StageState, 'createdDate' | 'lastUpdatedDate'>): StageState {
  const now = world.now();
  const created = { ...defined(stage), createdDate: now, lastUpdatedDate: now };
  api.stages.set(stage.stageName, created);
  return created;
}

export function createStage(world: World, input: Input<'CreateStage'>): Output<'CreateStage'> {
  const api = world.api(input.restApiId);
  const { stageName, deploymentId, canarySettings } = input;
  // Recorded for the canary's deployment, assumed for the stage's.
  const known = (id: string) => {
    if (!api.deployments.has(id)) throw badRequest('Deployment id does not exist');
    return id;
  };
  if (!stageName || !/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) throw badRequest('Stage name only allows a-zA-Z0-9_');
  if (api.stages.has(stageName)) throw conflict('Stage already exists');
  return stageOutput(putStage(world, api, {
    stageName,
    deploymentId: known(deploymentId ?? ''),
    description: input.description || undefined,
    variables: filled(input.variables),
    canarySettings: canarySettings && defined({
      deploymentId: known(canarySettings.deploymentId ?? deploymentId ?? ''),
      percentTraffic: percent(canarySettings.percentTraffic ?? 0, '/canarySettings/percentTraffic'),
      stageVariableOverrides: filled(canarySettings.stageVariableOverrides),
      useStageCache: canarySettings.useStageCache ?? false,
    }),
    methodSettings: {},
    cacheClusterEnabled: input.cacheClusterEnabled ?? false,
    cacheClusterSize: input.cacheClusterSize ?? (input.cacheClusterEnabled ? '0.5' : undefined),
    cacheClusterStatus: input.cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    documentationVersion: input.documentationVersion,
    tracingEnabled: input.tracingEnabled ?? false,
    tags: filled(input.tags),
  }));
}

export function getStage(world: World, { restApiId, stageName }: Input<'GetStage'>): Output<'GetStage'> {
  return stageOutput(world.stage(world.api(restApiId), stageName));
}

export function getStages(world: World, { restApiId, deploymentId }: Input<'GetStages'>): Output<'GetStages'> {
  const stages = world.ordered(world.api(restApiId).stages);
  return { item: stages.filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId).map(stageOutput) };
}

export function updateStage(world: World, { restApiId, stageName, patchOperations = [] }: Input<'UpdateStage'>): Output<'UpdateStage'> {
  const api = world.api(restApiId);
  let stage = world.stage(api, stageName);
  const context = { deploymentExists: (id: string) => api.deployments.has(id), unknowns: world.unknowns };
  const keep = () => {
    stage = { ...stage, lastUpdatedDate: world.now() };
    api.stages.set(stage.stageName, stage);
  };
  patchOperations.forEach((operation, index) => {
    try {
      stage = patchStage(stage, operation, context);
    } catch (error) {
      if (world.unknowns.partialUpdates && index > 0) keep();
      throw error;
    }
  });
  keep();
  return stageOutput(stage);
}

export function deleteStage(world: World, { restApiId, stageName }: Input<'DeleteStage'>): Output<'DeleteStage'> {
  const api = world.api(restApiId);
  api.stages.delete(world.stage(api, stageName).stageName);
  return {};
}

export function flushStageCache(world: World, { restApiId, stageName }: Input<'FlushStageCache'>): Output<'FlushStageCache'> {
  world.stage(world.api(restApiId), stageName);
  world.flushed.push(`${restApiId}/${stageName}/data`);
  return {};
}

export function flushStageAuthorizersCache(world: World, { restApiId, stageName }: Input<'FlushStageAuthorizersCache'>): Output<'FlushStageAuthorizersCache'> {
  world.stage(world.api(restApiId), stageName);
  world.flushed.push(`${restApiId}/${stageName}/authorizers`);
  return {};
}
