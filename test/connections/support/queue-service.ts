import { createHash, randomUUID } from 'node:crypto';
import { LambdaAnswer } from './lambda-service';

interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Record<string, unknown>;
  receiveCount: number;
  /** Whether it is being worked on, and not to be seen meanwhile. */
  isInFlight: boolean;
}

/** A queue: what waits in it, and where it puts what was received too often. */
export interface LocalQueue {
  readonly arn: string;
  readonly url: string;
  readonly maxReceiveCount?: number;
  readonly deadLetterArn?: string;
  readonly messages: QueuedMessage[];
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** SQS, as far as functions and event source mappings need it. Standard queues; what was received and not deleted can be received again at once. */
export class QueueService {
  private readonly queues = new Map<string, LocalQueue>();

  public define(queue: LocalQueue): void {
    this.queues.set(queue.arn, queue);
  }

  public queue(arnOrUrl: string): LocalQueue {
    const found = this.queues.get(arnOrUrl) ?? [...this.queues.values()].find(({ url }) => url === arnOrUrl);
    if (!found) throw new Error(`no queue ${arnOrUrl}`);
    return found;
  }

  /** The bodies of the messages that wait in a queue. */
  public bodies(arnOrUrl: string): string[] {
    return this.queue(arnOrUrl).messages.map(({ body }) => body);
  }

  public put(arnOrUrl: string, body: string, attributes: Record<string, unknown> = {}): string {
    const messageId = randomUUID();
    this.queue(arnOrUrl).messages.push({ messageId, body, attributes, receiveCount: 0, isInFlight: false });
    return messageId;
  }

  /** A call of the JSON protocol of SQS. */
  public call(operation: string, input: any): object {
    const sent = ({ MessageBody, MessageAttributes }: any) =>
      ({ MessageId: this.put(input.QueueUrl, MessageBody, MessageAttributes), MD5OfMessageBody: md5(MessageBody) });
    if (operation === 'SendMessage') return sent(input);
    if (operation === 'SendMessageBatch') return { Successful: input.Entries.map((entry: any) => ({ Id: entry.Id, ...sent(entry) })), Failed: [] };
    throw new Error(`no model of sqs:${operation}`);
  }

  /** One round of an event source mapping: receives up to a batch, invokes, and deletes what was done. Returns whether there was anything. */
  public async poll(arn: string, batchSize: number, reportsItems: boolean, invoke: (event: unknown) => Promise<LambdaAnswer>): Promise<boolean> {
    const queue = this.queue(arn);
    const batch = queue.messages.filter(({ isInFlight }) => !isInFlight).slice(0, batchSize);
    if (batch.length === 0) return false;
    for (const message of batch) Object.assign(message, { receiveCount: message.receiveCount + 1, isInFlight: true });
    const { failed, payload } = await invoke({
      Records: batch.map(({ messageId, body, attributes, receiveCount }) => ({
        messageId,
        receiptHandle: messageId,
        body,
        attributes: { ApproximateReceiveCount: String(receiveCount), SentTimestamp: '0', SenderId: 'local', ApproximateFirstReceiveTimestamp: '0' },
        messageAttributes: attributes,
        md5OfBody: md5(body),
        eventSource: 'aws:sqs',
        eventSourceARN: arn,
        awsRegion: arn.split(':')[3],
      })),
    });
    for (const message of batch) message.isInFlight = false;
    const answer = failed ? undefined : JSON.parse(payload);
    const failures = new Set<string>((answer?.batchItemFailures ?? []).map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier));
    const isLeft = (messageId: string) => failed || (reportsItems && failures.has(messageId));
    const done = new Set(batch.filter(({ messageId }) => !isLeft(messageId)).map(({ messageId }) => messageId));
    const { maxReceiveCount = Infinity } = queue;
    const worn = batch.filter(({ messageId, receiveCount }) => !done.has(messageId) && receiveCount >= maxReceiveCount);
    for (const message of worn) if (queue.deadLetterArn) this.put(queue.deadLetterArn, message.body, message.attributes);
    queue.messages.splice(0, queue.messages.length, ...queue.messages.filter((message) => !done.has(message.messageId) && !worn.includes(message)));
    return true;
  }
}
