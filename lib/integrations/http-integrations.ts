import { HttpIntegrationSubtype, HttpRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, HttpLambdaIntegrationProps, HttpUrlIntegration, HttpUrlIntegrationProps } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { checkEventSource, checkFifo } from './check-calls';
import { HttpEventBridgePutEventsOptions, HttpSqsSendMessageOptions, HttpStepFunctionsStartExecutionOptions } from './http-integration-options';
import { HttpServiceIntegration } from './http-service-integration';
import { RequestValue } from './request-value';
import { requireExpress } from './step-functions-calls';

/**
 * What a route of a HTTP API calls. AWS services are called without a function between, with a role that may do exactly that; their answers
 * pass as they are, since HTTP APIs have no templates. Integrations of `aws-cdk-lib/aws-apigatewayv2-integrations` are accepted wherever these are.
 *
 * @example
 *
 * declare const gateway: HttpGateway;
 * declare const jobs: sqs.Queue;
 * gateway.addRoutes({ path: '/jobs', methods: [HttpMethod.POST], integration: HttpIntegrations.sqsSendMessage(jobs) });
 */
export abstract class HttpIntegrations {
  /** A function, or an alias of one, that gets the whole request and gives the whole response. The same as `handler` of a route, with the L2's options. */
  public static lambdaProxy(handler: IFunction, options: HttpLambdaIntegrationProps = {}): HttpRouteIntegration {
    return new HttpLambdaIntegration('Function', handler, options);
  }

  /**
   * A backend that is called by HTTP with the request as it is, and gives the whole response.
   *
   * @param url from `https://` or `http://`, with `{variables}` of the path
   */
  public static httpProxy(url: string, options: HttpUrlIntegrationProps = {}): HttpRouteIntegration {
    return new HttpUrlIntegration('Url', url, options);
  }

  /** Sends a message to a queue of Amazon SQS. */
  public static sqsSendMessage(queue: IQueue, options: HttpSqsSendMessageOptions = {}): HttpRouteIntegration {
    checkFifo(queue, options);
    const { message = RequestValue.rawBody(), messageGroupId, messageDeduplicationId } = options;
    return new HttpServiceIntegration({
      subtype: HttpIntegrationSubtype.SQS_SEND_MESSAGE,
      target: { arn: queue.queueArn, actions: ['sqs:SendMessage'], encryptionKey: queue.encryptionMasterKey },
      env: queue.env,
      parameters: {
        QueueUrl: queue.queueUrl,
        MessageBody: message,
        MessageGroupId: queue.fifo ? messageGroupId ?? RequestValue.context('requestId') : undefined,
        MessageDeduplicationId: messageDeduplicationId,
      },
    });
  }

  /** Sends an event to an event bus of Amazon EventBridge. An event that was not taken is an answer of 200, too, with `FailedEntryCount` in it. */
  public static eventBridgePutEvents(bus: IEventBus, options: HttpEventBridgePutEventsOptions): HttpRouteIntegration {
    const { source, detailType, detail = RequestValue.rawBody() } = options;
    checkEventSource(source);
    return new HttpServiceIntegration({
      subtype: HttpIntegrationSubtype.EVENTBRIDGE_PUT_EVENTS,
      target: { arn: bus.eventBusArn, actions: ['events:PutEvents'] },
      env: bus.env,
      parameters: { Source: source, DetailType: detailType, Detail: detail, EventBusName: bus.eventBusArn },
    });
  }

  /** Runs an express workflow of AWS Step Functions. A failed execution is an answer of 200, too, with its `status` in it. */
  public static stepFunctionsStartSyncExecution(
    stateMachine: IStateMachine,
    options: HttpStepFunctionsStartExecutionOptions = {},
  ): HttpRouteIntegration {
    requireExpress(stateMachine);
    return startExecution(HttpIntegrationSubtype.STEPFUNCTIONS_START_SYNC_EXECUTION, 'states:StartSyncExecution', stateMachine, options);
  }

  /** Starts an execution of AWS Step Functions, and does not wait for it. */
  public static stepFunctionsStartExecution(stateMachine: IStateMachine, options: HttpStepFunctionsStartExecutionOptions = {}): HttpRouteIntegration {
    return startExecution(HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION, 'states:StartExecution', stateMachine, options);
  }
}

function startExecution(
  subtype: HttpIntegrationSubtype,
  action: string,
  stateMachine: IStateMachine,
  { input = RequestValue.rawBody(), executionName }: HttpStepFunctionsStartExecutionOptions,
): HttpRouteIntegration {
  return new HttpServiceIntegration({
    subtype,
    target: { arn: stateMachine.stateMachineArn, actions: [action] },
    env: stateMachine.env,
    parameters: { StateMachineArn: stateMachine.stateMachineArn, Input: input, Name: executionName },
  });
}
