import type { RestApi } from '@aws-sdk/client-api-gateway';
import { badRequest } from './api-error';
import { resourceIdOf } from './definitions';
import { Input, Output } from './operations';
import { pageOf } from './pages';
import { ApiState, World } from './world';

function restApiOutput({ id, name, description, createdDate, tags }: ApiState): RestApi {
  return {
    id,
    name,
    ...(description && { description }),
    createdDate: new Date(createdDate),
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
    disableExecuteApiEndpoint: false,
    rootResourceId: resourceIdOf(id, '/'),
    ...(tags && { tags: { ...tags } }),
  };
}

export function getRestApi(world: World, { restApiId }: Input<'GetRestApi'>): Output<'GetRestApi'> {
  return restApiOutput(world.api(restApiId));
}

export function getRestApis(world: World, page: Input<'GetRestApis'>): Output<'GetRestApis'> {
  const { items, position } = pageOf(world.ordered(world.apis), page);
  return { items: items.map(restApiOutput), ...(position && { position }) };
}

function accountOutput(world: World): Output<'GetAccount'> {
  return {
    ...(world.cloudwatchRoleArn && { cloudwatchRoleArn: world.cloudwatchRoleArn }),
    throttleSettings: { burstLimit: 5000, rateLimit: 10000 },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
  };
}

export function getAccount(world: World): Output<'GetAccount'> {
  return accountOutput(world);
}

export function updateAccount(world: World, { patchOperations = [] }: Input<'UpdateAccount'>): Output<'UpdateAccount'> {
  let role = world.cloudwatchRoleArn;
  for (const { op, path, value } of patchOperations) {
    if (path !== '/cloudwatchRoleArn' || op !== 'replace') throw badRequest(`Invalid patch path ${path}`);
    role = value || undefined;
  }
  world.cloudwatchRoleArn = role;
  return accountOutput(world);
}
