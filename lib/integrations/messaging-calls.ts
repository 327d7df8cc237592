import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { checkAttributes, checkCalled, checkEventSource, checkFifo, checkOptions, isRequestValue, isText, REQUEST_VALUE } from './check-calls';
import { MappingTemplate } from './mapping-template';
import { EventBridgePutEventsOptions, KinesisPutRecordOptions, SnsPublishOptions, SqsSendMessageOptions } from './messaging-integration-options';
import { RequestValue } from './request-value';
import { ResponseValue } from './response-value';
import { orEmptyObject, ServiceCall } from './service-call';
import { fail } from '../private/errors';

const FORM = { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" };

const JSON_1_1 = { 'integration.request.header.Content-Type': "'application/x-amz-json-1.1'" };

/** What a message that is encrypted by the service needs of the key. */
const OF_MESSAGES = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sqsSendMessage(queue: IQueue, options: SqsSendMessageOptions): ServiceCall {
  checkCalled('queue', queue, 'queueArn', 'a queue of aws-cdk-lib/aws-sqs');
  checkOptions(options, [
    ['message', isRequestValue, REQUEST_VALUE], ['messageGroupId', isRequestValue, REQUEST_VALUE], ['messageDeduplicationId', isRequestValue, REQUEST_VALUE],
  ], [], queue);
  const { message = RequestValue.rawBody(), attributes, messageGroupId, messageDeduplicationId } = options;
  checkFifo(queue, options);
  checkAttributes(attributes, 10);
  return {
    service: 'sqs',
    path: `path/${queue.env.account}/${queue.queueName}`,
    httpMethod: 'POST',
    env: queue.env,
    target: { arn: queue.queueArn, actions: ['sqs:SendMessage'], encryptionKey: queue.encryptionMasterKey, keyActions: OF_MESSAGES },
    requestParameters: FORM,
    request: MappingTemplate.form({
      Action: 'SendMessage',
      MessageBody: message,
      ...(queue.fifo ? { MessageGroupId: messageGroupId ?? RequestValue.context('requestId') } : {}),
      ...(messageDeduplicationId ? { MessageDeduplicationId: messageDeduplicationId } : {}),
      ...attributeFields('MessageAttribute', attributes),
    }),
    response: MappingTemplate.json({ messageId: ResponseValue.bodyText('$.SendMessageResponse.SendMessageResult.MessageId') }),
    errorCode: '$.Error.Code',
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function snsPublish(topic: ITopic, options: SnsPublishOptions): ServiceCall {
  checkCalled('topic', topic, 'topicArn', 'a topic of aws-cdk-lib/aws-sns');
  checkOptions(options, [['message', isRequestValue, REQUEST_VALUE], ['subject', isRequestValue, REQUEST_VALUE]], [], topic);
  const { message = RequestValue.rawBody(), subject, attributes } = options;
  if (topic.fifo) fail(`'topic' must not be FIFO, got [${topic.node.path}]: send to a FIFO queue by sqsSendMessage, or take 'awsService'`, topic);
  checkAttributes(attributes);
  return {
    service: 'sns',
    path: 'path//', // the query protocol has no path
    httpMethod: 'POST',
    env: topic.env,
    target: { arn: topic.topicArn, actions: ['sns:Publish'], encryptionKey: topic.masterKey, keyActions: OF_MESSAGES },
    requestParameters: FORM,
    request: MappingTemplate.form({
      Action: 'Publish',
      TopicArn: topic.topicArn,
      Message: message,
      ...(subject ? { Subject: subject } : {}),
      ...attributeFields('MessageAttributes.entry', attributes),
    }),
    response: MappingTemplate.json({ messageId: ResponseValue.bodyText('$.PublishResponse.PublishResult.MessageId') }),
    errorCode: '$.Error.Code',
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html; a refused event is an answer of 200, too */
export function eventBridgePutEvents(bus: IEventBus, options: EventBridgePutEventsOptions): ServiceCall {
  checkCalled('bus', bus, 'eventBusArn', 'an event bus of aws-cdk-lib/aws-events');
  checkOptions(options, [
    ['source', isText, 'the name of a sender, "com.example.shop", for example'], ['detailType', isRequestValue, REQUEST_VALUE], ['detail', isRequestValue, REQUEST_VALUE],
  ], ['source', 'detailType'], bus);
  const { source, detailType, detail = RequestValue.body() } = options;
  checkEventSource(source);
  return {
    service: 'events',
    path: 'action/PutEvents',
    httpMethod: 'POST',
    env: bus.env,
    target: { arn: bus.eventBusArn, actions: ['events:PutEvents'] },
    requestParameters: { ...JSON_1_1, 'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'" },
    request: MappingTemplate.json({
      Entries: [{ Source: source, DetailType: detailType, Detail: orEmptyObject(detail), EventBusName: bus.eventBusArn }],
    }),
    response: MappingTemplate.json({ eventId: ResponseValue.bodyText('$.Entries[0].EventId') }),
    guard: (body, instead) => `#set($failed = $input.json('$.FailedEntryCount'))#if($failed != "0")${instead(500, 'Internal server error')}#{else}${body}#end`,
    errorCode: '$.__type',
  };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export function kinesisPutRecord(stream: IStream, options: KinesisPutRecordOptions): ServiceCall {
  checkCalled('stream', stream, 'streamArn', 'a stream of aws-cdk-lib/aws-kinesis');
  checkOptions(options, [['data', isRequestValue, REQUEST_VALUE], ['partitionKey', isRequestValue, REQUEST_VALUE]], [], stream);
  const { data = RequestValue.rawBody(), partitionKey = RequestValue.context('requestId') } = options;
  return {
    service: 'kinesis',
    path: 'action/PutRecord',
    httpMethod: 'POST',
    env: stream.env,
    isNamed: true,
    target: { arn: stream.streamArn, actions: ['kinesis:PutRecord'], encryptionKey: stream.encryptionKey, keyActions: ['kms:GenerateDataKey'] },
    requestParameters: JSON_1_1,
    request: MappingTemplate.json({ StreamName: stream.streamName, Data: data.asBase64(), PartitionKey: partitionKey }),
    response: MappingTemplate.json({ sequenceNumber: ResponseValue.bodyText('$.SequenceNumber'), shardId: ResponseValue.bodyText('$.ShardId') }),
    errorCode: '$.__type',
  };
}

function attributeFields(prefix: string, attributes: Record<string, RequestValue> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, value], index) => [
    [`${prefix}.${index + 1}.Name`, name],
    [`${prefix}.${index + 1}.Value.DataType`, 'String'],
    [`${prefix}.${index + 1}.Value.StringValue`, value],
  ]));
}
