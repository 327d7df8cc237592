import { clients as clientsOf, release } from '../../../handlers/release';
import type { Clients } from '../../../handlers/release/clients';
import type { OnEvent, OnEventResult, ReleaseProperties } from '../../../handlers/release/event';
import { readDescription, StageRecord } from '../../../handlers/release/records';
import { ApiGatewayServer, CloudWatch, ControlPlane, ControlPlaneOptions, inMemoryClient } from '../../support/api-gateway';

export const STAGE = 'prod';
export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Shop/1';

type Properties = Partial<Omit<ReleaseProperties, 'Release'>> & { Release?: Partial<ReleaseProperties['Release']> };

/** What of a template counts here. */
interface Template {
  readonly properties: Omit<ReleaseProperties, 'Part'>;
  readonly variables: Record<string, string>;
}

/** The text that the library gives to a deployment: a logical id that ends with a hash. */
export const fingerprint = (name: string) => `OrdersDeployment${Buffer.from(name).toString('hex').padStart(32, '0')}`;

/** A stack with one stage and its release: calls the handler as CloudFormation does, over the SDK and HTTP. */
export class ReleaseStack {
  /** @param inMemory whether API Gateway and CloudFormation are asked without the SDK, which is much faster */
  public static async start(options: ControlPlaneOptions = {}, inMemory = false): Promise<ReleaseStack> {
    const world = { time: Date.UTC(2026, 0, 1) };
    const now = () => world.time;
    const plane = new ControlPlane({ now, ...options });
    return new ReleaseStack(world, plane, await ApiGatewayServer.start(plane, new CloudWatch({ now })), inMemory);
  }

  public status = 'UPDATE_IN_PROGRESS';
  public readonly waits: number[] = [];
  public readonly restApiId: string;
  public readonly clients: Clients;
  public readonly clock = {
    now: () => ++this.world.time,
    sleep: async (milliseconds: number) => { this.waits.push(milliseconds); this.time += milliseconds; await this.onSleep?.(); },
  };

  /** What happens elsewhere while the handler waits. */
  public onSleep?: () => void | Promise<void>;

  private template?: Template;
  private previous?: Template;
  private requests = 0;

  private constructor(
    private readonly world: { time: number },
    public readonly plane: ControlPlane,
    private readonly server: ApiGatewayServer,
    inMemory: boolean,
  ) {
    this.restApiId = plane.addRestApi().id;
    const requestHandler = { connectionTimeout: 1_000, requestTimeout: 200, throwOnRequestTimeout: true };
    const overHttp = () => clientsOf({ ...server.clientConfig, requestHandler });
    if (inMemory) {
      let cloudWatch: Clients['cloudWatch'];
      this.clients = {
        apiGateway: inMemoryClient(plane),
        cloudFormation: { send: async () => ({ Stacks: [{ StackId: STACK_ID, StackName: 'Shop', StackStatus: this.status }] }) } as unknown as Clients['cloudFormation'],
        get cloudWatch() { return cloudWatch ??= overHttp().cloudWatch; },
      };
      return;
    }
    const status = { handle: async () => ({ response: this.describeStacks() }) };
    const { cloudFormation } = clientsOf({ ...server.clientConfig, requestHandler: status });
    this.clients = { ...overHttp(), cloudFormation };
  }

  /** In milliseconds. */
  public get time(): number {
    return this.world.time;
  }

  public set time(milliseconds: number) {
    this.world.time = milliseconds;
  }

