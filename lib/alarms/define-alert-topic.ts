import * as iam from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AlertOptions } from './alert-options';
import { fail, show } from '../private/errors';
import { keyOfHardened } from '../private/hardened';

/** The topic that alarms tell, with the addresses subscribed to it; undefined if they tell nobody. */
export function defineAlertTopic({ alertTopic, alertEmails }: AlertOptions, scope: Construct): ITopic | undefined {
  const emails = checkEmails('alertEmails', alertEmails, scope);
  const topic = alertTopic ?? (emails.length > 0 ? defineOwnTopic(scope) : undefined);
  if (topic) subscribe(topic, emails);
  return topic;
}

/** Addresses, each once. */
export function checkEmails(prop: string, given: string[] | undefined, scope: IConstruct): string[] {
  if (Token.isUnresolved(given)) fail(`'${prop}' must be a list of known length, got a token: write its elements`, scope);
  const emails = [...new Set(given ?? [])];
  for (const email of emails) {
    if (typeof email !== 'string' || !(Token.isUnresolved(email) || /^[^\s@,:;<>]+@[^\s@,:;<>]+[^\s@,:;<>.]$/.test(email))) {
      fail(`'${prop}' must be e-mail addresses, got ${show(email)}: write "oncall@example.com", for example`, scope);
    }
  }
  return emails;
}

/** Subscribes addresses; one that another gateway gave to the same topic is there already. */
export function subscribe(topic: ITopic, emails: string[]): void {
  for (const email of emails) if (!topic.node.tryFindChild(email)) topic.addSubscription(new EmailSubscription(email));
}

/** Alarms of the account, in the Region of the stack. */
export function ofAlarms(stack: Stack): iam.Conditions {
  return {
    ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }) },
    StringEquals: { 'aws:SourceAccount': stack.account },
  };
}

/** Lets alarms of the account publish: a policy replaces the default one, under which they may. */
export function allowAlarms(topic: Topic): void {
  topic.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: ofAlarms(Stack.of(topic)),
  }));
}

/**
 * Lets alarms of the account encrypt messages with a key.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function allowKey(key: IKey, scope: IConstruct): void {
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'], // in the policy of a key: this key
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  }));
}

/** A topic that takes TLS only. */
function defineOwnTopic(scope: Construct): Topic {
  const masterKey = keyOfHardened(scope);
  if (masterKey) allowKey(masterKey, scope);
  const topic = new Topic(scope, 'Topic', { enforceSSL: true, masterKey });
  allowAlarms(topic);
  return topic;
}
