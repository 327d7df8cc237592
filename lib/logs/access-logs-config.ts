/** What access logs look like to a stage. */
export interface AccessLogsConfig {
  /** ARN of the destination, without the `:*` that an ARN of a log group ends in. */
  readonly destinationArn: string;
  /** What each line says. */
  readonly format: string;
}
