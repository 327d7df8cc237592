import { History } from '../../handlers/release/history';
import { familyOf } from '../../handlers/release/records';
import { observe, stop, switchTo } from '../../handlers/release/transitions';
import type { Command } from '../command';
import { CommandError, notFound } from '../command-error';
import { withNotes } from '../output/answer';
import { deploymentData, DeploymentData, deploymentText, isBusy, isIdle, nameOf, openStage, readStage, stackNote, stackState, stillThere } from '../stage-state';
import { endOfWayBack, knownVariables } from '../transitions';

/** How the deployment was found. */
type Choice = 'named' | 'was live before' | 'was made before';

/** What `gatehouse rollback --json` prints. */
export interface RollbackData {
  readonly api: string;
  readonly stage: string;
  readonly live: DeploymentData;
  readonly replaced: DeploymentData;
  readonly choice: Choice;
  /** The canary that it ended. */
  readonly aborted: DeploymentData | null;
  readonly warnings: Array<{ readonly id: 'noRecords'; readonly message: string }>;
}

export const rollback: Command = {
  name: 'rollback',
  summary: 'Put a stage on an earlier deployment',
  details: 'Without a deployment it is the one that was live before or, if there are no records, the one that was made before.',
  about: 'stage',
  asks: () => true,
  arguments: [['[deployment]', 'an id, as "gatehouse history" lists it']],
  run: async (context, { arguments: [named] }) => {
    const open = await openStage(context);
    const { found, found: { restApiId, stageName }, stage, live } = open;
    const running = stage.canarySettings?.deploymentId;
    const { target, choice } = targetOf(open.history, live, named, running, restApiId);
    const state = await stackState(context, found);
    if (isBusy(state)) {
      const instead = running === undefined ? 'wait until it is done, or let CloudFormation roll back' : 'end the canary with "gatehouse abort", or wait until it is done';
      throw new CommandError(`stack ${nameOf(state)} is being deployed, and CloudFormation would change the stage again: ${instead}`);
    }
    const describe = (id: string) => deploymentText(deploymentData(open.history, id));
    const asked = await context.confirm([
      ['Stage', `${stageName} of API ${restApiId}`],
      ['Serves', describe(live)],
      ['Will serve', `${describe(target)}${choice === 'named' ? '' : `, which ${choice}`}`],
      ['Ends', running === undefined ? undefined : `the canary of ${describe(running)}`],
      ['Stack', stackNote(state, '')],
    ]);

    const { access, stage: present, history } = asked ? await stillThere(context, open) : open;
    context.step(`Switching to ${target}`);
    const withRecords = history.newest !== undefined;
    const names = knownVariables(history);
    await observe(access, present, history, names);
    if (running !== undefined && running !== target) await stop(access, history, running, 'rolled back by command');
    await switchTo(access, history, target, history.record(target)?.variables ?? {}, names);
    if (isIdle(state)) await endOfWayBack(access, history);

    const now = await readStage(context, found);
    const data: RollbackData = {
      api: restApiId,
      stage: stageName,
      live: deploymentData(now.history, now.live),
      replaced: deploymentData(history, live),
      choice,
      aborted: running === undefined ? null : deploymentData(history, running),
      warnings: withRecords ? [] : [{ id: 'noRecords', message: noRecords(stageName, target) }],
    };
    const text = withNotes([
      ['Stage', stageName],
      ['Serves', deploymentText(data.live)],
      ['Before', deploymentText(data.replaced)],
      ['Canary', data.aborted ? `ended: ${deploymentText(data.aborted)}` : undefined],
    ], data.warnings.map(({ message }) => message), context.width);
    return { data, text };
  },
};

function noRecords(stageName: string, target: string): string {
  return `no release function has recorded what ${stageName} served, so nothing tells the next "cdk deploy" of this: a deployment that changes the stage puts it ` +
    `back. Say Release.pinned('${target}') in the code to stay`;
}

type Target = { readonly target: string; readonly choice: Choice };

function targetOf(history: History, live: string, named: string | undefined, running: string | undefined, api: string): Target {
  if (named !== undefined) {
    if (!history.has(named)) throw notFound(`API ${api} has no deployment ${named}: "gatehouse history" lists them`);
    if (named === live) throw new CommandError(`deployment ${named} is live already`);
    return { target: named, choice: 'named' };
  }
  if (running !== undefined) throw new CommandError(`the stage has a canary of ${running}: "gatehouse abort" ends it, or say the deployment to go back to`);
  const same = (id: string) => id === live || (history.fingerprint(id) !== undefined && history.fingerprint(id) === history.fingerprint(live));
  const others = history.deployments.map(({ id }) => id).filter((id) => !same(id));
  const stamp = (id: string) => history.record(id)?.live;
  const wasLive = others.filter((id) => stamp(id) !== undefined).sort((a, b) => stamp(b)! - stamp(a)!)[0];
  if (wasLive !== undefined) return { target: wasLive, choice: 'was live before' };
  const family = (id: string) => familyOf(history.deployment(id)?.text ?? '');
  const before = others
    .filter((id) => history.created(id) < history.created(live) && history.record(id)?.stopped === undefined && family(id) === family(live))
    .sort((a, b) => history.created(b) - history.created(a))[0];
  if (before === undefined) throw notFound(`there is no deployment before ${live}: "gatehouse history" lists all`);
  return { target: before, choice: 'was made before' };
}
