import { HttpIntegrationSubtype, HttpMethod, HttpRouteIntegration, ParameterMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, HttpLambdaIntegrationProps, HttpUrlIntegration, HttpUrlIntegrationProps } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { IApplicationListener, INetworkListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { checkCalled, checkEventSource, checkFifo, checkFunction, checkOptions, checkUrl, isRequestValue, isText, REQUEST_VALUE } from './check-calls';
import { HttpEventBridgePutEventsOptions, HttpKinesisPutRecordOptions, HttpSqsSendMessageOptions, HttpStepFunctionsStartExecutionOptions } from './http-integration-options';
import { HttpLoadBalancerIntegration } from './http-load-balancer-integration';
import { checkHttpTimeout, HttpServiceIntegration } from './http-service-integration';
import { HttpLoadBalancerIntegrationOptions } from './load-balancer-integration-options';
import { RequestValue } from './request-value';
import { requireExpress } from './step-functions-calls';
import { has, isOneOf, Kinds, oneOf } from '../private/kinds';

const MAPPED: Kinds<{ readonly parameterMapping?: ParameterMapping }> = [['parameterMapping', has('mappings', 'object'), 'a ParameterMapping of aws-cdk-lib/aws-apigatewayv2']];

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
    checkOptions<HttpLambdaIntegrationProps>(options, [['payloadFormatVersion', has('version', 'string'), 'a PayloadFormatVersion, such as PayloadFormatVersion.VERSION_2_0'], ...MAPPED]);
    checkHttpTimeout(options.timeout);
    return new HttpLambdaIntegration('Function', checkFunction(handler), options);
  }

  /**
   * A backend that is called by HTTP with the request as it is, and gives the whole response.
   *
   * @param url from `https://` or `http://`, with `{variables}` of the path
   */
  public static httpProxy(url: string, options: HttpUrlIntegrationProps = {}): HttpRouteIntegration {
    checkUrl(url);
    checkOptions<HttpUrlIntegrationProps>(options, [['method', isOneOf(HttpMethod), oneOf('HttpMethod', HttpMethod)], ...MAPPED]);
    checkHttpTimeout(options.timeout);
    return new HttpUrlIntegration('Url', url, options);
  }

  /**
   * An Application Load Balancer in a VPC, by a VPC link: it gets the request as it is, and gives the whole response.
   *
   * @param listener one of HTTP, or of HTTPS with `options.secureServerName`
   */
  public static applicationLoadBalancer(listener: IApplicationListener, options: HttpLoadBalancerIntegrationOptions = {}): HttpRouteIntegration {
    return new HttpLoadBalancerIntegration(listener, 'app', options);
  }

  /**
   * A Network Load Balancer in a VPC, by a VPC link: what is behind it gets the request as it is, and gives the whole response.
   *
   * @param listener one of TCP, or of TLS with `options.secureServerName`
   */
  public static networkLoadBalancer(listener: INetworkListener, options: HttpLoadBalancerIntegrationOptions = {}): HttpRouteIntegration {
    return new HttpLoadBalancerIntegration(listener, 'net', options);
  }

  /** Sends a message to a queue of Amazon SQS. */
  public static sqsSendMessage(queue: IQueue, options: HttpSqsSendMessageOptions = {}): HttpRouteIntegration {
    checkCalled('queue', queue, 'queueArn', 'a queue of aws-cdk-lib/aws-sqs');
    checkOptions(options, [
      ['message', isRequestValue, REQUEST_VALUE], ['messageGroupId', isRequestValue, REQUEST_VALUE], ['messageDeduplicationId', isRequestValue, REQUEST_VALUE],
    ], [], queue);
    checkFifo(queue, options);
    const { message = RequestValue.rawBody(), messageGroupId, messageDeduplicationId } = options;
    return new HttpServiceIntegration({
      subtype: HttpIntegrationSubtype.SQS_SEND_MESSAGE,
      target: { arn: queue.queueArn, actions: ['sqs:SendMessage'], encryptionKey: queue.encryptionMasterKey, keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
      env: queue.env,
      timeout: options.timeout,
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
    checkCalled('bus', bus, 'eventBusArn', 'an event bus of aws-cdk-lib/aws-events');
    checkOptions(options, [
      ['source', isText, 'the name of a sender, "com.example.shop", for example'], ['detailType', isRequestValue, REQUEST_VALUE], ['detail', isRequestValue, REQUEST_VALUE],
    ], ['source', 'detailType'], bus);
    const { source, detailType, detail = RequestValue.rawBody() } = options;
    checkEventSource(source);
    return new HttpServiceIntegration({
      subtype: HttpIntegrationSubtype.EVENTBRIDGE_PUT_EVENTS,
      target: { arn: bus.eventBusArn, actions: ['events:PutEvents'] },
      env: bus.env,
      timeout: options.timeout,
      parameters: { Source: source, DetailType: detailType, Detail: detail, EventBusName: bus.eventBusArn },
    });
  }

  /** Puts a record into a stream of Amazon Kinesis. */
  public static kinesisPutRecord(stream: IStream, options: HttpKinesisPutRecordOptions = {}): HttpRouteIntegration {
    checkCalled('stream', stream, 'streamArn', 'a stream of aws-cdk-lib/aws-kinesis');
    checkOptions(options, [['data', isRequestValue, REQUEST_VALUE], ['partitionKey', isRequestValue, REQUEST_VALUE]], [], stream);
    const { data = RequestValue.rawBody(), partitionKey = RequestValue.context('requestId'), timeout } = options;
    return new HttpServiceIntegration({
      subtype: HttpIntegrationSubtype.KINESIS_PUT_RECORD,
      isNamed: true,
      target: { arn: stream.streamArn, actions: ['kinesis:PutRecord'], encryptionKey: stream.encryptionKey, keyActions: ['kms:GenerateDataKey'] },
      env: stream.env,
      timeout,
      parameters: { StreamName: stream.streamName, Data: data, PartitionKey: partitionKey },
    });
  }

  /** Runs an express workflow of AWS Step Functions. A failed execution is an answer of 200, too, with its `status` in it. */
  public static stepFunctionsStartSyncExecution(
    stateMachine: IStateMachine,
    options: HttpStepFunctionsStartExecutionOptions = {},
  ): HttpRouteIntegration {
    checkCalled('stateMachine', stateMachine, 'stateMachineArn', 'a state machine of aws-cdk-lib/aws-stepfunctions');
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
  options: HttpStepFunctionsStartExecutionOptions,
): HttpRouteIntegration {
  checkCalled('stateMachine', stateMachine, 'stateMachineArn', 'a state machine of aws-cdk-lib/aws-stepfunctions');
  checkOptions(options, [['input', isRequestValue, REQUEST_VALUE], ['executionName', isRequestValue, REQUEST_VALUE]], [], stateMachine);
  const { input = RequestValue.rawBody(), executionName, timeout } = options;
  return new HttpServiceIntegration({
    subtype,
    target: { arn: stateMachine.stateMachineArn, actions: [action] },
    env: stateMachine.env,
    timeout,
    parameters: { StateMachineArn: stateMachine.stateMachineArn, Input: input, Name: executionName },
  });
}
