import { isDeepStrictEqual } from 'node:util';
import { Stage } from '@aws-sdk/client-api-gateway';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Watch } from './release/bake';
import { clients, Clients } from './release/clients';
import { decide, Decision } from './release/decide';
import { IsCompleteEvent, IsCompleteResult, isCompleteEvent, isStatusEvent, OnEvent, OnEventResult, ReleaseEvent, Settings } from './release/event';
import { History } from './release/history';
import { log } from './release/log';
import { answerTooLong, candidateGone, pinGone, rolledBack } from './release/messages';
import { Patience, systemClock } from './release/patience';
import { StageAccess } from './release/stage-access';
import { onStatus } from './release/status';
import type { Surroundings } from './release/surroundings';
import { failed, liveRecord, observe, pick, prune, recordChange, restore, settle, startCanary, switchTo } from './release/transitions';

export { clients } from './release/clients';
export type { Surroundings } from './release/surroundings';

/** Answers CloudFormation's events for both custom resources of a stage, and those of the rule on the status of the stack. */
export async function release(event: ReleaseEvent, surroundings: Surroundings): Promise<OnEventResult | IsCompleteResult | void> {
  if (isStatusEvent(event)) return onStatus(event, surroundings);
  const operation = new Operation(event, surroundings);
  return isCompleteEvent(event) ? operation.isComplete(event) : operation.onEvent();
}

let systemClients: Clients | undefined;

export const handler = (event: ReleaseEvent) => release(event, { clients: systemClients ??= clients(), clock: systemClock });

type Texts = Readonly<Record<string, string>>;

/**
 * In bytes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const LONGEST_ANSWER = 4_096;

/** What one event asks for. */
class Operation {
  private readonly settings: Settings;
  private readonly old?: Settings;
  private readonly patience: Patience;
  private readonly access: StageAccess;

  constructor(private readonly event: OnEvent, private readonly surroundings: Surroundings) {
    this.settings = new Settings(event.ResourceProperties);
    const old = event.OldResourceProperties && new Settings(event.OldResourceProperties);
    if (old?.isOfStageOf(this.settings)) this.old = old;
    this.patience = new Patience(surroundings.clock);
    const { restApiId, stageName, keep } = this.settings;
    this.access = new StageAccess(surroundings.clients.apiGateway, this.patience, restApiId, stageName, keep);
  }

  public async onEvent(): Promise<OnEventResult> {
    const { settings, event } = this;
    const rollingBack = await this.isRollingBack();
    const { stage, history } = await this.access.read();
    const { stageName, part, candidate } = settings;
    log({ stage: stageName, part, request: event.RequestType, rollingBack, live: stage?.deploymentId, candidate });

    const done: OnEventResult = { PhysicalResourceId: settings.physicalResourceId, Phase: 'done' };
    if (event.RequestType === 'Delete') {
      if (stage && rollingBack) await this.neverReleased(history);
      else if (stage) await this.access.converge({ canary: null });
      return { ...done, PhysicalResourceId: event.PhysicalResourceId ?? done.PhysicalResourceId };
    }
    if (!rollingBack && !history.has(settings.target)) {
      const { pinned, restApiId } = settings;
      throw new Error(pinned === undefined ? candidateGone(stageName, candidate) : pinGone(stageName, pinned, restApiId));
    }
    if (part === 'base') return { ...done, Data: await (rollingBack ? this.baseBack(stage, history) : this.base(stage, history)) };
    if (!stage) return done;
    if (!rollingBack) return { ...done, ...await this.canary(stage, history) };
    await this.canaryBack(stage, history);
    return done;
  }

  public async isComplete({ Phase, Bake }: IsCompleteEvent): Promise<IsCompleteResult> {
    if (Phase !== 'bake' || !Bake) return { IsComplete: true };
    const { settings, patience, access } = this;
    if (await this.isRollingBack()) throw new Error(rolledBack(settings.stageName)); // the waiter goes on when CloudFormation does not wait any more
    const IsComplete = await new Watch(this.surroundings.clients.cloudWatch, patience, settings).isOver(Bake, access);
    if (IsComplete) await this.prune();
    return { IsComplete };
  }

  /** What the stage is to serve while CloudFormation updates it. */
  private async base(stage: Stage | undefined, history: History): Promise<Texts> {
    const { settings, access, event } = this;
    const { target, names, ownVariables } = settings;
    this.checkAnswer(stage, history);
    if (!stage) {
      await this.recordNew(history);
      return this.data(target, ownVariables, {});
    }
    const seen = history.seenBy(event.RequestId);
    if (seen === undefined) await observe(access, stage, history, [...names, ...this.old?.names ?? []], event.RequestId);
    const live = seen ?? stage.deploymentId!;
    const decision = this.decide(live, history);
    return this.data(decision === 'switch' ? target : live, this.variables(decision, live, history, stage.variables), stage.variables);
  }

  /** What the stage is to serve while CloudFormation rolls it back. */
  private async baseBack(stage: Stage | undefined, history: History): Promise<Texts> {
    const { settings, access } = this;
    const prior = history.prior ?? stage?.deploymentId ?? settings.candidate;
    await settle(access, history);
    return this.data(prior, { ...pick(stage?.variables, settings.names), ...history.record(prior)?.variables }, stage?.variables);
  }

