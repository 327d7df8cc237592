import { GetStagesCommand, Stage } from '@aws-sdk/client-api-gateway';
import { Deployment, History } from '../../handlers/release/history';
import { StageAccess } from '../../handlers/release/stage-access';
import type { Command } from '../command';
import { notFound, usageError } from '../command-error';
import { findApi } from '../find-api';
import { table } from '../output/table';
import { iso, minute } from '../output/words';
import { shortFingerprint } from '../stage-state';

/** What a stage does with a deployment, or did. */
interface StageFate {
  readonly stage: string;
  readonly state: 'live' | 'canary' | 'was live' | 'stopped';
  readonly percentTraffic?: number;
  /** When it was last recorded that the stage serves it. */
  readonly lastRecorded?: string;
  readonly reason?: string;
}

/** What `gatehouse history --json` prints. */
export interface HistoryData {
  readonly api: string;
  readonly deployments: ReadonlyArray<{
    readonly id: string;
    readonly created: string;
    readonly fingerprint: string | null;
    readonly description: string | null;
    readonly stages: readonly StageFate[];
  }>;
}

export const history: Command = {
  name: 'history',
  summary: 'Deployments, the newest first, and what became of them',
  about: 'api',
  options: [['--stage <name>', 'only what became of them in this stage'], ['--limit <number>', 'not more than this many']],
  run: async (context, { options: { limit } }) => {
    const { restApiId } = await findApi(context);
    const most = limit === undefined ? Infinity : Number(limit);
    if (!(most >= 1)) throw usageError(`--limit has to be a number from 1, got "${limit}"`);
    context.step('Reading the deployments');
    const { item: all = [] } = await context.call(({ apiGateway }) => apiGateway.send(new GetStagesCommand({ restApiId })));
    const { stage } = context.options;
    const stages = all.filter(({ stageName }) => stage === undefined || stageName === stage);
    if (stage !== undefined && stages.length === 0) throw notFound(`API ${restApiId} has no stage ${stage}`);
    const { history: read } = await new StageAccess(context.clients.apiGateway, context.patience, restApiId, '').read();
    const newestFirst = read.deployments.sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
    const data: HistoryData = { api: restApiId, deployments: newestFirst.slice(0, most).map((deployment) => row(deployment, newestFirst, stages)) };
    return { data, text: historyText(data, context.width) };
  },
};

function row(deployment: Deployment, all: readonly Deployment[], stages: readonly Stage[]): HistoryData['deployments'][number] {
  const { id, created, text } = deployment;
  const fingerprint = shortFingerprint(text);
  const description = fingerprint === null && text ? text : null;
  const fates = stages.flatMap((stage) => fate(id, stage, new History(all, stage.stageName!)) ?? []).sort((a, b) => (a.stage < b.stage ? -1 : 1));
  return { id, created: iso(created)!, fingerprint, description, stages: fates };
}

function fate(id: string, { stageName, deploymentId, canarySettings }: Stage, ofStage: History): StageFate | undefined {
  const { live, stopped } = ofStage.record(id) ?? {};
  const recorded = live === undefined ? {} : { lastRecorded: iso(live)! };
  const stage = stageName!;
  if (id === deploymentId) return { stage, state: 'live', ...recorded };
  if (id === canarySettings?.deploymentId) return { stage, state: 'canary', percentTraffic: canarySettings.percentTraffic ?? 0 };
  if (stopped !== undefined) return { stage, state: 'stopped', ...recorded, reason: stopped };
  return live === undefined ? undefined : { stage, state: 'was live', ...recorded };
}

function historyText({ deployments }: HistoryData, width: number): string {
  if (deployments.length === 0) return 'No deployments.';
  const columns = [{ title: 'DEPLOYMENT' }, { title: 'MADE (UTC)' }, { title: 'FINGERPRINT' }, { title: 'STAGES', flexible: true }];
  const rows = deployments.map(({ id, created, fingerprint, description, stages }) =>
    [id, minute(created), fingerprint ?? '-', stages.map(fateText).join('\n') || (description ?? '-')]);
  return table(columns, rows, width);
}

function fateText({ stage, state, percentTraffic, lastRecorded, reason }: StageFate): string {
  switch (state) {
    case 'live': return `${stage}: live`;
    case 'canary': return `${stage}: canary, ${percentTraffic} %`;
    case 'was live': return `${stage}: was live ${minute(lastRecorded!)}`;
    case 'stopped': return `${stage}: canary stopped: ${reason}`;
  }
}
