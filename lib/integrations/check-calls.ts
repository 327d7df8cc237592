import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RequestValue } from './request-value';
import { ServiceIntegrationOptions } from './service-integration-options';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { checkKinds, has, Kinds } from '../private/kinds';

/** Whether a value is text. */
export const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Whether a value is one of a request. */
export const isRequestValue = has('asBase64', 'function');

/** Whether a value is a duration. */
export const isDuration = has('toMilliseconds', 'function');

/** What an error says where a value of a request has to stand. */
export const REQUEST_VALUE = "a value of the request, RequestValue.path('id') or RequestValue.constant('text'), for example";

/** What an error says where a template has to stand. */
export const TEMPLATE = "a template, MappingTemplate.json({ id: RequestValue.path('id') }), for example";

/** The kind of a time. */
export const TIMEOUT: [prop: 'timeout', holds: (value: any) => boolean, expected: string] = ['timeout', isDuration, 'a Duration, Duration.seconds(5), for example'];

const OF_EVERY_SERVICE: Kinds<ServiceIntegrationOptions> = [['response', has('contentType', 'string'), TEMPLATE], TIMEOUT];

/** Checks what is called, by the member of it by which it is told apart. */
export function checkCalled(prop: string, called: any, member: string, expected: string): void {
  if (typeof called?.[member] !== 'string') fail(`'${prop}' must be ${expected}, got ${show(called)}`);
}

/** Checks a function, or an alias of one. */
export function checkFunction(handler: IFunction): IFunction {
  checkCalled('handler', handler, 'functionArn', 'a function of aws-cdk-lib/aws-lambda, or an alias of one');
  return handler;
}

/** Checks that options are of the kinds that their types say, and that those are there which must be. */
export function checkOptions<T extends object>(options: T, kinds: Kinds<T>, required: Array<keyof T & string> = [], scope?: IConstruct): void {
  const missing = required.find((prop) => options?.[prop] === undefined);
  if (missing) fail(`'${missing}' must be ${kinds.find(([prop]) => prop === missing)![2]}, got ${show(options?.[missing])}`, scope);
  checkKinds(options, [...OF_EVERY_SERVICE as unknown as Kinds<T>, ...kinds], scope);
}

/** Checks attributes of a message, of which a service may take so many. */
export function checkAttributes(attributes: Record<string, RequestValue> = {}, most = Infinity): void {
  if (!isPlainObject(attributes)) fail(`'attributes' must be values by name, got ${show(attributes)}: write { tenant: RequestValue.header('x-tenant') }, for example`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) fail(`'attributes' must have names of 1 to 256 letters, digits and "_ - .", got ${show(name)}`);
    if (!isRequestValue(value)) fail(`'attributes.${name}' must be ${REQUEST_VALUE}, got ${show(value)}`);
  }
  const { length } = Object.keys(attributes);
  if (length > most) fail(`'attributes' must be at most ${most}, got ${length}: put the others into the message`);
}

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

/** Checks where a backend is. What stands in the URL for a variable of the stage, or for a token, is not looked at. */
export function checkUrl(url: string): void {
  if (typeof url !== 'string' || (!Token.isUnresolved(url) && !/^https?:\/\/./.test(url))) {
    fail(`'url' must begin with https:// or http://, got ${show(url)}: write "https://backend.example.com/orders", for example`);
  }
}
