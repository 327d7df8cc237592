import { Duration } from 'aws-cdk-lib/core';
import { RequestValue } from './request-value';

/** Options of `HttpIntegrations.sqsSendMessage`. */
export interface HttpSqsSendMessageOptions {
  /**
   * The message.
   *
   * @default RequestValue.rawBody() - the body as it came
   */
  readonly message?: RequestValue;

  /**
   * What messages are kept in order by. For FIFO queues only.
   *
   * @default RequestValue.context('requestId') for a FIFO queue: no order between requests
   */
  readonly messageGroupId?: RequestValue;

  /**
   * By what a message that was sent twice is known. For FIFO queues only.
   *
   * @default - the queue's content-based deduplication
   */
  readonly messageDeduplicationId?: RequestValue;

  /**
   * How long API Gateway waits for the service: 50 milliseconds to 29 seconds.
   *
   * @default - API Gateway's: 30 seconds
   */
  readonly timeout?: Duration;
}

/** Options of `HttpIntegrations.eventBridgePutEvents`. */
export interface HttpEventBridgePutEventsOptions {
  /** Who sends the event: "com.example.shop". */
  readonly source: string;

  /** What has happened: `RequestValue.constant('OrderPlaced')`, for example. */
  readonly detailType: RequestValue;

  /**
   * What the event says, which is JSON.
   *
   * @default RequestValue.rawBody() - the body
   */
  readonly detail?: RequestValue;

  /**
   * How long API Gateway waits for the service: 50 milliseconds to 29 seconds.
   *
   * @default - API Gateway's: 30 seconds
   */
  readonly timeout?: Duration;
}

/** Options of `HttpIntegrations.kinesisPutRecord`. */
export interface HttpKinesisPutRecordOptions {
  /**
   * The data of the record, at most 1 MiB, as it is: it is not encoded.
   *
   * @default RequestValue.rawBody() - the body as it came
   */
  readonly data?: RequestValue;

  /**
   * What records are kept in order by, and spread over shards: at most 256 characters.
   *
   * @default RequestValue.context('requestId') - no order between requests
   */
  readonly partitionKey?: RequestValue;

  /**
   * How long API Gateway waits for the service: 50 milliseconds to 29 seconds.
   *
   * @default - API Gateway's: 30 seconds
   */
  readonly timeout?: Duration;
}

/** Options of `HttpIntegrations.stepFunctionsStartSyncExecution` and `HttpIntegrations.stepFunctionsStartExecution`. */
export interface HttpStepFunctionsStartExecutionOptions {
  /**
   * The input of the execution, which is JSON.
   *
   * @default RequestValue.rawBody() - the body
   */
  readonly input?: RequestValue;

  /**
   * The name of the execution. A second one of that name is refused within 90 days.
   *
   * @default - AWS Step Functions has one
   */
  readonly executionName?: RequestValue;

  /**
   * How long API Gateway waits for the service: 50 milliseconds to 29 seconds.
   *
   * @default - API Gateway's: 30 seconds
   */
  readonly timeout?: Duration;
}
