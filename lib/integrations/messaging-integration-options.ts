import { RequestValue } from './request-value';
import { ServiceIntegrationOptions } from './service-integration-options';

/** Options of `Integrations.sqsSendMessage`. The answer is `{ "messageId": … }` with 200. */
export interface SqsSendMessageOptions extends ServiceIntegrationOptions {
  /**
   * The message.
   *
   * @default RequestValue.rawBody() - the body as it came
   */
  readonly message?: RequestValue;

  /**
   * Attributes of the message, by name; text, of which none may be empty.
   *
   * @default - none
   */
  readonly attributes?: Record<string, RequestValue>;

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
}

/** Options of `Integrations.snsPublish`. The answer is `{ "messageId": … }` with 200. */
export interface SnsPublishOptions extends ServiceIntegrationOptions {
  /**
   * The message.
   *
   * @default RequestValue.rawBody() - the body as it came
   */
  readonly message?: RequestValue;

  /**
   * The subject of e-mails.
   *
   * @default - Amazon SNS has one
   */
  readonly subject?: RequestValue;

  /**
   * Attributes of the message, by which subscriptions filter; text, of which none may be empty.
   *
   * @default - none
   */
  readonly attributes?: Record<string, RequestValue>;
}

/** Options of `Integrations.eventBridgePutEvents`. The answer is `{ "eventId": … }` with 200, and an error if the event was not taken. */
export interface EventBridgePutEventsOptions extends ServiceIntegrationOptions {
  /** Who sends the event: "com.example.shop". */
  readonly source: string;

  /** What has happened: `RequestValue.constant('OrderPlaced')`, for example. */
  readonly detailType: RequestValue;

  /**
   * What the event says, which is JSON.
   *
   * @default RequestValue.body() - the body
   */
  readonly detail?: RequestValue;
}

/** Options of `Integrations.kinesisPutRecord`. The answer is `{ "sequenceNumber": …, "shardId": … }` with 200. */
export interface KinesisPutRecordOptions extends ServiceIntegrationOptions {
  /**
   * The record.
   *
   * @default RequestValue.rawBody() - the body as it came
   */
  readonly data?: RequestValue;

  /**
   * What the shard is chosen by: records of one key are kept in order.
   *
   * @default RequestValue.context('requestId') - no order between requests
   */
  readonly partitionKey?: RequestValue;
}
