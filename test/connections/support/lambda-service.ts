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

/** How many invocations of a function there are at once. */
const CONCURRENCY = 20;

/** Lambda: each function is a worker thread with an environment of its own, which can die. */
export class LambdaService {
  /** What functions wrote to their logs, by logical id. */
  public readonly logs = new Map<string, string>();
  /** How long the code of each function took to load, in milliseconds, by logical id. */
  public readonly loadTimes = new Map<string, number>();

  private readonly working = new Set<Promise<void>>();
  private readonly functions = new Map<string, LocalFunction>();
  private readonly environments = new Map<string, Environment>();
  private readonly timeouts = new Map<string, number>();
  private readonly running = new Map<string, number>();
  private readonly queued = new Map<string, Array<() => void>>();
  private invocations = 0;
  private skipped = 0;

  constructor(private readonly clock: Clock, private readonly port: () => number) {}

  /** Called with the record of an asynchronous invocation that failed three times. */
  public onFailure: (id: string, record: object) => void = () => undefined;

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

  /** @param requestId the same for each try of an asynchronous invocation */
  public async invoke(id: string, event: unknown, requestId: string = randomUUID()): Promise<LambdaAnswer> {
    const definition = this.functions.get(id);
    if (!definition) throw new Error(`no function ${id}`);
    await this.turn(id);
    try {
      return await this.invokeNow(definition, event, requestId);
    } finally {
      this.running.set(id, this.running.get(id)! - 1);
      this.queued.get(id)?.shift()?.();
    }
  }

  private async invokeNow(definition: LocalFunction, event: unknown, requestId: string): Promise<LambdaAnswer> {
    const { id } = definition;
    const { worker, pending } = this.environmentOf(id);
    const number = ++this.invocations;
    const timeout = this.timeouts.get(id) ?? definition.timeoutMilliseconds;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<LambdaAnswer>((resolve) => {
      pending.set(number, resolve);
      timer = setTimeout(() => this.kill(id, `Task timed out after ${(timeout / 1000).toFixed(2)} seconds`), timeout);
      worker.postMessage({ number, payload: JSON.stringify(event), deadline: this.clock.now() + timeout, requestId, arn: definition.arn });
    });
    clearTimeout(timer);
    return answer;
  }

  /** As Lambda invokes for SNS, EventBridge and `InvocationType: Event`: up to three times, and then it hands on what it could not do. */
  public invokeAsync(id: string, event: unknown): void {
    const requestId = randomUUID();
    const tryThreeTimes = async () => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        const { failed, payload } = await this.invoke(id, event, requestId);
        if (!failed) return;
        if (attempt < 3) continue;
        const requestContext = { requestId, functionArn: `${this.functions.get(id)!.arn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: attempt };
        this.onFailure(id, { version: '1.0', timestamp: new Date(this.clock.now()).toISOString(), requestContext, requestPayload: event, responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' }, responsePayload: JSON.parse(payload) });
      }
    };
    const work = tryThreeTimes();
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  /** Resolves when no asynchronous invocation is under way. */
  public async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.all([...this.working]);
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

  /** A thread is many environments of Lambda, but not any number. */
  private async turn(id: string): Promise<void> {
    while ((this.running.get(id) ?? 0) >= CONCURRENCY) {
      if (!this.queued.has(id)) this.queued.set(id, []);
      await new Promise<void>((resolve) => this.queued.get(id)!.push(resolve));
    }
    this.running.set(id, (this.running.get(id) ?? 0) + 1);
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
