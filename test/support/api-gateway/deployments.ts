import type { Deployment } from '@aws-sdk/client-api-gateway';
import { badRequest, notFound } from './api-error';
import { Input, Output } from './operations';
import { pageOf } from './pages';
import { percent } from './patch-stage';
import { defined, filled, putStage } from './stages';
import { ApiState, DeploymentState, World } from './world';

function deploymentOutput({ id, description, createdDate, definition }: DeploymentState, embed?: readonly string[]): Deployment {
  const deployment = { id, ...(description && { description }), createdDate: new Date(createdDate) };
  if (!embed?.includes('apisummary')) return deployment;
  const apiSummary = Object.fromEntries(Object.entries(definition.paths).map(([path, methods]) => [path, Object.fromEntries(
    Object.entries(methods).map(([verb, method]) => [verb, { authorizationType: method.authorizationType ?? 'NONE', apiKeyRequired: method.apiKeyRequired ?? false }]),
  )]));
  return { ...deployment, apiSummary };
}

function deploymentOf(api: ApiState, id: string | undefined): DeploymentState {
  const deployment = api.deployments.get(id ?? '');
  if (!deployment) throw notFound('Invalid Deployment identifier specified');
  return deployment;
}

/** Takes a snapshot of an API as it is. */
export function takeSnapshot(world: World, api: ApiState, description?: string): DeploymentState {
  const deployment = defined({ id: world.newId(6), description: description || undefined, createdDate: world.now(), definition: api.definition });
  api.deployments.set(deployment.id, deployment);
  return deployment;
}

export function createDeployment(world: World, input: Input<'CreateDeployment'>): Output<'CreateDeployment'> {
  const api = world.api(input.restApiId);
  const { stageName, canarySettings, description, variables } = input;
  const stage = stageName ? api.stages.get(stageName) : undefined;
  if (canarySettings && !stageName) {
    throw badRequest('Invalid deployment content specified.' +
      `Non null and non empty stageName must be provided for canary deployment. Provided value is ${stageName ?? 'null'}`);
  }
  if (canarySettings && !stage) {
    throw badRequest(`Invalid deployment content specified.Stage ${stageName} must already be created before making a canary release deployment`);
  }
  if (!canarySettings && stage?.canarySettings) {
    throw badRequest(`Non canary deployment not supported on stage ${stageName} because Canary is enabled. Provide CanarySettings in deploymentInput`);
  }
  if (Object.keys(api.definition.paths).length === 0) throw badRequest('The REST API doesn\'t contain any methods');
  const percentTraffic = percent(canarySettings?.percentTraffic ?? 0, '/canarySettings/percentTraffic');

  const deployment = takeSnapshot(world, api, description);
  if (stage && canarySettings) {
    const canary = defined({
      deploymentId: deployment.id,
      percentTraffic,
      stageVariableOverrides: filled(canarySettings.stageVariableOverrides),
      useStageCache: canarySettings.useStageCache ?? false,
    });
    api.stages.set(stage.stageName, { ...stage, canarySettings: canary, lastUpdatedDate: world.now() });
  } else if (stage) {
    const changes = defined({ deploymentId: deployment.id, variables: filled({ ...stage.variables, ...variables }), lastUpdatedDate: world.now() });
    api.stages.set(stage.stageName, { ...stage, ...changes });
  } else if (stageName) {
    putStage(world, api, {
      stageName,
      deploymentId: deployment.id,
      description: input.stageDescription || undefined,
      variables: filled(variables),
      methodSettings: {},
      cacheClusterEnabled: input.cacheClusterEnabled ?? false,
      cacheClusterSize: input.cacheClusterSize ?? (input.cacheClusterEnabled ? '0.5' : undefined),
      cacheClusterStatus: input.cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
      tracingEnabled: input.tracingEnabled ?? false,
    });
  }
  return deploymentOutput(deployment);
}

export function getDeployment(world: World, { restApiId, deploymentId, embed }: Input<'GetDeployment'>): Output<'GetDeployment'> {
  return deploymentOutput(deploymentOf(world.api(restApiId), deploymentId), embed);
}

export function getDeployments(world: World, { restApiId, ...page }: Input<'GetDeployments'>): Output<'GetDeployments'> {
  const { items, position } = pageOf(world.ordered(world.api(restApiId).deployments), page);
  return { items: items.map((deployment) => deploymentOutput(deployment)), ...(position && { position }) };
}

export function updateDeployment(world: World, { restApiId, deploymentId, patchOperations = [] }: Input<'UpdateDeployment'>): Output<'UpdateDeployment'> {
  const api = world.api(restApiId);
  let deployment = deploymentOf(api, deploymentId);
  for (const { op, path, value } of patchOperations) {
    if (op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
    if (path !== '/description') throw badRequest(`Invalid patch path ${path}`);
    const { description: _old, ...rest } = deployment;
    deployment = { ...rest, ...(value && { description: value }) };
  }
  api.deployments.set(deployment.id, deployment);
  return deploymentOutput(deployment);
}

export function deleteDeployment(world: World, { restApiId, deploymentId }: Input<'DeleteDeployment'>): Output<'DeleteDeployment'> {
  const api = world.api(restApiId);
  const { id } = deploymentOf(api, deploymentId);
  if ([...api.stages.values()].some((stage) => stage.deploymentId === id || stage.canarySettings?.deploymentId === id)) {
    throw badRequest('Active stages pointing to this deployment must be moved or deleted');
  }
  api.deployments.delete(id);
  return {};
}
