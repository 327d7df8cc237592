import {
  DeleteDeploymentCommand, GetDeploymentCommand, GetDeploymentsCommand, GetStageCommand, GetStagesCommand, PatchOperation, Stage,
  UpdateDeploymentCommand, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { Clients } from './clients';
import { CanarySettings } from './event';
import { Deployment, History } from './history';
import { log } from './log';
import { descriptionFull, notApplied } from './messages';
import { isNotFound, isRefusal, Patience } from './patience';
import { Description, DescriptionFull, LONGEST_DESCRIPTION, readDescription, StageRecord, writeDescription } from './records';

/** A canary of a deployment. */
export interface Canary extends CanarySettings {
  readonly deploymentId: string;
}

/** How a stage is to be; what is not there stays as it is. */
export interface Desired {
  readonly deploymentId?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Null for no canary. */
  readonly canary?: Canary | null;
}

/** A stage as it was found. */
export interface Found {
  /** Not there if there is no such stage, or no API. */
  readonly stage?: Stage;
  /** All of the API. */
  readonly stages: readonly Stage[];
  readonly history: History;
}

/** The most that a page takes. */
const PAGE = 500;

/** So often a change that API Gateway has taken is sent again, if it does not show. */
const REPETITIONS = 5;

/** Reads and changes one stage, and what descriptions record of it. Whatever is written is compared with what is there before each attempt. */
export class StageAccess {
  private stages: Stage[] = [];

  constructor(
    private readonly client: Clients['apiGateway'],
    public readonly patience: Patience,
    private readonly restApiId: string,
    public readonly stageName: string,
    /** How many deployments the stage wants kept, if that is known. */
    public readonly keep?: number,
  ) {}

  /** The stage and all deployments of its API. */
  public async read(): Promise<Found> {
    this.stages = await this.unlessGone(async () => (await this.client.send(new GetStagesCommand({ restApiId: this.restApiId }))).item) ?? [];
    const stage = this.stages.find(({ stageName }) => stageName === this.stageName);
    return { stage, stages: this.stages, history: new History(await this.deployments(), this.stageName) };
  }

  /**
   * Writes what a deployment's description records of the stage. Other stages may write to it at the same time, and nothing
   * makes them wait, so what was written is looked at again.
   *
   * @throws DescriptionFull if it does not fit, with what stages may have to go back to; then nothing is written
   */
  public async record(history: History, id: string, record: StageRecord): Promise<void> {
    history.note(id, record);
    do {
      const written = await this.unlessGone(async () => {
        const { description = '' } = await this.client.send(new GetDeploymentCommand({ restApiId: this.restApiId, deploymentId: id }));
        const value = this.description(history, id, readDescription(description), record);
        if (value === description) return false;
        const patchOperations: PatchOperation[] = [{ op: 'replace', path: '/description', value }];
        await this.client.send(new UpdateDeploymentCommand({ restApiId: this.restApiId, deploymentId: id, patchOperations }));
        return true;
      });
      if (!written) return;
    } while (this.stages.length > 1 && await this.patience.settle());
  }

  /**
   * Whether a record would fit, as far as is known.
   *
   * @throws DescriptionFull otherwise
   */
  public check(history: History, id: string, record: StageRecord): void {
    const deployment = history.deployment(id);
    if (deployment) this.description(history, id, deployment, record);
  }

  /** Makes the stage what it is to be, and returns it; undefined if it is gone. Looks before each attempt, and once more at the end. */
  public async converge(desired: Desired): Promise<Stage | undefined> {
    let taken: string | undefined;
    let refused: string | undefined;
    for (let times = 0; ;) {
      const stage = await this.unlessGone(() => this.client.send(new GetStageCommand({ restApiId: this.restApiId, stageName: this.stageName })));
      if (!stage) return undefined;
      const patchOperations = patchOf(stage, desired);
      if (patchOperations.length === 0) return stage;

      const paths = patchOperations.map(({ op, path }) => `${op} ${path}`);
      const patch = JSON.stringify(patchOperations);
      if (patch === taken && (times++ >= REPETITIONS || !await this.patience.settle())) throw new Error(notApplied(this.stageName, paths));
      if (patch !== taken) times = 0;
      try {
        await this.client.send(new UpdateStageCommand({ restApiId: this.restApiId, stageName: this.stageName, patchOperations }));
        taken = patch;
        log({ stage: this.stageName, changed: paths });
      } catch (error) {
        if (isNotFound(error) && await this.patience.settle()) continue; // the stage is gone
        if (!isRefusal(error)) await this.patience.pause(error); // as long as there is time: it was not taken, or nobody knows
        else if (patch === refused) throw error; // what is there has not changed since it was refused before
        else refused = patch;
      }
    }
  }

  /** A deployment that somebody uses is not deleted, nor is that an error. */
  public async delete(id: string): Promise<void> {
    await this.unlessGone(() => this.client.send(new DeleteDeploymentCommand({ restApiId: this.restApiId, deploymentId: id })));
  }

  private description(history: History, id: string, { text, records: present }: Description, record: StageRecord): string {
    const records = { ...present, [this.stageName]: record };
    const needed = (name: string): boolean => {
      const deployments = history.deployments.map((deployment) => (deployment.id === id ? { ...deployment, records } : deployment));
      const ofStage = new History(deployments, name);
      return [ofStage.newest, ofStage.prior, ...ofStage.canaries].includes(id);
    };
    try {
      return writeDescription({ text, records }, this.stageName, needed);
    } catch (error) {
      if (!(error instanceof DescriptionFull)) throw error;
      throw new DescriptionFull(descriptionFull(this.stageName, id, LONGEST_DESCRIPTION));
    }
  }

  private async deployments(): Promise<Deployment[]> {
    const found: Deployment[] = [];
    let position: string | undefined;
    do {
      const page = await this.unlessGone(() => this.client.send(new GetDeploymentsCommand({ restApiId: this.restApiId, limit: PAGE, position })));
      for (const { id = '', createdDate, description } of page?.items ?? []) {
        found.push({ id, created: createdDate?.getTime() ?? 0, ...readDescription(description) });
      }
      position = page?.position;
    } while (position !== undefined);
    return found;
  }

  private async unlessGone<T>(action: () => Promise<T>): Promise<T | undefined> {
    return this.patience.call(async () => {
      try {
        return await action();
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    });
  }
}

/** What makes a stage what it is to be. A canary whose overrides are to go has to be removed first, by a call of its own. */
export function patchOf(stage: Stage, { deploymentId, variables = {}, canary }: Desired): PatchOperation[] {
  const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });
  const remove: PatchOperation = { op: 'remove', path: '/canarySettings' };
  const base = [
    ...(deploymentId === undefined || deploymentId === stage.deploymentId ? [] : [replace('/deploymentId', deploymentId)]),
    ...changed(stage.variables, variables).map(([name, value]) => replace(`/variables/${escaped(name)}`, value)),
  ];
  const { canarySettings: present } = stage;
  if (canary === undefined) return base;
  if (canary === null) return present ? [...base, remove] : base;
  const overridden = present?.stageVariableOverrides ?? {};
  if (present && (present.deploymentId !== canary.deploymentId || !Object.keys(overridden).every((name) => Object.hasOwn(canary.overrides, name)))) {
    return [...base, remove];
  }
  return [
    ...base,
    ...(present ? [] : [replace('/canarySettings/deploymentId', canary.deploymentId)]), // gives it no traffic yet
    ...changed(overridden, canary.overrides).map(([name, value]) => replace(`/canarySettings/stageVariableOverrides/${escaped(name)}`, value)),
    ...((present?.useStageCache ?? false) === canary.useStageCache ? [] : [replace('/canarySettings/useStageCache', String(canary.useStageCache))]),
    ...((present?.percentTraffic ?? 0) === canary.percent ? [] : [replace('/canarySettings/percentTraffic', String(canary.percent))]),
  ];
}

function changed(present: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>>): Array<[string, string]> {
  return Object.entries(wanted).filter(([name, value]) => !Object.hasOwn(present, name) || present[name] !== value);
}

/** As JSON Pointer has it. */
function escaped(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}
