import type { StatusEvent } from './event';
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
  log({ stage: access.stageName, status, live, newest });
  switch (status) {
    case 'UPDATE_IN_PROGRESS':
      if (stage.lastUpdatedDate && stage.lastUpdatedDate.getTime() >= at) return; // too late to know what was live
      return observe(access, stage, history, Object.keys(record?.variables ?? {}));
    case 'UPDATE_COMPLETE':
      return succeeded(access, history);
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'UPDATE_ROLLBACK_FAILED':
      if (newest === undefined || live === newest || live === record?.from || history.record(live)?.live === undefined) return;
      return restore(access, history, undefined);
  }
}
