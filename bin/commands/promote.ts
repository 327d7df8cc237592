import { observe, switchTo } from '../../handlers/release/transitions';
import type { Command } from '../command';
import { notFound } from '../command-error';
import { facts } from '../output/table';
import { deploymentData, DeploymentData, deploymentText, isIdle, openStage, readStage, stackNote, stackState, stillThere } from '../stage-state';
import { endOfWayBack, knownVariables } from '../transitions';

/** What `gatehouse promote --json` prints. */
export interface PromoteData {
  readonly api: string;
  readonly stage: string;
  /** What the stage serves now. */
  readonly live: DeploymentData;
  /** What it served before. */
  readonly replaced: DeploymentData;
  /** The stage variables that have the canary's values now. */
  readonly variables: string[];
}

export const promote: Command = {
  name: 'promote',
  summary: 'Give all requests of a stage to its canary',
  details: 'Values that the canary has for stage variables become those of the stage. The next "cdk deploy" agrees with it.',
  about: 'stage',
  asks: () => true,
  run: async (context) => {
    const open = await openStage(context);
    const { found, found: { restApiId, stageName }, stage, live } = open;
    const canary = stage.canarySettings;
    if (canary?.deploymentId === undefined) throw notFound(`stage ${stageName} has no canary to promote: it serves deployment ${live}`);
    const state = await stackState(context, found);
    const candidate = canary.deploymentId;
    const overrides = canary.stageVariableOverrides ?? {};
    const variables = Object.keys(overrides).sort();
    const describe = (id: string) => deploymentText(deploymentData(open.history, id));
    const asked = await context.confirm([
      ['Stage', `${stageName} of API ${restApiId}`],
      ['Serves', describe(live)],
      ['Will serve', describe(candidate)],
      ['Variables', variables.length ? `${variables.join(', ')}: the canary's values` : undefined],
      ['Stack', stackNote(state, 'if that fails, CloudFormation puts back what was live before')],
    ]);

    const { access, stage: present, history } = asked ? await stillThere(context, open) : open;
    context.step(`Promoting ${candidate}`);
    const names = knownVariables(history, variables);
    if (isIdle(state)) await observe(access, present, history, names);
    await switchTo(access, history, candidate, overrides, names);
    if (isIdle(state)) await endOfWayBack(access, history);

    const now = await readStage(context, found);
    const data: PromoteData = {
      api: restApiId, stage: stageName, live: deploymentData(now.history, now.live), replaced: deploymentData(history, live), variables,
    };
    const text = facts([
      ['Stage', stageName],
      ['Serves', deploymentText(data.live)],
      ['Before', deploymentText(data.replaced)],
      ['Variables', variables.length ? variables.join(', ') : undefined],
    ], context.width);
    return { data, text };
  },
};
