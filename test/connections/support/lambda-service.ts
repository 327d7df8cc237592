import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Clock } from './clock';

/** A function as the template has it. */
export interface LocalFunction {
  /** Logical id in the template. */
  readonly id: string;
  readonly arn: string;
  /** Directory of its code. */
  readonly directory: string;
  /** "index.handler". */
  readonly handler: string;
  readonly environment: Record<string, string>;
  readonly timeoutMilliseconds: number;
}

/** What an invocation ends with. */
export interface LambdaAnswer {
  /** JSON. */
  readonly payload: string;
  /** Whether the function threw, crashed or ran out of time. */
  readonly failed: boolean;
}

interface Environment {
  readonly worker: Worker;
  readonly pending: Map<number, (answer: LambdaAnswer) => void>;
}

/** Where functions find the SDK, as they do in Lambda's runtime. */
const MODULES = path.resolve(__dirname, '../../../node_modules');

/** Lambda: each function is a worker thread with an environment of its own, which can die. */
export class LambdaService {
  /** What functions wrote to their logs, by logical id. */
  public readonly logs = new Map<string, string>();
  /** How long the code of each function took to load, in milliseconds, by logical id. */
  public readonly loadTimes = new Map<string, number>();

  private readonly functions = new Map<string, LocalFunction>();
  private readonly environments = new Map<string, Environment>();
  private readonly timeouts = new Map<string, number>();
  private invocations = 0;
  private skipped = 0;

  constructor(private readonly clock: Clock, private readonly port: () => number) {}

  public define(definition: LocalFunction): void {
    this.functions.set(definition.id, definition);
  }

  /** Another timeout than the template's, because real ones are long. */
  public setTimeout(id: string, milliseconds: number | undefined): void {
    if (milliseconds === undefined) this.timeouts.delete(id);
    else this.timeouts.set(id, milliseconds);
  }

  /** The logical id of a function by its name, ARN or qualified ARN. */
  public idOf(nameOrArn: string): string | undefined {
    if (this.functions.has(nameOrArn)) return nameOrArn;
    return [...this.functions.values()].find(({ arn }) => nameOrArn === arn || nameOrArn.startsWith(`${arn}:`))?.id;
  }

  /** Starts functions before they are called, so that a cold start is not measured. */
  public async warm(): Promise<void> {
    await Promise.all([...this.functions.keys()].map(async (id) => {
      this.environmentOf(id);
      while (!this.loadTimes.has(id)) await new Promise((resolve) => setTimeout(resolve, 10));
    }));
  }

  public async invoke(id: string, event: unknown): Promise<LambdaAnswer> {
    const definition = this.functions.get(id);
    if (!definition) throw new Error(`no function ${id}`);
    const { worker, pending } = this.environmentOf(id);
    const number = ++this.invocations;
    const timeout = this.timeouts.get(id) ?? definition.timeoutMilliseconds;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<LambdaAnswer>((resolve) => {
      pending.set(number, resolve);
      timer = setTimeout(() => this.kill(id, `Task timed out after ${(timeout / 1000).toFixed(2)} seconds`), timeout);
      worker.postMessage({ number, payload: JSON.stringify(event), deadline: this.clock.now() + timeout, requestId: randomUUID(), arn: definition.arn });
    });
    clearTimeout(timer);
    return answer;
  }

  /** As Lambda invokes for SNS, EventBridge and `InvocationType: Event`: up to three times, and then what it could not do is handed on. */
  public async invokeAsync(id: string, event: unknown): Promise<{ readonly attempts: number; readonly answer: LambdaAnswer }> {
    for (let attempts = 1; ; attempts++) {
      const answer = await this.invoke(id, event);
      if (!answer.failed || attempts === 3) return { attempts, answer };
    }
  }

  /** Ends the environment of a function with all that it is doing. */
  public kill(id: string, errorMessage = 'Runtime exited without providing a reason'): void {
    const environment = this.environments.get(id);
    if (!environment) return;
    this.environments.delete(id);
    void environment.worker.terminate();
    for (const resolve of environment.pending.values()) resolve({ failed: true, payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }) });
  }

  public skip(milliseconds: number): void {
    this.skipped += milliseconds;
    for (const { worker } of this.environments.values()) worker.postMessage({ type: 'skip', milliseconds });
  }

  public async close(): Promise<void> {
    const workers = [...this.environments.values()].map(({ worker }) => worker);
    for (const id of [...this.environments.keys()]) this.kill(id);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private environmentOf(id: string): Environment {
    const existing = this.environments.get(id);
    if (existing) return existing;
    const { directory, handler, environment } = this.functions.get(id)!;
    const worker = new Worker(path.join(__dirname, 'lambda-runtime.cjs'), {
      env: environment,
      stdout: true,
      stderr: true,
      workerData: { directory, handler, functionName: id, port: this.port(), modules: MODULES, skipped: this.skipped },
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (text) => this.logs.set(id, `${this.logs.get(id) ?? ''}${text}`));
    }
    const created: Environment = { worker, pending: new Map() };
    worker.on('message', (message) => {
      if (message.type === 'ready') {
        this.loadTimes.set(id, message.milliseconds);
        return;
      }
      created.pending.get(message.number)?.({ payload: message.payload, failed: message.error === true });
      created.pending.delete(message.number);
    });
    worker.on('error', (error) => {
      if (this.environments.get(id) === created) this.kill(id, String(error));
    });
    this.environments.set(id, created);
    return created;
  }
}