  /** What the stage is to serve after CloudFormation has updated it. */
  private async canary(stage: Stage, history: History): Promise<Partial<OnEventResult>> {
    const { settings, old, access, patience } = this;
    const { candidate } = settings;
    const live = history.newest ?? stage.deploymentId!;
    const decision = this.decide(live, history);
    const variables = this.variables(decision, live, history, {});
    const canary = { ...settings.canary, deploymentId: candidate };
    const watch = new Watch(this.surroundings.clients.cloudWatch, patience, settings);
    log({ stage: settings.stageName, decision, live, candidate });

    switch (decision) {
      case 'switch':
        await switchTo(access, history, settings.target, variables, settings.names);
        await this.prune();
        return {};
      case 'canary':
        if (settings.bakeSeconds !== undefined) await watch.start(live);
        await startCanary(access, history, live, variables, canary);
        return this.bake(live) ?? this.prune();
      case 'keep': {
        const runs = stage.canarySettings?.deploymentId === candidate;
        const changed = old === undefined || !isDeepStrictEqual(old.canary, settings.canary);
        const present = await access.converge({ deploymentId: live, variables, ...(runs && changed && { canary }) }); // its record is what a rollback restores
        if (present) await recordChange(access, history, live, present.variables);
        return (runs ? this.bake(live) : undefined) ?? {};
      }
    }
  }

  /** Puts back what was live, and the canary that ran. */
  private async canaryBack({ canarySettings: present }: Stage, history: History): Promise<void> {
    const { settings, settings: { candidate, canary }, old, access } = this;
    if (old && history.created(candidate) > history.created(old.candidate)) return; // comes again, out of the operation that failed
    const percent = old && settings.pinned === undefined ? history.record(candidate)?.canary : undefined; // what is new or pinned had no canary
    const ofSomebody = present && present.deploymentId !== candidate && present.deploymentId !== old?.candidate;
    const ours = percent === undefined || candidate === history.prior ? undefined : { ...canary, percent, deploymentId: candidate };
    await restore(access, history, ours ?? (ofSomebody ? undefined : null));
    if (old && old.candidate !== candidate) await failed(access, history, old.candidate);
  }

  /** Puts back what was live before the strategy was to come. */
  private async neverReleased(history: History): Promise<void> {
    await restore(this.access, history, null);
    await failed(this.access, history, this.settings.candidate);
  }

  private decide(live: string, history: History): Decision {
    const { settings: { candidate, pinned }, old, event } = this;
    if (pinned !== undefined) return 'switch';
    return decide({ created: event.RequestType === 'Create' || old?.pinned !== undefined, candidate, live, history });
  }

  /** Values of overridden variables: the template's own where it has changed them, and otherwise those that the deployment had while it was live. */
  private variables(decision: Decision, live: string, history: History, present: Texts = {}): Texts {
    const { settings: { names, ownVariables, target }, old } = this;
    const served = decision === 'switch' && target !== live ? history.lastLiveLike(target) ?? live : live;
    const changed = names.filter((name) => old?.ownVariables[name] !== ownVariables[name]); // as are all that had no override
    return { ...pick(present, names), ...pick(history.record(served)?.variables, names), ...pick(ownVariables, changed) };
  }

  private data(deployment: string, variables: Texts, present: Texts = {}): Texts {
    const { names, ownVariables, canary } = this.settings;
    const values = { ...canary.overrides, ...pick(ownVariables, names), ...pick(present, names), ...pick(variables, names) };
    return { DeploymentId: deployment, ...Object.fromEntries(names.map((name) => [`Variable.${name}`, values[name]])) };
  }

  /** Fails if the answer would be too long now, or after the promotion. */
  private checkAnswer(stage: Stage | undefined, history: History): void {
    const { names, canary, ownVariables, target, stageName, stackId, physicalResourceId } = this.settings;
    const { RequestId, LogicalResourceId } = this.event;
    const before = history.record(history.lastLiveLike(target))?.variables;
    const sizeOf = (text = '') => Buffer.byteLength(JSON.stringify(text));
    const longest = (name: string) => [canary.overrides, ownVariables, stage?.variables, before]
      .map((values) => values?.[name]).reduce((one, other) => (sizeOf(one) < sizeOf(other) ? other : one));
    const Data = this.data(target, Object.fromEntries(names.map((name) => [name, longest(name) ?? ''])));
    const answer = { Status: 'SUCCESS', Reason: 'SUCCESS', StackId: stackId, RequestId, PhysicalResourceId: physicalResourceId, LogicalResourceId, Data };
    const bytes = Buffer.byteLength(JSON.stringify(answer));
    if (bytes > LONGEST_ANSWER) throw new Error(answerTooLong(stageName, bytes, LONGEST_ANSWER));
  }

  /** A stage that CloudFormation is about to make. */
  private async recordNew(history: History): Promise<void> {
    const { access, event, settings } = this;
    if (history.seenBy(event.RequestId) !== undefined) return;
    const variables = pick(settings.ownVariables, settings.names);
    await access.record(history, settings.target, liveRecord(access, history, { request: event.RequestId, variables }));
  }

  private bake(live: string): Partial<OnEventResult> | undefined {
    if (this.settings.bakeSeconds === undefined) return undefined;
    return { Phase: 'bake', Bake: { Since: new Date(this.patience.clock.now()).toISOString(), Base: live } };
  }

  private async prune(): Promise<object> {
    // Where the strategy is new, nobody knows what CloudFormation would put back.
    if (this.old) await prune(this.access, [this.settings.candidate, this.settings.target, this.old.candidate, this.old.target]);
    return {};
  }

  private async isRollingBack(): Promise<boolean> {
    const StackName = this.settings.stackId;
    const { Stacks = [] } = await this.patience.call(() => this.surroundings.clients.cloudFormation.send(new DescribeStacksCommand({ StackName })));
    return /^(UPDATE_|IMPORT_)?ROLLBACK_/.test(Stacks[0]?.StackStatus ?? '');
  }
}
