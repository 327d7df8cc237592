import { History } from '../handlers/release/history';
import { StageAccess } from '../handlers/release/stage-access';

/** The names of variables that releases know: those overridden now, and those of records. */
export function knownVariables(history: History, overridden: readonly string[] = []): string[] {
  const recorded = history.deployments.flatMap(({ id }) => Object.keys(history.record(id)?.variables ?? {}));
  return [...new Set([...overridden, ...recorded])];
}

/** What a person has switched to outside of an operation of CloudFormation is not what an operation may go back from. */
export async function endOfWayBack(access: StageAccess, history: History): Promise<void> {
  const { newest } = history;
  const record = history.record(newest);
  if (newest !== undefined && record?.from !== undefined) await access.record(history, newest, { ...record, from: undefined });
}
