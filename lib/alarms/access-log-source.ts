import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** The access log of a stage, for alarms on what only it knows. */
export interface AccessLogSource {
  /** The log group that the lines go to. */
  readonly logGroup: ILogGroup;

  /** What each line says, such as `RestAccessLogFormat.json()`: JSON, or columns between spaces. */
  readonly format: AccessLogFormat;
}
