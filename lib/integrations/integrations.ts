import {
  Integration, IntegrationConfig, LambdaIntegrationOptions, Method, MockIntegration, PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IApplicationListener, INetworkListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { awsService } from './aws-service-call';
import { AwsServiceOptions } from './aws-service-options';
import { BackendIntegration } from './backend-integration';
import { BackendIntegrationOptions } from './backend-integration-options';
import { TIMEOUT } from './check-calls';
import * as dynamoDb from './dynamo-db-calls';
import {
  DynamoDbDeleteItemOptions, DynamoDbGetItemOptions, DynamoDbPutItemOptions, DynamoDbQueryOptions, DynamoDbUpdateItemOptions,
} from './dynamo-db-integration-options';
import { LambdaInvokeOptions } from './lambda-invoke-options';
import { LinkedLoadBalancer, LinkedLoadBalancerV1 } from './load-balancer-integration';
import { LoadBalancerIntegrationOptions, NetworkLoadBalancerV1IntegrationOptions } from './load-balancer-integration-options';
import * as messaging from './messaging-calls';
import { EventBridgePutEventsOptions, KinesisPutRecordOptions, SnsPublishOptions, SqsSendMessageOptions } from './messaging-integration-options';
import { MappedFunction, ProxiedFunction } from './rest-function-integrations';
import * as s3 from './s3-calls';
import { S3ListObjectsOptions, S3ObjectOptions } from './s3-integration-options';
import { addMethodResponse, ServiceIntegration } from './service-integration';
import * as stepFunctions from './step-functions-calls';
import { StepFunctionsStartExecutionOptions } from './step-functions-integration-options';
import { fail } from '../private/errors';
import { checkKinds, isFlag, TRUE_OR_FALSE } from '../private/kinds';

/**
 * What a route of a REST API calls. AWS services are called without a function between, with a role that may do exactly that, with what
 * callers send escaped, and with errors that tell nothing of the service. Integrations of `aws-cdk-lib/aws-apigateway` are accepted wherever these are.
 *
 * @example
 *
 * declare const gateway: RestGateway;
 * declare const jobs: sqs.Queue;
 * gateway.addRoutes({ path: '/jobs', methods: [HttpMethod.POST], integration: Integrations.sqsSendMessage(jobs) });
 */
export abstract class Integrations {
  /** A function, or an alias of one, that gets the whole request and gives the whole response. The same as `handler` of a route, with the L2's options. */
  public static lambdaProxy(handler: IFunction, options: LambdaIntegrationOptions = {}): Integration {
    checkKinds(options, [TIMEOUT, ['proxy', isFlag, TRUE_OR_FALSE], ['allowTestInvoke', isFlag, TRUE_OR_FALSE]]);
    if (options.proxy === false) fail("'proxy' must not be false for the whole request to pass: leave it out, or take Integrations.lambdaInvoke with mapping templates");
    return new ProxiedFunction(handler, options);
  }

  /** A function, or an alias of one, that gets what a template makes of the request. What it returns is the answer, and its errors are errors by their messages. */
  public static lambdaInvoke(handler: IFunction, options: LambdaInvokeOptions = {}): Integration {
    return new MappedFunction(handler, options);
  }

  /**
   * A backend that is called by HTTP with the request as it is, and gives the whole response.
   *
   * @param url from `https://` or `http://`, with `{variables}` of `options.requestParameters`
   */
  public static httpProxy(url: string, options: BackendIntegrationOptions = {}): Integration {
    return new BackendIntegration(url, { httpMethod: 'ANY', ...options, proxy: true });
  }

  /**
   * A backend that is called by HTTP, with mapping templates; by GET, unless `options.httpMethod` says otherwise.
   *
   * @param url from `https://` or `http://`, with `{variables}` of `options.requestParameters`
   */
  public static http(url: string, options: BackendIntegrationOptions = {}): Integration {
    return new BackendIntegration(url, { ...options, proxy: false });
  }

  /**
   * An Application Load Balancer in a VPC, by a VPC link of the second version: it gets the request as it is, and gives the whole response.
   *
   * @param listener one of HTTP, or of HTTPS with `options.secureServerName`
   */
  public static applicationLoadBalancer(listener: IApplicationListener, options: LoadBalancerIntegrationOptions = {}): Integration {
    return new LinkedLoadBalancer(listener, 'app', options);
  }

  /**
   * A Network Load Balancer in a VPC, by a VPC link of the second version: what is behind it gets the request as it is, and gives the whole response.
   *
   * @param listener one of TCP, or of TLS with `options.secureServerName`
   */
  public static networkLoadBalancer(listener: INetworkListener, options: LoadBalancerIntegrationOptions = {}): Integration {
    return new LinkedLoadBalancer(listener, 'net', options);
  }

  /**
   * A Network Load Balancer in a VPC, by a VPC link of the first version, which AWS calls legacy: for links that are there, and Regions without the second.
   *
   * @param listener one of TCP, or of TLS with `options.secureServerName`
   */
  public static networkLoadBalancerV1(listener: INetworkListener, options: NetworkLoadBalancerV1IntegrationOptions): Integration {
    return new LinkedLoadBalancerV1(listener, options);
  }

  /** API Gateway itself, which answers 200 with nothing, to bodies of JSON, text, forms and XML. */
  public static mock(): Integration {
    const requestTemplates = Object.fromEntries(MOCKED_TYPES.map((type) => [type, '{"statusCode":200}']));
    return new EmptyAnswer({ requestTemplates, passthroughBehavior: PassthroughBehavior.NEVER, integrationResponses: [{ statusCode: '200' }] });
  }

  /** Sends a message to a queue of Amazon SQS. */
  public static sqsSendMessage(queue: IQueue, options: SqsSendMessageOptions = {}): Integration {
    return new ServiceIntegration(messaging.sqsSendMessage(queue, options), options);
  }

  /** Publishes a message to a topic of Amazon SNS. */
  public static snsPublish(topic: ITopic, options: SnsPublishOptions = {}): Integration {
    return new ServiceIntegration(messaging.snsPublish(topic, options), options);
  }

  /** Sends an event to an event bus of Amazon EventBridge. */
  public static eventBridgePutEvents(bus: IEventBus, options: EventBridgePutEventsOptions): Integration {
    return new ServiceIntegration(messaging.eventBridgePutEvents(bus, options), options);
  }

  /** Puts a record into a stream of Amazon Kinesis. */
  public static kinesisPutRecord(stream: IStream, options: KinesisPutRecordOptions = {}): Integration {
    return new ServiceIntegration(messaging.kinesisPutRecord(stream, options), options);
  }

  /** Runs an express workflow of AWS Step Functions, and answers with its output. */
  public static stepFunctionsStartSyncExecution(stateMachine: IStateMachine, options: StepFunctionsStartExecutionOptions = {}): Integration {
    return new ServiceIntegration(stepFunctions.startSyncExecution(stateMachine, options), options);
  }

  /** Starts an execution of AWS Step Functions, and does not wait for it. */
  public static stepFunctionsStartExecution(stateMachine: IStateMachine, options: StepFunctionsStartExecutionOptions = {}): Integration {
    return new ServiceIntegration(stepFunctions.startExecution(stateMachine, options), options);
  }

  /** Reads an item of a table of Amazon DynamoDB. */
  public static dynamoDbGetItem(table: ITable, options: DynamoDbGetItemOptions): Integration {
    return new ServiceIntegration(dynamoDb.getItem(table, options), options);
  }

  /** Puts an item into a table of Amazon DynamoDB, in the place of one that has its key. */
  public static dynamoDbPutItem(table: ITable, options: DynamoDbPutItemOptions): Integration {
    return new ServiceIntegration(dynamoDb.putItem(table, options), options);
  }

  /** Changes attributes of an item of a table of Amazon DynamoDB, which is made if it is not there. */
  public static dynamoDbUpdateItem(table: ITable, options: DynamoDbUpdateItemOptions): Integration {
    return new ServiceIntegration(dynamoDb.updateItem(table, options), options);
  }

  /** Deletes an item of a table of Amazon DynamoDB, if it is there. */
  public static dynamoDbDeleteItem(table: ITable, options: DynamoDbDeleteItemOptions): Integration {
    return new ServiceIntegration(dynamoDb.deleteItem(table, options), options);
  }

  /** Finds items of a table of Amazon DynamoDB, or of an index of it. */
  public static dynamoDbQuery(table: ITable, options: DynamoDbQueryOptions): Integration {
    return new ServiceIntegration(dynamoDb.query(table, options), options);
  }

  /** Reads an object of Amazon S3. */
  public static s3GetObject(bucket: IBucket, options: S3ObjectOptions): Integration {
    return new ServiceIntegration(s3.getObject(bucket, options), options);
  }

  /** Writes the body as an object of Amazon S3. */
  public static s3PutObject(bucket: IBucket, options: S3ObjectOptions): Integration {
    return new ServiceIntegration(s3.putObject(bucket, options), options);
  }

  /** Deletes an object of Amazon S3, if it is there. */
  public static s3DeleteObject(bucket: IBucket, options: S3ObjectOptions): Integration {
    return new ServiceIntegration(s3.deleteObject(bucket, options), options);
  }

  /** Calls any action of any AWS service. */
  public static awsService(options: AwsServiceOptions): Integration {
    return new ServiceIntegration(awsService(options), options);
  }

  /** Lists the objects of a bucket of Amazon S3. */
  public static s3ListObjects(bucket: IBucket, options: S3ListObjectsOptions = {}): Integration {
    return new ServiceIntegration(s3.listObjects(bucket, options), options);
  }
}

/** What bodies are usually called; one of another name gets 415. */
const MOCKED_TYPES = [
  'application/json', 'text/plain', 'text/html', 'text/csv', 'text/xml', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/octet-stream',
];

class EmptyAnswer extends MockIntegration {
  public bind(method: Method): IntegrationConfig {
    addMethodResponse(method, '200');
    return super.bind(method);
  }
}
