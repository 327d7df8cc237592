import { ReleaseFunction } from './release-function';
import { SimulatedClock } from './simulated-clock';
import { Physical, ResourceFailure, ResourceHandler } from './stack';
import { ResolvedProperties, STACK_ID } from './template';

/** After a Create that failed in onEvent, the framework answers with this id and keeps the Delete for itself. */
const CREATE_FAILED = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

/** How often the framework's state machine asks, and how often before it gives up. */
const POLL_MS = 60_000;
const POLLS = 60;

/** An event is delivered once more: right after it, or after so many more of the operation. */
export interface Duplicate {
  readonly event: number;
  readonly after: number;
}

/** What CloudFormation asks for. */
interface Request {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ResolvedProperties;
  readonly OldResourceProperties?: ResolvedProperties;
}

/** What happens to the events of one operation. */
export interface Delivery {
  readonly duplicate?: Duplicate;
  /** Another resource fails after so many polls, so that CloudFormation rolls back while the waiter goes on. */
  readonly cancelAfterPolls?: number;
}

/** `custom-resources.Provider` with `isComplete` around the function, for one operation of a stack. */
export class ProviderFramework implements ResourceHandler {
  /** Events as the function got them. */
  public readonly delivered: any[] = [];

  /** What the waiter of an operation that CloudFormation gave up goes on asking. */
  public zombie?: object;

  private requests = 0;

  constructor(
    private readonly releaseFunction: ReleaseFunction,
    private readonly clock: SimulatedClock,
    private readonly operation: number,
    private readonly delivery: Delivery,
    private readonly trace: (line: () => string) => void,
  ) {}

  public create(LogicalResourceId: string, ResourceProperties: ResolvedProperties): Promise<Physical> {
    return this.request({ RequestType: 'Create', LogicalResourceId, ResourceProperties });
  }

  public update(id: string, PhysicalResourceId: string, ResourceProperties: ResolvedProperties, old: ResolvedProperties): Promise<Physical> {
    return this.request({ RequestType: 'Update', LogicalResourceId: id, PhysicalResourceId, ResourceProperties, OldResourceProperties: old });
  }

  public async delete(LogicalResourceId: string, PhysicalResourceId: string, ResourceProperties: ResolvedProperties): Promise<void> {
    if (PhysicalResourceId === CREATE_FAILED) return;
    await this.request({ RequestType: 'Delete', LogicalResourceId, PhysicalResourceId, ResourceProperties });
  }

  private async request(request: Request): Promise<Physical> {
    const event = {
      ...request,
      RequestId: `request-${this.operation}-${this.requests++}`,
      StackId: STACK_ID,
      ResourceType: `Custom::ApiGatewayRelease${request.LogicalResourceId}`,
      ServiceToken: request.ResourceProperties.ServiceToken,
      ResponseURL: '...',
    };
    let answered;
    try {
      answered = await this.deliver(event);
    } catch (error) {
      throw new ResourceFailure((error as Error).message, request.RequestType === 'Create' ? CREATE_FAILED : undefined);
    }
    const PhysicalResourceId: string = answered?.PhysicalResourceId ?? request.PhysicalResourceId ?? event.RequestId;
    if (request.RequestType === 'Delete' && PhysicalResourceId !== request.PhysicalResourceId) {
      throw new ResourceFailure('DELETE: cannot change the physical resource ID');
    }
    try {
      const Data = await this.wait({ ...event, ...answered, PhysicalResourceId });
      return { physicalId: PhysicalResourceId, attributes: Data };
    } catch (error) {
      throw new ResourceFailure((error as Error).message, PhysicalResourceId);
    }
  }

  /** Lets the waiter of an operation that CloudFormation gave up ask once more. */
  public async pollZombie(): Promise<void> {
    const event = this.zombie!;
    const done = await this.invoke(event).then(({ IsComplete }) => IsComplete, () => true);
    if (done) this.zombie = undefined;
  }

  private async wait(event: any): Promise<Record<string, string>> {
    const { cancelAfterPolls } = this.delivery;
    for (let poll = 0; poll < POLLS; poll++) {
      if (event.Phase === 'bake' && poll === cancelAfterPolls) {
        this.zombie = event;
        throw new Error('Resource update cancelled');
      }
      const { IsComplete, Data } = await this.deliver(event);
      if (IsComplete) return { ...event.Data, ...Data };
      await this.clock.sleep(POLL_MS);
    }
    throw new Error('Operation timed out');
  }

  private async deliver(event: any): Promise<any> {
    const index = this.delivered.push(event) - 1;
    let answer = await this.invoke(event);
    const { duplicate } = this.delivery;
    if (duplicate && index === duplicate.event + duplicate.after) {
      const again = this.delivered[duplicate.event];
      // The answer to what comes again right away is the one that counts; a later one goes nowhere.
      if (duplicate.after === 0) answer = await this.invoke(again);
      else await this.invoke(again).catch(() => undefined);
    }
    return answer;
  }

  private async invoke(event: any): Promise<any> {
    this.trace(() => `${event.Phase ? 'isComplete' : 'onEvent'} ${event.LogicalResourceId} ${event.RequestType} ${event.RequestId}`);
    try {
      const answer = await this.releaseFunction.invoke(event);
      this.trace(() => `  answered ${JSON.stringify(answer)}`);
      return answer;
    } catch (error) {
      this.trace(() => `  FAILED: ${(error as Error).message}`);
      throw error;
    }
  }
}
