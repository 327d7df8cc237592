import { LARGEST_MESSAGE, MessageTooLarge, Outcome, Sender, UNIT } from './sender';
import type { Checkpoint, Listed, Recipient, Store } from './store';

/** Whom a message is for. */
export type To = Listed | { readonly connection: string } | { readonly connections: string[] };

/** A message, and whom it is for. */
export interface Broadcast {
  readonly to: To;
  readonly stage: string;
  readonly data: Uint8Array;
  readonly except: string[];
}

/** A connection that did not get the message, and why. */
export interface Failure {
  readonly connectionId: string;
  readonly reason: string;
}

/** What became of a broadcast. */
export interface Report {
  readonly delivered: number;
  /** Connections that are not there any more, and are not in the store any more either. */
  readonly gone: number;
  readonly failed: Failure[];
  readonly bytes: number;
  /** What API Gateway meters for one connection, in 32 KB. */
  readonly units: number;
  /** What API Gateway meters for all of them. */
  readonly meteredUnits: number;
}

/** How a broadcast is done. */
export interface Manner {
  readonly store: Store;
  readonly sender: Sender;
  readonly concurrency: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** What to do when a connection that is gone could not be taken out of the store. */
  readonly unswept: (error: Error) => void;
  /** When to stop, in milliseconds since 1970. */
  readonly deadline?: number;
  /** Under which name to keep how far it is, and to go on from there. */
  readonly id?: string;
  /** Keeps that it is done, since it may be asked for twice. */
  readonly once?: boolean;
}

/** A broadcast has to be called again with the same id, and then goes on. */
export class Unfinished extends Error {
  public readonly name: string = 'Unfinished';

  constructor(public readonly report: Report, message: string) {
    super(message);
  }
}

/** There was no time left. */
export class OutOfTime extends Unfinished {
  public readonly name = 'OutOfTime';
}

const CHUNK = 500;

/** With so many failures something is wrong that concerns all. */
const MOST_FAILURES = 1_000;

const DONE_S = 60 * 60;
const UNFINISHED_S = 14 * 24 * 60 * 60; // what a queue of Amazon SQS keeps at most

/**
 * Sends a message to many, in an order that stays, so that it can stop and go on: after each 500 it keeps how far it is.
 *
 * What failed for some is kept as well: called again with the same id, it sends to those alone.
 */
export async function broadcast(message: Broadcast, manner: Manner): Promise<Report> {
  const { store, id } = manner;
  const bytes = message.data.byteLength;
  if (bytes > LARGEST_MESSAGE) throw new MessageTooLarge(bytes);
  const before = id === undefined ? undefined : await store.checkpoint(id);
  const run = new Run(message, manner, before);
  if (before?.done) return run.report();
  let isKept = before !== undefined;
  const keep = async (done = false) => {
    if (id !== undefined) await store.keep(id, run.checkpoint(done), done ? DONE_S : UNFINISHED_S);
    isKept = true;
  };
  const stop = async (error: Unfinished) => {
    await keep();
    throw error;
  };
  try {
    for await (const chunk of chunksOf(run.recipients())) {
      if (isKept || run.chunks > 0) await keep(); // there is another one, and the last one is done
      if (!await run.send(chunk)) await stop(new OutOfTime(run.report(), `there was no time left after ${run.sent} connections: call again with the id ${JSON.stringify(id)} to go on`));
      if (run.failures.length > MOST_FAILURES) await stop(new Unfinished(run.report(), `stopped after ${run.failures.length} failures, the last with ${run.failures.at(-1)!.reason}: call again with the id ${JSON.stringify(id)} to go on`));
    }
  } catch (error) {
    if (!(error instanceof Unfinished) && run.sent > 0) await keep().catch(() => undefined); // the error is what matters
    throw error;
  }
  const isDone = run.failures.length === 0;
  if (!isDone || isKept || manner.once) await keep(isDone);
  return run.report();
}

/** The connections that a broadcast still has to reach, and what became of the others. */
class Run {
  public readonly failures: Failure[] = [];
  public chunks = 0;
  private delivered: number;
  private gone: number;
  private cursor?: string;
  private readonly left: string[];

  constructor(private readonly message: Broadcast, private readonly manner: Manner, private readonly before?: Checkpoint) {
    this.delivered = before?.delivered ?? 0;
    this.gone = before?.gone ?? 0;
    this.cursor = before?.cursor;
    this.left = [...before?.failed ?? []];
  }

  public get sent(): number {
    return this.delivered + this.gone + this.failures.length;
  }

