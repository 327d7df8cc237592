/** What access logs look like to a stage. */
export interface AccessLogsConfig {
  /** Whether API Gateway writes with the account's role; to Firehose it writes with a service-linked one. */
  readonly withAccountRole: boolean;
  /** ARN of the destination, without the `:*` that an ARN of a log group ends in. */
  readonly destinationArn: string;
  /** What each line says. */
  readonly format: string;
}
