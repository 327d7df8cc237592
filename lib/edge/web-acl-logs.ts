import { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Fn, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { BoundWebAclLogs } from './bound-web-acl-logs';
import { allowLogs } from '../private/allow-logs';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { keyOfHardened } from '../private/hardened';

/** What AWS WAF asks the names of log groups to begin with. https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
const PREFIX = 'aws-waf-logs-';

/** Headers that let whoever reads them in. */
const SECRET_HEADERS = ['authorization', 'x-api-key', 'cookie'];

/** Options of `WebAclLogs.cloudWatch`. */
export interface CloudWatchWebAclLogsOptions {
  /**
   * How long log events are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;

  /**
   * The key that encrypts the log group. CloudWatch Logs is allowed to use it for log groups of this account;
   * the policy of an imported key has to say so already.
   *
   * @default - the log group is encrypted with a key that CloudWatch Logs owns
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the log group when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Headers whose value is "REDACTED" in the log, besides `authorization`, `x-api-key`, `cookie` and that of an origin secret.
   *
   * @default - none besides those
   */
  readonly redactedHeaders?: string[];

  /**
   * Whether query strings are redacted, where tokens may be, too.
   *
   * @default true
   */
  readonly redactQueryString?: boolean;

  /**
   * Whether requests that no rule had anything against are logged, too. They are most, and CloudWatch Logs bills each.
   *
   * @default false
   */
  readonly allRequests?: boolean;
}

const MEMBERS = ['retention', 'encryptionKey', 'removalPolicy', 'redactedHeaders', 'redactQueryString', 'allRequests'];

/** Where a web ACL logs what its rules found. */
export abstract class WebAclLogs {
  /** To a log group of CloudWatch Logs of its own, whose name begins with "aws-waf-logs-". */
  public static cloudWatch(options: CloudWatchWebAclLogsOptions = {}): WebAclLogs {
    checkMembers(options, MEMBERS, 'WebAclLogs.cloudWatch');
    const { redactedHeaders = [], encryptionKey } = options;
    if (!Array.isArray(redactedHeaders)) fail(`'redactedHeaders' must be a list, such as ["x-tenant-token"], got ${show(redactedHeaders)}`);
    for (const header of redactedHeaders) {
      if (typeof header !== 'string' || (!Token.isUnresolved(header) && !/^[A-Za-z0-9_-]{1,64}$/.test(header))) fail(`'redactedHeaders' must be names of headers, got ${show(header)}: write "x-tenant-token", for example`);
    }
    if (encryptionKey !== undefined && typeof encryptionKey?.keyArn !== 'string') fail(`'encryptionKey' must be a key of aws-cdk-lib/aws-kms, got ${show(encryptionKey)}`);
    for (const name of ['redactQueryString', 'allRequests'] as const) {
      if (options[name] !== undefined && typeof options[name] !== 'boolean') fail(`'${name}' must be true or false, got ${show(options[name])}`);
    }
    return new ToCloudWatch(options);
  }

  /** Nowhere. */
  public static none(): WebAclLogs {
    return new NoLogs();
  }

  /** @internal */
  public abstract _bind(scope: Construct, secretHeaders: string[]): BoundWebAclLogs | undefined;
}

class ToCloudWatch extends WebAclLogs {
  constructor(private readonly options: CloudWatchWebAclLogsOptions) {
    super();
  }

  public _bind(scope: Construct, secretHeaders: string[]): BoundWebAclLogs {
    const { retention, removalPolicy, redactedHeaders = [], redactQueryString = true, allRequests = false } = this.options;
    const encryptionKey = this.options.encryptionKey ?? keyOfHardened(scope);
    const logGroupName = `${PREFIX}${Names.uniqueResourceName(scope, { maxLength: 200 })}-${stackSuffix(scope)}`;
    if (encryptionKey) allowLogs(encryptionKey, scope, logGroupName);
    const logGroup = new LogGroup(scope, 'Logs', {
      logGroupName,
      retention: retention ?? RetentionDays.THREE_MONTHS,
      encryptionKey,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const headers = [...SECRET_HEADERS, ...secretHeaders, ...redactedHeaders].map((name) => (Token.isUnresolved(name) ? name : name.toLowerCase()));
    return { logGroup, redactedHeaders: [...new Set(headers)], redactQueryString, allRequests };
  }
}

class NoLogs extends WebAclLogs {
  public _bind(): undefined {
    return undefined;
  }
}

/** Another for each stack, so that one that is made again does not meet the log group that the last one left: the last part of its id. */
function stackSuffix(scope: Construct): string {
  const id = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return Fn.select(4, Fn.split('-', id));
}
