import { LogGroup } from 'aws-cdk-lib/aws-logs';

/** What of a log a web ACL is told. */
export interface BoundWebAclLogs {
  readonly logGroup: LogGroup;
  readonly redactedHeaders: string[];
  readonly redactQueryString: boolean;
  readonly allRequests: boolean;
}
