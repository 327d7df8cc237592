import { isDeepStrictEqual } from 'node:util';
import { Stage } from '@aws-sdk/client-api-gateway';
import { History } from './history';
import { log } from './log';
import { isRefusal } from './patience';
import { DEFAULT_KEEP, DescriptionFull, familyOf, StageRecord } from './records';
import { Canary, StageAccess } from './stage-access';

type Texts = Readonly<Record<string, string>>;

/** Those of some variables that there are. */
export function pick(variables: Texts | undefined, names: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...names].filter((name) => Object.hasOwn(variables ?? {}, name)).map((name) => [name, variables![name]]));
}

/** Records what the stage serves, and which canaries are over, before an operation changes it. */
export async function observe(access: StageAccess, stage: Stage, history: History, names: string[], request?: string): Promise<void> {
  const live = stage.deploymentId!;
  const { canarySettings: canary } = stage;
  for (const id of history.canaries.filter((other) => other !== canary?.deploymentId && other !== live)) {
    await access.record(history, id, { ...history.record(id), canary: undefined, stopped: canary ? 'replaced' : 'removed' });
  }
  const running = canary?.deploymentId;
  if (running !== undefined && running !== live) {
    await access.record(history, running, { ...history.record(running), canary: canary?.percentTraffic ?? 0, stopped: undefined });
  }
  const seen = request ?? history.record(live)?.request;
  const record = liveRecord(access, history, { request: seen, variables: filled(pick(stage.variables, names)) });
  try {
    await access.record(history, live, record);
  } catch (error) {
    // The operation fails. To go back, the variables are not needed, as they have not been changed; what is live is.
    if (error instanceof DescriptionFull) await access.record(history, live, { ...record, request: undefined, variables: undefined });
    throw error;
  }
}

/** Puts a deployment live at once, with some variables, and ends any canary. */
export async function switchTo(access: StageAccess, history: History, candidate: string, variables: Texts, names: string[]): Promise<void> {
  checkLive(access, history, candidate, pick(variables, names));
  const stage = await access.converge({ deploymentId: candidate, variables, canary: null });
  if (stage) await recordLive(access, history, candidate, stage.variables, names);
}

/** Starts a canary, or makes the one that runs what it is to be. */
export async function startCanary(access: StageAccess, history: History, live: string, variables: Texts, canary: Canary): Promise<void> {
  const { deploymentId, percent } = canary;
  checkLive(access, history, deploymentId, { ...variables, ...canary.overrides }); // as it is after the promotion
  const stage = await access.converge({ deploymentId: live, variables, canary });
  if (!stage) return;
  await recordChange(access, history, live, stage.variables);
  await access.record(history, deploymentId, { ...history.record(deploymentId), canary: percent, stopped: undefined });
}

/** Ends a canary. The reason is written first, so that it is known if the rest has to be done again. */
export async function stop(access: StageAccess, history: History, candidate: string, reason: string): Promise<void> {
  await note(access, history, candidate, { ...history.record(candidate), canary: undefined, stopped: reason });
  await access.converge({ canary: null });
}

/** Records that another has taken the place of a canary. */
export async function replaced(access: StageAccess, history: History, candidate: string): Promise<void> {
  await note(access, history, candidate, { ...history.record(candidate), canary: undefined, stopped: 'replaced' });
}

/** Puts back what was live before the operation, and the canary that there was: null for none. */
export async function restore(access: StageAccess, history: History, canary: Canary | null | undefined): Promise<void> {
  const { prior } = history;
  await access.converge({ deploymentId: prior, variables: history.record(prior)?.variables, canary });
  await settle(access, history);
}

/** What was live before the operation is what is live: there is no way back from it any more. */
export async function settle(access: StageAccess, history: History): Promise<void> {
  const { newest, prior } = history;
  if (prior === undefined || (newest === prior && history.record(newest)?.from === undefined)) return;
  await access.record(history, prior, liveRecord(access, history, { ...history.record(prior), from: undefined }));
}

/** A candidate whose operation was rolled back has no canary. */
export async function failed(access: StageAccess, history: History, candidate: string): Promise<void> {
  const record = history.record(candidate);
  if (record?.canary !== undefined && candidate !== history.prior) await note(access, history, candidate, { ...record, canary: undefined, stopped: 'rolled back' });
}

/**
 * An operation is over, and well: there is no way back from it, and CloudFormation has forgotten what was found live before it.
 * Later than that only what it switched to may be. Of a stage that has changed since nobody knows what its variables were.
 */
