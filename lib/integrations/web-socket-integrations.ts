import { HttpMethod, WebSocketIntegrationType, WebSocketRouteIntegration, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration, WebSocketLambdaIntegrationProps } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { awsService } from './aws-service-call';
import { AwsServiceOptions } from './aws-service-options';
import { checkFunction, checkUrl, TIMEOUT } from './check-calls';
import * as dynamoDb from './dynamo-db-calls';
import {
  DynamoDbDeleteItemOptions, DynamoDbGetItemOptions, DynamoDbPutItemOptions, DynamoDbQueryOptions, DynamoDbUpdateItemOptions,
} from './dynamo-db-integration-options';
import * as messaging from './messaging-calls';
import { EventBridgePutEventsOptions, KinesisPutRecordOptions, SnsPublishOptions, SqsSendMessageOptions } from './messaging-integration-options';
import * as stepFunctions from './step-functions-calls';
import { StepFunctionsStartExecutionOptions } from './step-functions-integration-options';
import { WebSocketHttpIntegrationOptions, WebSocketHttpProxyIntegrationOptions, WebSocketLambdaInvokeOptions } from './web-socket-integration-options';
import { checkMessageTimeout, WebSocketMappedFunction, WebSocketServiceIntegration } from './web-socket-service-integration';
import { checkTemplates, defaultTemplate } from '../private/default-template';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, isOneOf, isText, oneOf } from '../private/kinds';

/**
 * What a route of a WebSocket API calls. AWS services are called without a function between, with a role that may do exactly that, with what
 * clients send escaped, and with errors that tell nothing of the service; what they answer is sent back by a route with `response`. Integrations
 * of `aws-cdk-lib/aws-apigatewayv2-integrations` are accepted wherever these are.
 *
 * @example
 *
 * declare const gateway: WebSocketGateway;
 * declare const jobs: sqs.Queue;
 * gateway.addRoute('job', { integration: WebSocketIntegrations.sqsSendMessage(jobs), response: true });
 */
export class WebSocketIntegrations {
  /** A function, or an alias of one, that gets the whole message. The same as `handler` of a route, with the L2's options. */
  public static lambdaProxy(handler: IFunction, options: WebSocketLambdaIntegrationProps = {}): WebSocketRouteIntegration {
    checkKinds(options, [TIMEOUT]);
    checkMessageTimeout(options.timeout);
    return new WebSocketLambdaIntegration('FunctionIntegration', checkFunction(handler), options);
  }

  /** A function, or an alias of one, that gets what a template makes of the message. What it returns is the answer. */
  public static lambdaInvoke(handler: IFunction, options: WebSocketLambdaInvokeOptions = {}): WebSocketRouteIntegration {
    return new WebSocketMappedFunction(handler, options);
  }

  /**
   * A backend that is called by HTTP, with mapping templates. Its answers come back by integration responses.
   *
   * @param url the URL of the backend, from `https://` or `http://`
   */
  public static http(url: string, options: WebSocketHttpIntegrationOptions = {}): WebSocketRouteIntegration {
    const config = httpConfig('HTTP', url, options);
    checkTemplates('requestTemplates', options.requestTemplates, options.templateSelectionExpression);
    return new Integration('HttpIntegration', {
      ...options,
      ...config,
      templateSelectionExpression: options.templateSelectionExpression ?? defaultTemplate(options.requestTemplates),
    });
  }

  /**
   * A backend that is called by HTTP with the message as it is, and answers as it likes.
   *
   * @param url the URL of the backend, from `https://` or `http://`
   */
  public static httpProxy(url: string, options: WebSocketHttpProxyIntegrationOptions = {}): WebSocketRouteIntegration {
    return new Integration('HttpProxyIntegration', httpConfig('HTTP_PROXY', url, options));
  }

  /** API Gateway itself, which takes every message and calls nobody. */
  public static mock(): WebSocketRouteIntegration {
    // a key that the expression names, since the API takes no content type to choose by
    return new Integration('MockIntegration', { type: WebSocketIntegrationType.MOCK, uri: '', requestTemplates: { 200: '{"statusCode":200}' }, templateSelectionExpression: '200' });
  }

