import type { StatusEvent } from './event';
import type { History } from './history';
import { log } from './log';
import { Patience } from './patience';
import { StageAccess } from './stage-access';
import type { Surroundings } from './surroundings';
import { observe, restore, succeeded } from './transitions';

/** Hears of the status of the stack. Events are late, or never come: one that is older than what is known does nothing. */
export async function onStatus({ status, time, stages }: StatusEvent, surroundings: Surroundings): Promise<void> {
  const at = Date.parse(time);
  const failures: unknown[] = [];
  for (const { RestApiId, StageName } of stages) {
    try {
      const access = new StageAccess(surroundings.clients.apiGateway, new Patience(surroundings.clock), RestApiId, StageName);
      await onStatusOf(status, at, access);
    } catch (error) {
      log({ stage: StageName, status, error: (error as Error).message });
      failures.push(error);
    }
  }
  if (failures.length) throw failures[0];
}

async function onStatusOf(status: string, at: number, access: StageAccess): Promise<void> {
  const { stage, history } = await access.read();
  const { newest } = history;
  const record = history.record(newest);
  if (!stage || (record?.live ?? 0) >= at) return;
  const live = stage.deploymentId!;
  const changed = stage.lastUpdatedDate?.getTime() ?? 0; // both are of whole seconds
  log({ stage: access.stageName, status, live, newest });
  switch (status) {
    case 'UPDATE_IN_PROGRESS':
      if (changed >= at) return; // too late to know what was live
      return observe(access, stage, history, Object.keys(record?.variables ?? {}));
    case 'UPDATE_COMPLETE':
      return succeeded(access, history, changed >= at ? undefined : stage.variables);
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'UPDATE_ROLLBACK_FAILED':
      if (changed > at) return; // by the next operation, or by hand
      return repair(access, live, history);
  }
}

/** Puts back what CloudFormation has put in the place of it, a deployment or values of variables; nothing where a reading of the records says that the stage is right. */
async function repair(access: StageAccess, live: string, history: History): Promise<void> {
  const { newest } = history;
  const from = history.record(newest)?.from;
  if (newest === undefined || live === from || (live === newest && from !== undefined) || history.record(live)?.live === undefined) return;
  if (from !== newest) return restore(access, history, undefined);
  await access.converge({ deploymentId: newest }); // the variables of its record are those before an operation of which nobody knows whether it is this one
}
