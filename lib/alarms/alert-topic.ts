import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Names, RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { allowAlarms, allowKey, checkEmails, subscribe } from './define-alert-topic';
import { capitalized } from '../private/capitalized';
import { checkAllMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, isTextToken } from '../private/kinds';

/** Properties of `AlertTopic`. */
export interface AlertTopicProps {
  /**
   * Addresses that get a message when an alarm is raised and when it is over. Each has to confirm once.
   *
   * @default - none
   */
  readonly emails?: string[];

  /**
   * URLs that get a message, such as those of a pager, all beginning with "https://".
   *
   * @default - none
   */
  readonly urls?: string[];

  /**
   * Functions that are called with each message.
   *
   * @default - none
   */
  readonly functions?: IFunction[];

  /**
   * What the sender of e-mail is called, at most 100 characters.
   *
   * @default - "AWS Notifications"
   */
  readonly displayName?: string;

  /**
   * The key that encrypts the messages. CloudWatch is allowed to use it for alarms of this account; the policy of an imported key has to say so already.
   *
   * @default - a key is defined, which is billed at 1 USD a month, is rotated, and is deleted with the stack, since messages are not kept
   */
  readonly encryptionKey?: IKey;
}

/** Options of a channel in Slack. */
export interface SlackChannelOptions {
  /** The id of the workspace, from the console of Amazon Q Developer in chat applications, where the workspace has to be authorized once: "T07EZ1ABC". */
  readonly slackWorkspaceId: string;

  /** The id of the channel, at the end of its link: "C07EZ1ABC23". */
  readonly slackChannelId: string;

  /**
   * What members of the channel may do at most.
   *
   * @default - `CloudWatchReadOnlyAccess`: to see the alarm and its graph. The CDK takes `AdministratorAccess` by default
   */
  readonly guardrailPolicies?: iam.IManagedPolicy[];
}

const PROPS: Members<AlertTopicProps> = { emails: true, urls: true, functions: true, displayName: true, encryptionKey: true };
const SLACK_CHANNEL: Members<SlackChannelOptions> = { slackWorkspaceId: true, slackChannelId: true, guardrailPolicies: true };

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const MAX_DISPLAY_NAME = 100;

/**
 * A topic for alarms: encrypted by a key that CloudWatch may use, which `alias/aws/sns` does not let it, and taking TLS only. Give it to gateways as
 * `alertTopic` or `lowSeverityTopic`.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @example
 *
 * const alerts = new AlertTopic(this, 'Alerts', { emails: ['oncall@example.com'], urls: ['https://events.pager.example.com/x'] });
 * new RestGateway(this, 'OrdersApi', { alertTopic: alerts.topic });
 */
export class AlertTopic extends Construct {
  /** The topic of the L2. */
  public readonly topic: Topic;

  /** The key that encrypts its messages. */
  public readonly encryptionKey: IKey;

  /** URLs and functions that are told, each once. */
  private readonly told = new Set<string | IFunction>();

  constructor(scope: Construct, id: string, props: AlertTopicProps = {}) {
    super(scope, id);
    checkKinds(props, [
      ['displayName', (value) => typeof value === 'string' && (Token.isUnresolved(value) || value.length <= MAX_DISPLAY_NAME), `text of at most ${MAX_DISPLAY_NAME} characters`],
      ['urls', Array.isArray, 'a list, such as ["https://pager.example.com/x"]'],
      ['functions', Array.isArray, 'a list of functions'],
      ['emails', Array.isArray, 'a list, such as ["oncall@example.com"]'],
      ['encryptionKey', has('keyArn', 'string'), 'a key of aws-cdk-lib/aws-kms'],
    ], this);
    checkAllMembers(props, PROPS, "'props'", this);
    this.encryptionKey = props.encryptionKey ?? new Key(this, '#Key', {
      description: `Messages of alarms: ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    allowKey(this.encryptionKey, this);
    this.topic = new Topic(this, id, { masterKey: this.encryptionKey, enforceSSL: true, displayName: props.displayName });
    allowAlarms(this.topic);
    this.addEmails(...props.emails ?? []);
    for (const url of props.urls ?? []) this.addUrl(url);
    for (const handler of props.functions ?? []) this.addHandler(handler);
  }

  /** Subscribes addresses, each of which has to confirm once. */
  public addEmails(...emails: string[]): void {
    subscribe(this.topic, checkEmails('emails', emails, this));
  }

  /** Subscribes a URL, which has to answer the confirmation that it gets. */
  public addUrl(url: string): void {
    if (!isTextToken(url) && !(typeof url === 'string' && /^https:\/\/\S+$/.test(url))) fail(`'urls' must begin with "https://", got ${show(url)}: a message tells what is wrong with the API, which is nobody else's business`, this);
    if (this.told.has(url)) return;
    this.told.add(url);
    this.topic.addSubscription(new UrlSubscription(url, { protocol: SubscriptionProtocol.HTTPS }));
  }

  /** Subscribes a function. */
  public addHandler(handler: IFunction): void {
    if (typeof handler?.functionArn !== 'string') fail(`'functions' must be functions, got ${show(handler)}`, this);
    if (this.told.has(handler)) return;
    this.told.add(handler);
    const subscription = new LambdaSubscription(handler);
    // it is a child of the function that is called like the topic, as is that of another topic of the same id
    const taken = handler.node.tryFindChild(this.topic.node.id);
    const bind = (topic: ITopic) => ({ ...subscription.bind(topic), subscriberId: Names.nodeUniqueId(topic.node) });
    this.topic.addSubscription(taken ? { bind } : subscription);
  }

  /**
   * Tells a channel in Slack, by Amazon Q Developer in chat applications (AWS Chatbot), which shows the graph of the alarm with the message.
   *
   * @param id      the id of the configuration
   * @param options which channel
   */
  public addSlackChannel(id: string, options: SlackChannelOptions): SlackChannelConfiguration {
    if (!isObject(options)) fail(`'options' must be a structure, got ${show(options)}: write { slackWorkspaceId: "T07EZ1ABC", slackChannelId: "C07EZ1ABC23" }, for example`, this);
    checkAllMembers(options, SLACK_CHANNEL, "'options'", this);
    if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,63}$/.test(id)) fail(`'id' must be 1 to 63 letters, digits, hyphens and underscores, which the name of the configuration ends in, got ${show(id)}: write "OnCall", for example`, this);
    if (this.node.tryFindChild(id)) fail(`${show(id)} is defined already: give this channel another id`, this);
    const { slackWorkspaceId, slackChannelId, guardrailPolicies } = options;
    for (const [prop, value] of Object.entries({ slackWorkspaceId, slackChannelId })) if (typeof value !== 'string' || value === '') fail(`'${prop}' must be an id of Slack, got ${show(value)}: write "T07EZ1ABC", for example`, this);
    return new SlackChannelConfiguration(this, id, {
      slackChannelConfigurationName: `${Names.uniqueResourceName(this, { maxLength: 64 })}-${capitalized(id)}`,
      slackWorkspaceId,
      slackChannelId,
      notificationTopics: [this.topic],
      guardrailPolicies: guardrailPolicies ?? [iam.ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    });
  }
}
