import { stop } from '../../handlers/release/transitions';
import type { Command } from '../command';
import { notFound } from '../command-error';
import { facts } from '../output/table';
import { deploymentData, DeploymentData, deploymentText, openStage, readStage, stackNote, stackState, stillThere } from '../stage-state';

/** What `gatehouse abort --json` prints. */
export interface AbortData {
  readonly api: string;
  readonly stage: string;
  readonly live: DeploymentData;
  /** The deployment that the canary had. */
  readonly aborted: DeploymentData;
  readonly reason: string;
}

export const abort: Command = {
  name: 'abort',
  summary: 'End the canary of a stage',
  details: 'The stage goes on with what it serves. If "cdk deploy" watches the canary, it fails, and rolls the stack back.',
  about: 'stage',
  asks: () => true,
  options: [['--reason <text>', 'why, for "gatehouse history"']],
  run: async (context, { options: { reason: said } }) => {
    const open = await openStage(context);
    const { found, found: { restApiId, stageName }, stage, live } = open;
    const candidate = stage.canarySettings?.deploymentId;
    if (candidate === undefined) throw notFound(`stage ${stageName} has no canary to abort: it serves deployment ${live}`);
    const reason = typeof said === 'string' && said.trim() !== '' ? said.trim() : 'aborted by command';
    const state = await stackState(context, found);
    const describe = (id: string) => deploymentText(deploymentData(open.history, id));
    const asked = await context.confirm([
      ['Stage', `${stageName} of API ${restApiId}`],
      ['Goes on', describe(live)],
      ['Ends', `the canary of ${describe(candidate)}`],
      ['Stack', stackNote(state, 'if that watches the canary, it fails and is rolled back')],
    ]);

    const { access, history } = asked ? await stillThere(context, open) : open;
    context.step(`Ending the canary of ${candidate}`);
    if (candidate === live) await access.converge({ canary: null });
    else await stop(access, history, candidate, reason);

    const now = await readStage(context, found);
    const data: AbortData = {
      api: restApiId, stage: stageName, live: deploymentData(now.history, now.live), aborted: deploymentData(history, candidate), reason,
    };
    const text = facts([['Stage', stageName], ['Serves', deploymentText(data.live)], ['Aborted', deploymentText(data.aborted)], ['Reason', reason]], context.width);
    return { data, text };
  },
};
