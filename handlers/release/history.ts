import { fingerprintOf, StageRecord } from './records';

/** A deployment of an API as it is listed. */
export interface Deployment {
  readonly id: string;
  readonly created: number;
  /** The description without the records. */
  readonly text: string;
  /** By stage. */
  readonly records: Readonly<Record<string, StageRecord>>;
}

/** What the deployments of an API tell of one stage. */
export class History {
  private readonly byId: Map<string, Deployment>;

  constructor(deployments: readonly Deployment[], public readonly stageName: string) {
    this.byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  }

  public get deployments(): Deployment[] {
    return [...this.byId.values()];
  }

  public has(id: string): boolean {
    return this.byId.has(id);
  }

  public deployment(id: string | undefined): Deployment | undefined {
    return this.byId.get(id ?? '');
  }

  /** When a deployment was made; 0 if it is gone. */
  public created(id: string): number {
    return this.deployment(id)?.created ?? 0;
  }

  public record(id: string | undefined): StageRecord | undefined {
    const records = this.deployment(id)?.records ?? {};
    return Object.hasOwn(records, this.stageName) ? records[this.stageName] : undefined;
  }

  public fingerprint(id: string | undefined): string | undefined {
    return fingerprintOf(this.deployment(id)?.text ?? '');
  }

  /** The deployment that was last known to be live. */
  public get newest(): string | undefined {
    let newest: string | undefined;
    for (const id of this.byId.keys()) if (this.stamp(id) > this.stamp(newest)) newest = id;
    return newest;
  }

  /** What was live before the operation that is under way. */
  public get prior(): string | undefined {
    const { newest } = this;
    const from = this.record(newest)?.from;
    return from !== undefined && this.has(from) ? from : newest;
  }

  /** The deployment that a request of CloudFormation has found live. */
  public seenBy(request: string): string | undefined {
    return [...this.byId.keys()].find((id) => this.record(id)?.request === request);
  }

  /** Those that an operation has found live, the last first: what CloudFormation believes is one of them, or the template's own. */
  public get seen(): string[] {
    return [...this.byId.keys()].filter((id) => this.record(id)?.request !== undefined).sort((a, b) => this.stamp(b) - this.stamp(a));
  }

  /** Of the deployments with the same fingerprint that have been live, the last. */
  public lastLiveLike(id: string): string | undefined {
    const fingerprint = this.fingerprint(id);
    const alike = [...this.byId.keys()].filter((other) => other === id || (fingerprint !== undefined && this.fingerprint(other) === fingerprint));
    return alike.filter((other) => this.stamp(other) > -1).sort((a, b) => this.stamp(b) - this.stamp(a))[0];
  }

  /** Those with a record of a canary. */
  public get canaries(): string[] {
    return [...this.byId.keys()].filter((id) => this.record(id)?.canary !== undefined);
  }

  /** A stamp that is later than all. */
  public nextStamp(now: number): number {
    return Math.max(now, this.stamp(this.newest) + 1);
  }

  /** What is to be known after a record was written. */
  public note(id: string, record: StageRecord): void {
    const deployment = this.byId.get(id);
    if (deployment) this.byId.set(id, { ...deployment, records: { ...deployment.records, [this.stageName]: record } });
  }

  private stamp(id: string | undefined): number {
    return this.record(id)?.live ?? -1;
  }
}
