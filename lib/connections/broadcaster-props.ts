import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { ConnectionStore } from './connection-store';

/** Options of a `Broadcaster`. */
export interface BroadcasterOptions {
  /**
   * To how many connections it is sent at once: 1 to 500.
   *
   * @default 50
   */
  readonly concurrency?: number;

  /**
   * How long it may take in one go: 30 seconds to 15 minutes. What is not done by then goes on when the message is tried again, after the last connection
   * that it was sent to.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * How many broadcasts are done at the same time, at most. It takes a part of the concurrency of the account.
   *
   * @default - as many as there are
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Where messages go that could not be delivered after all tries.
   *
   * @default - a queue that keeps them for 14 days, which is `failures`
   */
  readonly failures?: IQueue;

  /**
   * The memory of the function in MB, and with it its share of a processor: 128 to 10240.
   *
   * @default 1024
   */
  readonly memorySize?: number;

  /**
   * The log group of the function, which has counts and ids, and no messages.
   *
   * @default - one that keeps entries for 3 months, and stays when the stack goes
   */
  readonly logGroup?: ILogGroup;
}

/** Properties of a `Broadcaster`. */
export interface BroadcasterProps extends BroadcasterOptions {
  /** The store that has the connections. */
  readonly store: ConnectionStore;

  /** The stage whose connections get what is sent, unless the message says another. Further ones are added by `addStage`. */
  readonly stage: IWebSocketStage;
}

/** Options of `Broadcaster.addQueue`. */
export interface BroadcastQueueOptions {
  /**
   * How many messages are taken at once: 1 to 10. They are sent one after the other.
   *
   * @default 1
   */
  readonly batchSize?: number;

  /**
   * How many broadcasts of the queue are done at the same time, at most: 2 to 1000.
   *
   * @default - as many as there are
   */
  readonly maxConcurrency?: number;
}
