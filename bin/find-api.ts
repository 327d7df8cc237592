import * as path from 'node:path';
import { GetStagesCommand } from '@aws-sdk/client-api-gateway';
import { DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { apisOf, AssemblyStack, TemplateApi } from './assembly';
import { notFound, usageError } from './command-error';
import type { Context } from './context';
import { alternatives } from './output/words';

/** A deployed API. */
export interface FoundApi {
  readonly restApiId: string;
  /** As it is in the cloud assembly, if it was found there. */
  readonly template?: TemplateApi;
  /** The name or ARN of its stack, if it is known by the cloud assembly. */
  readonly stackName?: string;
}

/** A stage of a deployed API. */
export interface FoundStage extends FoundApi {
  readonly stageName: string;
}

const ID = /^[a-z0-9]{8,12}$/;

/** The API that the options name: by its id, by its path in the cloud assembly, or as the only one there. */
export async function findApi(context: Context): Promise<FoundApi> {
  const { api, app } = context.options;
  const folder = path.resolve(context.surroundings.cwd, app);
  const all = apisOf(folder);
  const named = api === undefined ? all.filter(({ type }) => type === 'REST') : all.filter((each) => isNamed(each, api));
  const exact = named.filter((each) => each.path === api);
  const ofRest = named.filter(({ type }) => type === 'REST');
  const matching = [exact, ofRest, named].find(({ length }) => length > 0) ?? [];
  if (matching.length === 0 && api !== undefined && ID.test(api)) return { restApiId: api };
  if (matching.length === 0) throw noApi(api, app, all);
  if (matching.length > 1) {
    const paths = alternatives(matching.map((each) => each.path));
    throw usageError(api === undefined ? `${app} has more than one REST API: say --api with ${paths}` : `--api ${api} may be ${paths}: say which`);
  }
  const [template] = matching;
  if (template.type !== 'REST') throw usageError(`${template.path} is ${template.type === 'HTTP' ? 'an HTTP' : 'a WebSocket'} API, and this is for REST APIs`);
  context.clientsIn(template.stack.region);
  context.step(`Looking for ${template.path} in stack ${template.stack.name}`);
  const stackName = await deployedName(context, template.stack);
  return { restApiId: await physicalId(context, stackName, template.logicalId), template, stackName };
}

/** The stage that the options name, or the only one. */
export async function findStage(context: Context): Promise<FoundStage> {
  const api = await findApi(context);
  const { stage } = context.options;
  if (stage !== undefined) return { ...api, stageName: stage };
  const inTemplate = api.template?.stages ?? [];
  if (inTemplate.length === 1) return { ...api, stageName: inTemplate[0].name ?? await physicalId(context, api.stackName!, inTemplate[0].logicalId) };
  const { item = [] } = await context.call(({ apiGateway }) => apiGateway.send(new GetStagesCommand({ restApiId: api.restApiId })));
  const names = item.map(({ stageName }) => stageName!).sort();
  if (names.length === 0) throw notFound(`API ${api.restApiId} has no stage`);
  if (names.length > 1) throw usageError(`API ${api.restApiId} has more than one stage: say --stage with ${alternatives(names)}`);
  return { ...api, stageName: names[0] };
}

function isNamed({ path: present }: TemplateApi, api: string): boolean {
  return present === api || present.startsWith(`${api}/`) || present.endsWith(`/${api}`);
}

function noApi(api: string | undefined, app: string, all: readonly TemplateApi[]): Error {
  if (api === undefined && all.length === 0) return usageError(`there is no API in ${app}: say --api with the id of one, or --app with the folder that "cdk synth" writes`);
  if (api === undefined) return usageError(`there is no REST API in ${app}: say --api with the id of one`);
  if (all.length === 0) return notFound(`there is no API ${api} in ${app}, which has none: say --app with the folder that "cdk synth" writes`);
  return notFound(`there is no API ${api} in ${app}: say --api with ${alternatives(all.map((each) => each.path))}, or with the id of one`);
}

/** Stacks that are nested have names that only CloudFormation knows. */
async function deployedName(context: Context, { name, nested }: AssemblyStack): Promise<string> {
  let deployed = name;
  for (const logicalId of nested) deployed = await physicalId(context, deployed, logicalId);
  return deployed;
}

async function physicalId(context: Context, StackName: string, LogicalResourceId: string): Promise<string> {
  try {
    const { StackResourceDetail } = await context.call(({ cloudFormation }) =>
      cloudFormation.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId })));
    if (StackResourceDetail?.PhysicalResourceId) return StackResourceDetail.PhysicalResourceId;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ValidationError' || !/does not exist/.test(message)) throw error;
  }
  throw notFound(`stack ${StackName} with ${LogicalResourceId} is not deployed in this account and Region: deploy it, or say --region or --profile`);
}
