/** Options that every command takes. */
export interface CommonOptions {
  readonly api?: string;
  readonly stage?: string;
  readonly app: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
}

/** An option as commander has it: its flags, and what help says of it. */
export type Flag = readonly [flags: string, text: string];

/** What a command found out or has done: data for `--json`, from which its text is made. */
export interface Answer<Data extends object = object> {
  readonly data: Data;
  /** The text for people; bytes go out as they are. */
  readonly text: string | Uint8Array;
  /** @default ExitCode.OK */
  readonly exitCode?: number;
}