  /** Those that failed before, and then all after the cursor. */
  public async *recipients(): AsyncGenerator<Step> {
    const { to, stage, except } = this.message;
    const excluded = new Set(except);
    for (const connectionId of [...this.left]) yield { connectionId, again: true };
    for await (const step of this.named(to, stage)) {
      if (!excluded.has(step.connectionId)) yield step;
    }
  }

  /** Sends to a chunk; returns whether there was time for all of it. */
  public async send(chunk: Step[]): Promise<boolean> {
    const young: Recipient[] = [];
    const handled = await inOrder(chunk, this.manner.concurrency, () => this.hasTime(), async (step) => {
      try {
        const recipient = step.recipient ?? await this.find(step.connectionId);
        if (recipient) await this.sendTo(recipient, young);
        else this.gone++;
      } catch (error) {
        this.failures.push({ connectionId: step.connectionId, reason: `the store failed: ${(error as Error).name}: ${(error as Error).message}` });
      }
    });
    await this.sendLater(young);
    for (const step of chunk.slice(0, handled)) {
      if (step.again) this.left.shift();
      else this.cursor = step.cursor;
    }
    this.chunks++;
    return handled === chunk.length;
  }

  public checkpoint(done: boolean): Checkpoint {
    const failed = [...this.failures.map(({ connectionId }) => connectionId), ...this.left];
    return { cursor: this.cursor, delivered: this.delivered, gone: this.gone, failed, ...(done && { done }) };
  }

  public report(): Report {
    const { byteLength: bytes } = this.message.data;
    const units = Math.max(1, Math.ceil(bytes / UNIT));
    return { delivered: this.delivered, gone: this.gone, failed: this.failures, bytes, units, meteredUnits: units * this.delivered };
  }

  private async *named(to: To, stage: string): AsyncGenerator<Step> {
    if (!('connection' in to || 'connections' in to)) {
      const listed = this.manner.store.list(to, stage, this.before?.cursor);
      for await (const { recipient, cursor } of listed) yield { connectionId: recipient.connectionId, recipient, cursor };
      return;
    }
    const named = [...new Set('connection' in to ? [to.connection] : to.connections)];
    const first = this.before?.cursor === undefined ? 0 : Number(this.before.cursor) + 1;
    for (const [index, connectionId] of named.entries()) {
      if (index >= first) yield { connectionId, cursor: String(index) };
    }
  }

  private hasTime(): boolean {
    return this.manner.now() < (this.manner.deadline ?? Infinity);
  }

  private async find(connectionId: string): Promise<Recipient | undefined> {
    const found = await this.manner.store.find(connectionId);
    return found === undefined || found === 'gone' ? undefined : { ...found, expiresAt: Infinity };
  }

  private async sendTo(recipient: Recipient, young?: Recipient[]): Promise<void> {
    const { sender, deadline } = this.manner;
    const outcome: Outcome = await sender.post(recipient, this.message.data, deadline);
    if (outcome === 'young' && young) young.push(recipient);
    else await this.count(recipient, outcome);
  }

  /** Once more to those of which API Gateway may not have known yet. */
  private async sendLater(young: Recipient[]): Promise<void> {
    if (young.length === 0) return;
    await this.manner.sleep(Math.max(...young.map((recipient) => this.manner.sender.youth(recipient))));
    await inOrder(young, this.manner.concurrency, () => true, (recipient) => this.sendTo(recipient));
  }

  private async count(recipient: Recipient, outcome: Outcome): Promise<void> {
    const { connectionId } = recipient;
    if (outcome === 'delivered') {
      this.delivered++;
    } else if (outcome === 'gone') {
      this.gone++;
      await this.manner.store.sweep(connectionId).catch(this.manner.unswept); // the next broadcast finds it again
    } else {
      this.failures.push({ connectionId, reason: outcome === 'young' ? 'it has not been accepted yet' : outcome.reason });
    }
  }
}

interface Step {
  readonly connectionId: string;
  readonly recipient?: Recipient;
  readonly cursor?: string;
  /** It failed before. */
  readonly again?: boolean;
}

/**
 * Does a piece of work for each of a list, some at once, each begun in order.
 *
 * @returns how many were begun, which are all ended
 */
async function inOrder<T>(list: T[], concurrency: number, mayGoOn: () => boolean, work: (one: T) => Promise<void>): Promise<number> {
  let next = 0;
  const worker = async () => {
    while (next < list.length && mayGoOn()) await work(list[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, worker));
  return next;
}

async function *chunksOf<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const one of all) {
    chunk.push(one);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
