import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CfnQueue, IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Annotations, ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { BroadcastRuleOptions } from './broadcast-rule-options';
import { BroadcasterProps, BroadcastQueueOptions } from './broadcaster-props';
import { checkBroadcaster, checkQueueOptions, checkRuleOptions, checkStage } from './check-broadcaster';
import { ConnectionStore } from './connection-store';
import { checkGrantee, tellFunction } from './tell-function';
import { fail, show } from '../private/errors';
import { literalStageName } from '../private/literal-names';
import { defineShippedFunction } from '../private/shipped-function';
import { tokenIdentity } from '../private/tokens';

const DEFAULT_TIMEOUT = Duration.minutes(5);

/**
 * Sends messages to connections, groups, users and all who are connected to a WebSocket API: for functions, queues, topics and events. Connections
 * that are gone are taken out of the store.
 *
 * @example
 * declare const gateway: WebSocketGateway;
 * const store = new ConnectionStore(this, 'Connections');
 * const broadcaster = new Broadcaster(this, 'Broadcaster', { store, stage: gateway.stage });
 * broadcaster.addQueue(new sqs.Queue(this, 'Messages', { visibilityTimeout: Duration.minutes(30) }));
 */
export class Broadcaster extends Construct {
  /** The function. */
  public readonly handler: Function;

  /** The name of the function. */
  public readonly functionName: string;

  /** Where messages are that could not be delivered after all tries, those of queues excepted, which have their own. */
  public readonly failures: IQueue;

  /** The log group of the function. */
  public readonly logGroup: ILogGroup;

  private readonly sources = new Set<IConstruct>();
  private readonly store: ConnectionStore;
  private readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: BroadcasterProps) {
    super(scope, id);
    checkBroadcaster(props, this);
    const { store, stage } = props;
    this.timeout = props.timeout ?? DEFAULT_TIMEOUT;
    this.failures = props.failures ?? new Queue(this, 'Failures', { retentionPeriod: Duration.days(14), enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED });
    const stageName = literalStageName(stage);
    this.handler = defineShippedFunction(this, 'broadcaster', 'Sends messages to the connections of a WebSocket API', {
      environment: { CONNECTIONS_TABLE: store.tableName, STAGE: stageName, CONCURRENCY: `${props.concurrency ?? 50}` },
      memorySize: props.memorySize ?? 1024,
      timeout: this.timeout,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      logGroup: props.logGroup,
      retryAttempts: 2, // each goes on where the one before stopped
      onFailure: new SqsDestination(this.failures),
    });
    this.functionName = this.handler.functionName;
    this.logGroup = this.handler.logGroup;
    this.store = store;
    store._grantBroadcast(this.handler);
    this.addStage(stage);
  }

  /**
   * Lets it send to the connections of a further stage, which messages name by `stage`. What is sent to a group or to all reaches the connections of one stage only.
   *
   * By a policy in the stack of the API, and by the name of the stage as it was written, so that the broadcaster needs neither.
   */
  public addStage(stage: IWebSocketStage): void {
    checkStage(stage, this);
    const { api } = stage;
    const stageName = literalStageName(stage);
    this.store._serve(stageName, tokenIdentity(api.apiId, this));
    const id = `#Broadcast:${this.node.addr.slice(-8)}:${tokenIdentity(stageName, this)}`;
    if (api.node.tryFindChild(id)) return;
    const arn = (method: string) => Stack.of(api).formatArn({
      service: 'execute-api',
      resource: api.apiId,
      resourceName: `${stageName}/${method}/@connections/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const statement = new iam.PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [arn('POST'), arn('DELETE')] });
    new iam.Policy(api, id, { roles: [this.handler.role!], statements: [statement] });
  }

  /**
   * Allows to ask for messages to be sent, connections to be closed, and groups to be joined and left. A function also gets to know the broadcaster, by its
   * environment variable `BROADCASTER_FUNCTION`.
   */
  public grantSend(grantee: iam.IGrantable): iam.Grant {
    checkGrantee(grantee, this);
    tellFunction(grantee, 'BROADCASTER_FUNCTION', this.functionName, this, 'new BroadcasterClient({ functionName })');
    return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [this.handler.functionArn] });
  }

  /**
   * Takes messages from a queue. Each is a request such as `{ "to": { "group": "lobby" }, "message": "hello" }`. One that did not reach all stays in
   * the queue, and is then sent to the others alone, as often as the queue lets it be tried.
   */
  public addQueue(queue: IQueue, options: BroadcastQueueOptions = {}): void {
    if (typeof queue?.queueArn !== 'string') fail(`'queue' must be a queue of aws-cdk-lib/aws-sqs, got ${show(queue)}`, this);
    checkQueueOptions(options, this);
    if (queue === this.failures) fail("'queue' must not be 'failures', where messages go that could not be sent: they would go round", this);
    this.checkNew(queue, 'queue');
    this.checkVisibility(queue);
    if (queue instanceof Queue && !queue.deadLetterQueue) {
      Annotations.of(queue).addWarningV2('cdk-gatehouse:queueWithoutDeadLetters',
        'a message that can never be sent is tried again and again until it expires: give the queue a \'deadLetterQueue\' with a \'maxReceiveCount\' of 5, for example');
    }
    const { batchSize = 1, maxConcurrency } = options;
    this.handler.addEventSource(new SqsEventSource(queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }));
  }

  /** Takes messages from a topic. Each is a request such as `{ "to": { "group": "lobby" }, "message": "hello" }`. */
  public addTopic(topic: ITopic): void {
    if (typeof topic?.topicArn !== 'string') fail(`'topic' must be a topic of aws-cdk-lib/aws-sns, got ${show(topic)}`, this);
    if (topic.fifo) fail(`'topic' must not be a FIFO topic, which has no functions as subscribers, got [${topic.node.path}]: let a FIFO queue subscribe to it, and pass that to addQueue`, this);
    this.checkNew(topic, 'topic');
    topic.addSubscription(new LambdaSubscription(this.handler, { deadLetterQueue: this.failures }));
  }

  /** Sends events of Amazon EventBridge that match a rule. */
  public addRule(rule: Rule, options: BroadcastRuleOptions): void {
    if (typeof rule?.addTarget !== 'function') fail(`'rule' must be a Rule of aws-cdk-lib/aws-events, got ${show(rule)}`, this);
    checkRuleOptions(options, this);
    const event = RuleTargetInput.fromObject({ id: EventField.eventId, to: options.to._render(), message: options.message ?? EventField.fromPath('$.detail') });
    rule.addTarget(new LambdaFunction(this.handler, { event, deadLetterQueue: this.failures }));
  }

  private checkNew(source: IConstruct, what: string): void {
    if (this.sources.has(source)) fail(`${what} [${source.node.path}] is added already: add it once`, this);
    this.sources.add(source);
  }

  /** Lambda refuses a queue that shows a message again while it is still worked on. */
  private checkVisibility(queue: IQueue): void {
    const l1 = queue.node.defaultChild;
    const visible = CfnQueue.isCfnQueue(l1) ? l1.visibilityTimeout ?? 30 : undefined;
    if (visible === undefined || Token.isUnresolved(visible) || this.timeout.isUnresolved()) return;
    if (visible < this.timeout.toSeconds()) {
      fail(`'visibilityTimeout' of queue [${queue.node.path}] must be at least the broadcaster's 'timeout' of ${this.timeout.toSeconds()} seconds, got ${visible} seconds: ` +
        `AWS recommends 6 times as long, Duration.seconds(${6 * this.timeout.toSeconds()})`, this);
    }
  }
}
