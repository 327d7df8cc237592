import { CommandError } from './command-error';
import { ExitCode } from './exit-code';
import type { CommonOptions } from './options';
import { facts } from './output/table';
import type { Clients, Progress, Surroundings } from './surroundings';
import { isForbidden, Patience } from '../handlers/release/patience';

/** What one run of a command has at hand. */
export class Context {
  private found?: Clients;
  private progress?: Progress;

  constructor(public readonly surroundings: Surroundings, public readonly options: CommonOptions) {}

  /** A new patience: a person may have thought about the answer for a while. */
  public get patience(): Patience {
    return new CommandPatience(this.surroundings.clock);
  }

  public get width(): number {
    return this.surroundings.width;
  }

  /** The services; of the Region of the stack, unless another one was said. */
  public get clients(): Clients {
    return this.found ??= this.clientsIn(undefined);
  }

  /** From here on the services are those of a Region. */
  public clientsIn(region: string | undefined): Clients {
    this.found = this.surroundings.clients({ region: this.options.region ?? region, profile: this.options.profile });
    return this.found;
  }

  /** Calls a service, again where that may help, but only what may be done twice. */
  public call<T>(action: (clients: Clients) => Promise<T>): Promise<T> {
    if (!this.progress) this.step('Asking AWS');
    return this.patience.call(() => action(this.clients));
  }

  /** All pages of a list. */
  public async all<T>(page: (clients: Clients, position: string | undefined) => Promise<{ items?: T[]; position?: string }>): Promise<T[]> {
    const found: T[] = [];
    let position: string | undefined;
    do {
      const answer = await this.call((clients) => page(clients, position));
      found.push(...answer.items ?? []);
      ({ position } = answer);
    } while (position !== undefined);
    return found;
  }

  /** Says what takes its time now. */
  public step(text: string): void {
    if (this.options.json) return;
    if (this.progress) this.progress.now(text);
    else this.progress = this.surroundings.progress?.(text);
  }

  /** Nothing takes its time any more. */
  public rest(): void {
    this.progress?.done();
    this.progress = undefined;
  }

  /** Refuses what has to be confirmed, and cannot be. Before anything is called. */
  public needsConsent(name: string): void {
    if (this.options.yes || this.surroundings.ask) return;
    throw new CommandError(`${name} has to be confirmed, and there is no terminal to ask on: say --yes`, ExitCode.NOT_CONFIRMED);
  }

  /** Says what will happen and asks, unless `--yes` was said. Returns whether it has asked. */
  public async confirm(what: ReadonlyArray<readonly [string, string | undefined]>): Promise<boolean> {
    this.rest();
    if (this.options.yes) return false;
    const answer = await this.surroundings.ask!(`${facts(what, this.width)}\nGo on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was changed', ExitCode.NOT_CONFIRMED);
    return true;
  }
}

/** So long a person waits for what may pass, such as a throttle. */
const PATIENCE_MS = 60_000;

/** A person waits: neither permissions nor a service that is not there come by waiting. */
class CommandPatience extends Patience {
  private readonly since = this.clock.now();

  public override async pause(error: unknown): Promise<void> {
    if (isForbidden(error) || isRefusedConnection(error) || this.clock.now() > this.since + PATIENCE_MS) throw error;
    await super.pause(error);
  }
}

function isRefusedConnection(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return /ECONNREFUSED/.test(`${code} ${message}`);
}
