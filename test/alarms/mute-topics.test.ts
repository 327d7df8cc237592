import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { AlertTopic, FunctionAlarms } from '../../lib';
import { annotationsOf, testFunction, testGateway, testStack } from '../helpers';

const CLOUDWATCH = new iam.ServicePrincipal('cloudwatch.amazonaws.com');

/** The words of warning of a topic that alarms tell. */
function warningsOf(define: (stack: Stack) => Topic, late: (topic: Topic) => void = () => {}): string[] {
  const stack = testStack();
  const topic = define(stack);
  testGateway({ alertTopic: topic }, stack);
  FunctionAlarms.fromFunction(stack, 'More', testFunction(stack, 'Other'), { alertTopic: topic, lowSeverityTopic: topic });
  late(topic);
  return annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('nobody hears'));
}

const statement = (action: string, principal: iam.IPrincipal, effect = iam.Effect.ALLOW) => new iam.PolicyStatement({ actions: [action], principals: [principal], resources: ['*'], effect });
const keyOfSns = (stack: Stack) => Key.fromKeyArn(stack, 'Sns', 'arn:aws:kms:eu-west-1:111111111111:key/alias/aws/sns');
const keyWith = (stack: Stack, added?: iam.PolicyStatement) => { const key = new Key(stack, 'Key'); if (added) key.addToResourcePolicy(added); return key; };

describe('a topic that alarms cannot tell gets one word of warning:', () => {
  test.each<[string, (stack: Stack) => Topic, RegExp]>([
    ['a policy that only denies', (stack) => new Topic(stack, 'T', { enforceSSL: true }), /^alarms tell this topic, and nobody hears of it: its policy, which replaces the one that SNS gives a topic, does not let cloudwatch\.amazonaws\.com publish: take AlertTopic, which CloudWatch may tell, or allow it sns:Publish/],
    ['a policy for somebody else', (stack) => { const topic = new Topic(stack, 'T'); topic.addToResourcePolicy(statement('sns:Publish', new iam.ServicePrincipal('events.amazonaws.com'))); return topic; }, /its policy, which replaces/],
    ['a policy of CloudWatch for something else', (stack) => { const topic = new Topic(stack, 'T'); topic.addToResourcePolicy(statement('sns:Subscribe', CLOUDWATCH)); return topic; }, /its policy, which replaces/],
    ['a key of root', (stack) => new Topic(stack, 'T', { masterKey: keyWith(stack) }), /the policy of its key \[Shop\/Key\/Resource\] does not let cloudwatch\.amazonaws\.com use it: take AlertTopic, which CloudWatch may tell, or allow it kms:Decrypt and kms:GenerateDataKey\*/],
    ['a key for decryption only', (stack) => new Topic(stack, 'T', { masterKey: keyWith(stack, statement('kms:Decrypt', CLOUDWATCH)) }), /the policy of its key/],
    ['the key of SNS', (stack) => new Topic(stack, 'T', { masterKey: keyOfSns(stack) }), /CloudWatch cannot use its key, alias\/aws\/sns: take AlertTopic/],
    ['the key of SNS, by its name', (stack) => { const topic = new Topic(stack, 'T'); (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns'; return topic; }, /CloudWatch cannot use its key, alias\/aws\/sns/],
  ])('%s', (_name, define, message) => {
    expect(warningsOf(define)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a topic that alarms can tell, or may, gets none:', () => {
  test.each<[string, (stack: Stack) => Topic, ((topic: Topic) => void)?]>([
    ['without policy and key', (stack) => new Topic(stack, 'T')],
    ['an AlertTopic', (stack) => new AlertTopic(stack, 'Alerts').topic],
    ['a policy that names CloudWatch later', (stack) => new Topic(stack, 'T', { enforceSSL: true }), (topic) => topic.addToResourcePolicy(statement('sns:Publish', CLOUDWATCH))],
    ['a policy for all that CloudWatch does', (stack) => new Topic(stack, 'T', { enforceSSL: true }), (topic) => topic.addToResourcePolicy(statement('SNS:*', CLOUDWATCH))],
    ['a policy for everybody', (stack) => new Topic(stack, 'T', { enforceSSL: true }), (topic) => topic.addToResourcePolicy(statement('sns:Pub*', new iam.AnyPrincipal()))],
    ['a key that CloudWatch may use', (stack) => new Topic(stack, 'T', { masterKey: keyWith(stack, statement('kms:GenerateDataKey*', CLOUDWATCH)) })],
    ['a key that is imported', (stack) => new Topic(stack, 'T', { masterKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/abc') })],
    ['a key that is a parameter', (stack) => { const topic = new Topic(stack, 'T'); (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = new CfnParameter(stack, 'KeyId').valueAsString; return topic; }],
    ['a key of L1 for a service that is a parameter', (stack) => {
      const topic = new Topic(stack, 'T');
      const keyPolicy = { Statement: { Effect: 'Allow', Principal: { Service: { Ref: 'Service' } }, Action: 'kms:*', Resource: '*' } };
      (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = new CfnKey(stack, 'L1', { keyPolicy }).attrArn;
      return topic;
    }],
  ])('%s', (_name, define, ...[late]) => {
    expect(warningsOf(define, late)).toEqual([]);
  });

  test('one that is imported', () => {
    const stack = testStack();
    testGateway({ alertTopic: Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:eu-west-1:111111111111:x') }, stack);
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('nobody hears'))).toEqual([]);
  });
});

test('a topic of a stack of another account fails, but for one with a name', () => {
  const app = new App();
  const [ours, theirs] = ['111111111111', '222222222222'].map((account) => new Stack(app, `Of${account}`, { env: { account, region: 'eu-west-1' } }));
  expect(() => testGateway({ alertTopic: new AlertTopic(theirs, 'Alerts').topic }, ours))
    .toThrow(/^the topic \[Of222222222222\/Alerts\/Alerts\] must be of the account of its alarms, 111111111111, got 222222222222: define an AlertTopic there, or take Topic\.fromTopicArn for one that lets them publish\n/);
  const gateway = testGateway({ alertTopic: new Topic(theirs, 'Named', { topicName: 'named' }) }, new Stack(app, 'Ours', { env: { account: ours.account, region: ours.region } })).gateway;
  expect(gateway.alarms.alertTopic).toBeDefined();
});