  /** Sends a message to a queue of Amazon SQS. */
  public static sqsSendMessage(queue: IQueue, options: SqsSendMessageOptions = {}): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(messaging.sqsSendMessage(queue, options), options);
  }

  /** Publishes a message to a topic of Amazon SNS. */
  public static snsPublish(topic: ITopic, options: SnsPublishOptions = {}): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(messaging.snsPublish(topic, options), options);
  }

  /** Sends an event to an event bus of Amazon EventBridge. */
  public static eventBridgePutEvents(bus: IEventBus, options: EventBridgePutEventsOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(messaging.eventBridgePutEvents(bus, options), options);
  }

  /** Puts a record into a stream of Amazon Kinesis. */
  public static kinesisPutRecord(stream: IStream, options: KinesisPutRecordOptions = {}): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(messaging.kinesisPutRecord(stream, options), options);
  }

  /** Runs an express workflow of AWS Step Functions, and answers with its output. */
  public static stepFunctionsStartSyncExecution(
    stateMachine: IStateMachine,
    options: StepFunctionsStartExecutionOptions = {},
  ): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(stepFunctions.startSyncExecution(stateMachine, options), options);
  }

  /** Starts an execution of AWS Step Functions, and does not wait for it. */
  public static stepFunctionsStartExecution(
    stateMachine: IStateMachine,
    options: StepFunctionsStartExecutionOptions = {},
  ): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(stepFunctions.startExecution(stateMachine, options), options);
  }

  /** Reads an item of a table of Amazon DynamoDB. */
  public static dynamoDbGetItem(table: ITable, options: DynamoDbGetItemOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(dynamoDb.getItem(table, options), options);
  }

  /** Puts an item into a table of Amazon DynamoDB, in the place of one that has its key. */
  public static dynamoDbPutItem(table: ITable, options: DynamoDbPutItemOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(dynamoDb.putItem(table, options), options);
  }

  /** Changes attributes of an item of a table of Amazon DynamoDB, which is made if it is not there. */
  public static dynamoDbUpdateItem(table: ITable, options: DynamoDbUpdateItemOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(dynamoDb.updateItem(table, options), options);
  }

  /** Deletes an item of a table of Amazon DynamoDB, if it is there. */
  public static dynamoDbDeleteItem(table: ITable, options: DynamoDbDeleteItemOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(dynamoDb.deleteItem(table, options), options);
  }

  /** Finds items of a table of Amazon DynamoDB, or of an index of it. */
  public static dynamoDbQuery(table: ITable, options: DynamoDbQueryOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(dynamoDb.query(table, options), options);
  }

  /** Calls any action of any AWS service. */
  public static awsService(options: AwsServiceOptions): WebSocketRouteIntegration {
    return new WebSocketServiceIntegration(awsService(options), options);
  }

  private constructor() {}
}

function httpConfig(type: string, url: string, options: WebSocketHttpProxyIntegrationOptions): WebSocketRouteIntegrationConfig {
  checkUrl(url);
  checkKinds(options, [TIMEOUT, ['method', isOneOf(HttpMethod), oneOf('HttpMethod', HttpMethod)]]);
  const { method = HttpMethod.POST, timeout, requestParameters } = options;
  if (requestParameters !== undefined && !(isObject(requestParameters) && Object.values(requestParameters).every(isText))) {
    fail(`'requestParameters' must be values by name, such as { 'integration.request.header.connectionId': 'context.connectionId' }, got ${show(requestParameters)}`);
  }
  const wrong = Object.keys(requestParameters ?? {}).find((name) => !/^integration\.request\.(path|querystring|header)\../.test(name));
  if (wrong) fail(`'requestParameters' must be named as "integration.request.header.connectionId", got ${show(wrong)}`);
  checkMessageTimeout(timeout);
  return { type: type as WebSocketIntegrationType, uri: url, method, timeout, requestParameters }; // the L2's enum has no HTTP, and passes it on
}

class Integration extends WebSocketRouteIntegration {
  constructor(id: string, private readonly config: WebSocketRouteIntegrationConfig) {
    super(id);
  }

  public bind(): WebSocketRouteIntegrationConfig {
    return this.config;
  }
}
