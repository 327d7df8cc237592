import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Token } from 'aws-cdk-lib/core';
import { RequestValue } from './request-value';
import { fail, show } from '../private/errors';

/** Checks that what is for FIFO queues is said of one. */
export function checkFifo(queue: IQueue, options: { readonly messageGroupId?: RequestValue; readonly messageDeduplicationId?: RequestValue }): void {
  const ofFifo = (['messageGroupId', 'messageDeduplicationId'] as const).find((prop) => options[prop] !== undefined);
  if (ofFifo && !queue.fifo) fail(`'${ofFifo}' is for FIFO queues, and [${queue.node.path}] is none: leave it out, or pass a queue with 'fifo: true'`, queue);
}

/** Checks the sender of an event, which AWS alone may be called "aws.…". */
export function checkEventSource(source: string): void {
  if (!Token.isUnresolved(source) && (!source || /^aws\./.test(source))) {
    fail(`'source' must be the name of a sender that does not begin with "aws.", got ${show(source)}: write "com.example.shop", for example`);
  }
}