export async function succeeded(access: StageAccess, history: History, present?: Texts): Promise<void> {
  const { newest } = history;
  const record = history.record(newest);
  if (newest !== undefined && record?.from !== undefined && (record.from !== newest || present)) {
    const variables = record.from === newest ? filled(pick(present, Object.keys(record.variables ?? {}))) : record.variables;
    await access.record(history, newest, { ...record, from: undefined, canary: undefined, variables });
  }
  for (const id of history.seen.slice(2)) await access.record(history, id, { ...history.record(id), request: undefined });
}

/** Records that a deployment is live, and what was before, while there may be a way back. */
export async function recordLive(access: StageAccess, history: History, live: string, variables: Texts | undefined, names: string[]): Promise<void> {
  const { newest } = history;
  const record = history.record(live);
  if (newest === live) return recordChange(access, history, live, variables);
  const known = [live, newest].flatMap((id) => Object.keys(history.record(id)?.variables ?? {}));
  const values = pick(variables, new Set([...names, ...known]));
  const { request, canary } = record ?? {};
  await access.record(history, live, liveRecord(access, history, { request, variables: filled(values), from: newest, canary }));
}

/** Records that the stage still serves a deployment, with other variables: the way back is to those of its record. */
export async function recordChange(access: StageAccess, history: History, live: string, variables: Texts | undefined): Promise<void> {
  const record = history.record(live);
  const then = record?.variables ?? {};
  if (record?.from !== undefined || isDeepStrictEqual(pick(variables, Object.keys(then)), then)) return;
  await note(access, history, live, { ...record, from: live });
}

/** Deletes deployments of the candidate's family beyond the newest, as many as the stage of the API that keeps most wants, but none that is served or may be put back. Whatever fails, the release is done. */
export async function prune(access: StageAccess, candidates: readonly string[]): Promise<void> {
  try {
    const { stages, history } = await access.read();
    const family = familyOf(history.deployment(candidates[0])?.text ?? '');
    if (family === undefined) return;
    const names = stages.map(({ stageName }) => stageName!).filter((name) => name !== access.stageName);
    const others = names.map((name) => new History(history.deployments, name));
    const wanted = others.flatMap((ofStage) => (ofStage.newest === undefined ? [] : [ofStage.record(ofStage.newest)?.keep ?? DEFAULT_KEEP]));
    const most = Math.max(access.keep ?? DEFAULT_KEEP, ...wanted);
    const ours = history.deployments.filter(({ text }) => familyOf(text) === family).sort((a, b) => b.created - a.created);
    if (ours.length <= most) return;
    const needed = new Set<string | undefined>(candidates);
    for (const { deploymentId, canarySettings } of stages) needed.add(deploymentId).add(canarySettings?.deploymentId);
    for (const name of new Set(history.deployments.flatMap(({ records }) => Object.keys(records)))) {
      const ofStage = new History(history.deployments, name);
      needed.add(ofStage.newest).add(ofStage.prior);
      for (const id of [...ofStage.canaries, ...ofStage.seen]) needed.add(id);
    }
    for (const { id } of ours.slice(most)) if (!needed.has(id)) await deleteUnlessUsed(access, id);
  } catch (error) {
    log({ stage: access.stageName, notPruned: (error as Error).message });
  }
}

async function deleteUnlessUsed(access: StageAccess, id: string): Promise<void> {
  try {
    await access.delete(id);
    log({ stage: access.stageName, deleted: id });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log({ stage: access.stageName, notDeleted: id, message: (error as Error).message });
  }
}

/** Whether what is to be known of a deployment once it is live will fit. */
function checkLive(access: StageAccess, history: History, id: string, variables: Texts): void {
  const { newest } = history;
  if (newest !== id) access.check(history, id, liveRecord(access, history, { ...history.record(id), from: newest, variables: filled(variables) }));
}

/** Records what nobody has to go back to, if there is room. */
async function note(access: StageAccess, history: History, id: string, record: StageRecord): Promise<void> {
  try {
    await access.record(history, id, record);
  } catch (error) {
    if (!(error instanceof DescriptionFull)) throw error;
    log({ stage: access.stageName, notRecorded: error.message });
  }
}

/** The record of a deployment that is live now. */
export function liveRecord(access: StageAccess, history: History, { request, variables, from, canary }: StageRecord): StageRecord {
  const keep = access.keep ?? history.record(history.newest)?.keep;
  const live = history.nextStamp(access.patience.clock.now());
  return { live, from, request, canary, variables, keep: keep === DEFAULT_KEEP ? undefined : keep };
}

function filled(variables: Texts): Texts | undefined {
  return Object.keys(variables).length ? variables : undefined;
}
