import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';

/** Properties of a `ConnectionStore`. */
export interface ConnectionStoreProps {
  /**
   * Who the user of a connection is: "authorizer." and a key of the authorizer's context, or "identity." and a member of the identity that API Gateway
   * found out, such as "identity.userArn" with IAM. What clients choose themselves, such as a query string, is not for it.
   *
   * @default 'authorizer.principalId'
   */
  readonly userId?: string;

  /**
   * What else is kept of a connection, by the name that it gets: "query.room", "header.Origin", "authorizer.plan", "identity.sourceIp". A connection
   * whose value is longer than 1,024 bytes is refused. Nothing else of a request is kept.
   *
   * @default - nothing else
   */
  readonly attributes?: Record<string, string>;

  /**
   * A function that is asked before a connection is let in, and may refuse it, or put it into groups. It gets `{ type: "connect", connectionId, stage,
   * endpoint, connectedAt, userId, attributes, event }`, and may answer `{ statusCode, userId, attributes, groups }`. If it fails, the
   * connection is refused, and nothing of it is kept.
   *
   * @default - whom the authorizer knows is let in
   */
  readonly onConnect?: IFunction;

  /**
   * A function that is told when a connection is gone, after it was taken out of the store: `{ type: "disconnect", … }`. API Gateway tells of it as
   * well as it can, so that it may not be told of each.
   *
   * @default - nobody is told
   */
  readonly onDisconnect?: IFunction;

  /**
   * The subprotocols that the server speaks. The first one that a client offers is confirmed; a browser that offers some and gets none confirmed ends the
   * connection.
   *
   * @default - none
   */
  readonly subprotocols?: string[];

  /**
   * Where messages are posted to, from "https://", with "{stage}" for the name of the stage: the URL of a custom domain with the path that it maps to the
   * stage, for an API whose own endpoint is disabled.
   *
   * @default - the API's own endpoint, which works with a custom domain, too
   */
  readonly callbackUrl?: string;

  /**
   * The key with which the table is encrypted.
   *
   * @default - a key of Amazon DynamoDB's
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the table can be restored to any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;

  /**
   * Whether Amazon DynamoDB refuses to delete the table.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * What becomes of the table when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY - no connection is older than 2 hours, or outlives its API
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The memory of the function in MB, and with it its share of a processor: 128 to 10240.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * The log group of the function, which has no more than ids of connections.
   *
   * @default - one that keeps entries for 3 months, and stays when the stack goes
   */
  readonly logGroup?: ILogGroup;
}
