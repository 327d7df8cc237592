import { SimulatedClock } from './simulated-clock';
import type { ControlPlane } from '../../support/api-gateway';

/**
 * What goes wrong with a call of the function.
 *
 * - `crash`, `applied-crash`: the function dies before or after the call is applied
 * - `throttle`: refused once; a retry is served
 * - `applied-timeout`: applied, but the answer gets lost
 * - `outage`: this call and all that follow are refused, until the invocation ends
 */
export type FaultKind = 'crash' | 'applied-crash' | 'throttle' | 'applied-timeout' | 'outage';

export const FAULT_KINDS: readonly FaultKind[] = ['crash', 'applied-crash', 'throttle', 'applied-timeout', 'outage'];

export interface Fault {
  /** The index of the call among those that the function makes in an operation. */
  readonly call: number;
  readonly kind: FaultKind;
}

/** What the function sees of CloudFormation and CloudWatch. */
export interface Neighbours {
  stackStatus(): string;
  alarm(): boolean;
  canaryRequests(): number;
}

/** What a call of the function looks like in a trace. */
export interface Call {
  readonly operation: string;
  readonly input: any;
  readonly output?: unknown;
  readonly error?: string;
  readonly fault?: FaultKind;
}

export type Client = { send: (command: { input: any; constructor: { name: string } }) => Promise<any> };

/** The clients of the AWS SDK that the handler gets. */
export interface Clients {
  readonly apiGateway: Client;
  readonly cloudFormation: Client;
  readonly cloudWatch: Client;
}

/** The handler under test. */
export type Release = (event: any, surroundings: { clients: any; clock: any }) => Promise<any>;

/** An invocation that makes more calls never ends. */
const MOST_CALLS = 300;

/** Lambda stops a function after this time. */
const TIMEOUT_MS = 5 * 60_000;

/** Of one invocation. */
interface Life {
  over: boolean;
  calls: number;
  end: (error: Error) => void;
}

/** The function that releases, with faults. */
export class ReleaseFunction {
  /** How many calls it made. */
  public calls = 0;
  public fault?: Fault;

  /** Told of every call after it was served. */
  public onCall?: (call: Call) => void;

  private down = false;

  constructor(
    private readonly release: Release,
    private readonly apiGateway: Client,
    public readonly plane: ControlPlane,
    private readonly neighbours: Neighbours,
    private readonly clock: SimulatedClock,
  ) {}

  /** Invokes the function as Lambda does: rejects if it throws, dies or takes too long. */
  public async invoke(event: object): Promise<any> {
    const start = this.clock.time;
    const life: Life = { over: false, calls: 0, end: () => undefined };
    const death = new Promise<never>((_resolve, reject) => (life.end = reject));
    death.catch(() => undefined);
    const clients: Clients = {
      apiGateway: this.client((_operation, command) => this.apiGateway.send(command), life),
      cloudFormation: this.client((operation) => this.cloudFormation(operation), life),
      cloudWatch: this.client((operation, command) => this.cloudWatch(operation, command.input), life),
    };
    try {
      const answer = await Promise.race([this.release({ ...event }, { clients, clock: this.clock }), death]);
      if (this.clock.time - start > TIMEOUT_MS) throw new Error('Task timed out after 300.00 seconds');
      return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
    } finally {
      this.down = false;
    }
  }

  /** A client whose calls may go wrong. A function that died hears nothing any more. */
  private client(serve: (operation: string, command: any) => Promise<any>, life: Life): Client {
    const send = async (command: { input: any; constructor: { name: string } }): Promise<any> => {
      const never = new Promise<never>(() => undefined);
      if (life.over) return never;
      const operation = command.constructor.name.replace(/Command$/, '');
      const call = this.calls++;
      if (++life.calls > MOST_CALLS) {
        life.over = true;
        life.end(new Error('the function makes calls for ever'));
        return never;
      }
      const fault = this.fault?.call === call ? this.fault.kind : undefined;
      if (fault === 'outage') this.down = true;
      const kill = () => {
        life.over = true;
        life.end(new Error('Runtime exited'));
        return never;
      };
      if (fault === 'crash') {
        this.onCall?.({ operation, input: command.input, fault });
        return kill();
      }
      if (fault === 'throttle' || this.down) {
        this.onCall?.({ operation, input: command.input, fault: fault ?? 'outage' });
        throw fault === 'throttle'
          ? named('TooManyRequestsException', 'Too Many Requests', 429)
          : named('ServiceUnavailableException', 'Service Unavailable', 503);
      }
      let output;
      try {
        output = await serve(operation, command);
      } catch (error) {
        this.onCall?.({ operation, input: command.input, error: `${(error as Error).name}: ${(error as Error).message}`, fault });
        if (fault === 'applied-crash') return kill();
        throw error;
      }
      this.onCall?.({ operation, input: command.input, output, fault });
      if (fault === 'applied-crash') return kill();
      if (fault === 'applied-timeout') throw named('TimeoutError', 'socket timed out');
      return output;
    };
    return { send };
  }

  private async cloudFormation(operation: string): Promise<unknown> {
    if (operation !== 'DescribeStacks') throw new Error(`not modelled: ${operation}`);
    return { Stacks: [{ StackName: 'Shop', StackStatus: this.neighbours.stackStatus(), CreationTime: new Date(0) }] };
  }

  private async cloudWatch(operation: string, input: any): Promise<unknown> {
    switch (operation) {
      case 'DescribeAlarms': {
        const StateValue = this.neighbours.alarm() ? 'ALARM' : 'OK';
        const names: string[] = input.AlarmNames ?? [];
        return { MetricAlarms: names.map((AlarmName) => ({ AlarmName, StateValue })), CompositeAlarms: [] };
      }
      case 'GetMetricData':
        return { MetricDataResults: input.MetricDataQueries.map(({ Id }: { Id: string }) => ({ Id, StatusCode: 'Complete', Values: [this.neighbours.canaryRequests()] })) };
      default: throw new Error(`not modelled: ${operation}`);
    }
  }
}

function named(name: string, message: string, status?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: status ? { httpStatusCode: status } : {}, ...(status && { $fault: status < 500 ? 'client' : 'server' }) });
}