  public get cloudWatch(): CloudWatch {
    return this.server.cloudWatch;
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  /** Makes a deployment, as CloudFormation does for a changed API. */
  public deployment(description?: string): string {
    this.time += 1_000;
    return this.plane.call('CreateDeployment', { restApiId: this.restApiId, description }).id!;
  }

  /** What runs between two operations: somebody, by hand. */
  public patch(...patchOperations: Array<[op: 'replace' | 'remove', path: string, value?: string]>): void {
    this.time += 1_000;
    const operations = patchOperations.map(([op, path, value]) => ({ op, path, value }));
    this.plane.call('UpdateStage', { restApiId: this.restApiId, stageName: STAGE, patchOperations: operations });
  }

  public get serving() {
    return this.plane.serving(this.restApiId, STAGE);
  }

  public description(id: string): string | undefined {
    return this.plane.call('GetDeployment', { restApiId: this.restApiId, deploymentId: id }).description;
  }

  public record(id: string, stageName = STAGE): StageRecord | undefined {
    return readDescription(this.description(id)).records[stageName];
  }

  public get deploymentIds(): string[] {
    return Object.keys(this.plane.state().apis[this.restApiId].deployments);
  }

  public properties(candidate: string, { Release, ...properties }: Properties = {}): Omit<ReleaseProperties, 'Part'> {
    return {
      RestApiId: this.restApiId,
      StageName: STAGE,
      Candidate: candidate,
      StackId: STACK_ID,
      Release: { PercentTraffic: '10', UseStageCache: 'false', Keep: '10', ...Release },
      ...properties,
    };
  }

  /** An operation of CloudFormation on a template up to the answer of Canary's onEvent. Throws what fails, without rolling back. */
  public async deploy(
    candidate: string, properties: Properties = {}, variables: Record<string, string> = {},
  ): Promise<{ base: OnEventResult; canary: OnEventResult }> {
    this.time += 60_000;
    const template = { properties: this.properties(candidate, properties), variables };
    const old = this.template;
    this.previous = old;
    this.template = template;
    this.status = old ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS';
    const base = await this.onEvent(this.event(old ? 'Update' : 'Create', 'base', template.properties, old?.properties));
    this.putStage(template, base);
    const canary = await this.onEvent(this.event(old ? 'Update' : 'Create', 'canary', template.properties, old?.properties));
    return { base, canary };
  }

  /** CloudFormation's rollback of the last operation. */
  public async rollBack(): Promise<OnEventResult> {
    const failed = this.template!;
    const template = this.template = this.previous!;
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const base = await this.onEvent(this.event('Update', 'base', template.properties, failed.properties));
    this.putStage(template, base);
    const canary = await this.onEvent(this.event('Update', 'canary', template.properties, failed.properties));
    this.status = 'UPDATE_ROLLBACK_COMPLETE';
    return canary;
  }

  public event(
    RequestType: OnEvent['RequestType'], Part: 'base' | 'canary', properties: Omit<ReleaseProperties, 'Part'>, old?: Omit<ReleaseProperties, 'Part'>,
  ): OnEvent {
    return {
      RequestType,
      RequestId: `request-${++this.requests}`,
      ...(RequestType !== 'Create' && { PhysicalResourceId: `${this.restApiId}/${STAGE}/${Part}` }),
      ResourceProperties: { ...properties, Part },
      ...(old && { OldResourceProperties: { ...old, Part } }),
    };
  }

  public onEvent(event: OnEvent): Promise<OnEventResult> {
    return release(event, this) as Promise<OnEventResult>;
  }

  /** One poll of the waiter, some time later. */
  public async isComplete(result: OnEventResult, laterSeconds = 0): Promise<boolean> {
    this.time += laterSeconds * 1_000;
    const event = { ...this.event(this.previous ? 'Update' : 'Create', 'canary', this.template!.properties, this.previous?.properties), ...result };
    return ((await release(event, this)) as { IsComplete: boolean }).IsComplete;
  }

  /** An event of the rule. */
  public async onStatus(status: string, at = this.time): Promise<void> {
    await release({ status, time: new Date(at).toISOString(), stages: [{ RestApiId: this.restApiId, StageName: STAGE }] }, this);
  }

  /** The stage as CloudFormation makes or updates it. */
  private putStage({ properties, variables }: Template, { Data }: OnEventResult): void {
    this.time += 1_000;
    const { restApiId } = this;
    const all = { ...variables };
    for (const [name, value] of Object.entries(Data!)) if (name.startsWith('Variable.')) all[name.slice('Variable.'.length)] = value;
    const stages = this.plane.call('GetStages', { restApiId }).item!;
    if (!stages.some(({ stageName }) => stageName === properties.StageName)) {
      this.plane.call('CreateStage', { restApiId, stageName: properties.StageName, deploymentId: Data!.DeploymentId, variables: all });
      return;
    }
    const variablePatches = Object.entries(all).map(([name, value]): ['replace', string, string] => ['replace', `/variables/${name}`, value]);
    this.patch(['replace', '/deploymentId', Data!.DeploymentId], ...variablePatches);
  }

  private describeStacks(): object {
    const stack = `<StackId>${STACK_ID}</StackId><StackName>Shop</StackName><StackStatus>${this.status}</StackStatus>`;
    const body = '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>' +
      `${stack}<CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
    return { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
  }
}
