import { ContentHandling, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { Duration } from 'aws-cdk-lib/core';
import { MappingTemplate } from './mapping-template';

/** What callers get for an error of a function. */
export interface LambdaErrorResponse {
  /** A regular expression of Java that the whole message of the error matches: "Not found: .*". */
  readonly pattern: string;

  /** The status: 400 to 599. */
  readonly status: number;

  /**
   * The message that callers get.
   *
   * @default - that of the status, "Not found"
   */
  readonly message?: string;

  /**
   * The body, instead of the message: `ResponseValue.bodyText('$.errorMessage')` is the function's.
   *
   * @default - `{ "message": … }`
   */
  readonly response?: MappingTemplate;
}

/**
 * Options of `Integrations.lambdaInvoke`, which calls a function by a template, and answers by another.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
 */
export interface LambdaInvokeOptions {
  /**
   * The event that the function gets.
   *
   * @default - the body, which is JSON
   */
  readonly request?: MappingTemplate;

  /**
   * The body of the answer, from what the function returns.
   *
   * @default - what the function returns
   */
  readonly response?: MappingTemplate;

  /**
   * The status of the answer: 200 to 299.
   *
   * @default 200, and 202 with `asynchronous`
   */
  readonly successStatus?: number;

  /**
   * What callers get for errors of the function, by their messages. All others are 500, and say nothing of the function.
   *
   * @default - every error is 500
   */
  readonly errors?: LambdaErrorResponse[];

  /**
   * Whether the function is started, and not waited for: callers get `{}`, and AWS Lambda tries it again if it fails.
   *
   * @default false
   */
  readonly asynchronous?: boolean;

  /**
   * How long API Gateway waits for the function: 50 milliseconds to 29 seconds; for regional and private APIs up to 5 minutes, if the
   * account's quota was raised.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * How the body changes between text and bytes before the template reads it.
   *
   * @default - it does not
   */
  readonly contentHandling?: ContentHandling;

  /**
   * What happens to a body that is not JSON.
   *
   * @default PassthroughBehavior.NEVER with `request`: it gets 415; otherwise WHEN_NO_TEMPLATES, it passes
   */
  readonly passthroughBehavior?: PassthroughBehavior;
}
