/** What a process ends with. */
export enum ExitCode {
  OK = 0,
  /** AWS refused, did not answer, or answered what was not expected. */
  FAILED = 1,
  /** The command line is wrong. */
  USAGE = 2,
  /** A question was answered with no, or could not be asked: it needs `--yes`. */
  NOT_CONFIRMED = 3,
  /** What was named is not there: an API, a stage, a canary, a deployment, a route, a key. */
  NOT_FOUND = 4,
  /** No credentials, no Region, or no permission. */
  NOT_ALLOWED = 5,
  /** A comparison found what it was told to fail on. */
  FAILED_ON = 6,
}
