import { GetRestApiCommand, RestApi, Stage } from '@aws-sdk/client-api-gateway';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError, notFound } from './command-error';
import type { Context } from './context';
import { findStage, FoundApi, FoundStage } from './find-api';
import { iso, moment } from './output/words';
import { History } from '../handlers/release/history';
import { fingerprintOf } from '../handlers/release/records';
import { StageAccess } from '../handlers/release/stage-access';

/** A stage, found and read. */
export interface OpenStage {
  readonly found: FoundStage;
  readonly access: StageAccess;
  readonly stage: Stage;
  readonly live: string;
  readonly history: History;
}

/** A deployment as commands show it. */
export interface DeploymentData {
  readonly id: string;
  /** Null if it is gone. */
  readonly created: string | null;
  /** The first part of the hash of what it took a snapshot of; null unless the library made it. */
  readonly fingerprint: string | null;
}

export async function openStage(context: Context): Promise<OpenStage> {
  return readStage(context, await findStage(context));
}

export async function readStage(context: Context, found: FoundStage): Promise<OpenStage> {
  const { restApiId, stageName } = found;
  context.step(`Reading stage ${stageName}`);
  const access = new StageAccess(context.clients.apiGateway, context.patience, restApiId, stageName);
  const { stage, stages, history } = await access.read();
  if (stage) return { found, access, stage, live: stage.deploymentId!, history };
  if (stages.length === 0) await context.call(({ apiGateway }) => apiGateway.send(new GetRestApiCommand({ restApiId }))); // tells if there is no such API
  const names = stages.map((each) => each.stageName).sort().join(', ');
  throw notFound(`API ${restApiId} has no stage ${stageName}${names ? `: it has ${names}` : ''}`);
}

/** After somebody has thought about a question: the stage, if it is still what the question was about. */
export async function stillThere(context: Context, { found, stage }: OpenStage): Promise<OpenStage> {
  const now = await readStage(context, found);
  const is = ({ deploymentId, canarySettings }: Stage) => `${deploymentId}/${canarySettings?.deploymentId}`;
  if (is(now.stage) !== is(stage)) throw new CommandError(`stage ${found.stageName} has changed in the meantime: look at it, and say it again`);
  return now;
}

export function deploymentData(history: History, id: string): DeploymentData {
  const created = history.has(id) ? iso(history.created(id)) : null;
  return { id, created, fingerprint: shortFingerprint(history.fingerprint(id) ?? '') };
}

/** Such as "a1b2c3, fingerprint 0f9e8d7c, made 2026-01-01 00:00 UTC". */
export function deploymentText({ id, created, fingerprint }: DeploymentData): string {
  return [id, ...(fingerprint ? [`fingerprint ${fingerprint}`] : []), ...(created ? [`made ${moment(created)}`] : [])].join(', ');
}

/** Enough of a hash to tell deployments apart. */
export function shortFingerprint(text: string): string | null {
  return fingerprintOf(text)?.slice(-32, -24) ?? null;
}

/** Whether CloudFormation is at work on the stack of an API, and may still roll back. */
export type StackState = { readonly name: string; readonly status: string; readonly busy: boolean } | 'none' | 'unknown';

export async function stackState(context: Context, { restApiId, template, stackName }: FoundApi): Promise<StackState> {
  let StackName = template?.stack.name ?? stackName;
  if (StackName === undefined) {
    const { tags }: RestApi = await context.call(({ apiGateway }) => apiGateway.send(new GetRestApiCommand({ restApiId })));
    StackName = tags?.['aws:cloudformation:stack-id'];
  }
  if (StackName === undefined) return 'none';
  try {
    const { Stacks = [] } = await context.call(({ cloudFormation }) => cloudFormation.send(new DescribeStacksCommand({ StackName })));
    const { StackName: name = StackName, StackStatus: status = '' } = Stacks[0] ?? {};
    return { name, status, busy: /(?<!CLEANUP)_IN_PROGRESS$|^UPDATE_ROLLBACK_FAILED$/.test(status) };
  } catch {
    return 'unknown'; // who may change a stage need not be allowed to look at its stack
  }
}

export function isBusy(state: StackState): boolean {
  return typeof state === 'object' && state.busy;
}

/** The name of the stack that CloudFormation is at work on. */
export function nameOf(state: StackState): string {
  return typeof state === 'object' ? state.name : '';
}

/** What to know about the stack before a stage is changed. */
export function stackNote(state: StackState, whileBusy: string): string | undefined {
  if (state === 'unknown') return 'not to be seen: make sure that no deployment goes on';
  return isBusy(state) ? `${nameOf(state)} is being deployed; ${whileBusy}` : undefined;
}

/** Whether it is known that what is changed now is not rolled back by CloudFormation. */
export function isIdle(state: StackState): boolean {
  return typeof state === 'object' && !state.busy;
}
