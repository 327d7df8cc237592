import type { Context } from './context';
import type { Answer, Flag } from './options';

/** What came after the name of a command. */
export interface Parameters {
  readonly arguments: ReadonlyArray<string | undefined>;
  readonly options: Readonly<Record<string, string | boolean | string[] | undefined>>;
}

/** A command of `gatehouse`. */
export interface Command {
  /** Such as "status" or "keys list". */
  readonly name: string;
  /** A line of help. */
  readonly summary: string;
  /** What help says below it. */
  readonly details?: string;
  /** Arguments as commander has them, with a line of help each. */
  readonly arguments?: readonly Flag[];
  /** Options of its own. Those that may be said more than once end with "...>". */
  readonly options?: readonly Flag[];
  /** Whether it is about an API, and a stage of it. @default false */
  readonly about?: 'api' | 'stage';
  /** Whether it talks to no service. @default false */
  readonly isLocal?: boolean;
  /** Whether it changes something that is used, and so has to be confirmed. @default false */
  readonly asks?: (parameters: Parameters) => boolean;
  readonly run: (context: Context, parameters: Parameters) => Promise<Answer>;
}
