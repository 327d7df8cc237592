import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlertTopic, AlertTopicProps, RestGateway } from '../../lib';
import { templateOf, testFunction, testGateway, testStack } from '../helpers';

const KEY_FOR_ALARMS = {
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

test('messages are encrypted by a key that alarms of the account may use', () => {
  const stack = testStack();
  const { topic, encryptionKey } = new AlertTopic(stack, 'Alerts');
  const template = templateOf(stack);
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete', Properties: { EnableKeyRotation: true, KeyPolicy: { Statement: Match.arrayWith([KEY_FOR_ALARMS]) } } });
  template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: stack.resolve(encryptionKey.keyArn) });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    Topics: [stack.resolve(topic.topicArn)],
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }) }),
      ]),
    },
  });
});

test('a key that is given is allowed to be used', () => {
  const stack = testStack();
  new AlertTopic(stack, 'Alerts', { encryptionKey: new Key(stack, 'Mine') });
  templateOf(stack).resourceCountIs('AWS::KMS::Key', 1);
  templateOf(stack).hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([KEY_FOR_ALARMS]) } });
});

test('tells addresses, URLs and functions', () => {
  const stack = testStack();
  new AlertTopic(stack, 'Alerts', {
    emails: ['a@example.com', 'a@example.com', 'b@example.com'], urls: ['https://pager.example.com/x', new CfnParameter(stack, 'Url').valueAsString], functions: [testFunction(stack)], displayName: 'Orders',
  });
  const template = templateOf(stack);
  const protocols = Object.values(template.findResources('AWS::SNS::Subscription')).map(({ Properties }) => Properties.Protocol).sort();
  expect(protocols).toEqual(['email', 'email', 'https', 'https', 'lambda']);
  template.hasResourceProperties('AWS::SNS::Topic', { DisplayName: 'Orders' });
});

test('a function can be told by two topics', () => {
  const stack = testStack();
  const functions = [testFunction(stack)];
  for (const id of ['Page', 'Mail']) new AlertTopic(stack, id, { functions });
  templateOf(stack).resourceCountIs('AWS::SNS::Subscription', 2);
});

test('tells a channel in Slack, whose members may read, and no more', () => {
  const stack = testStack();
  const alerts = new AlertTopic(stack, 'Alerts');
  alerts.addSlackChannel('OnCall', { slackWorkspaceId: 'T07EZ1ABC', slackChannelId: 'C07EZ1ABC23' });
  templateOf(stack).hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
    SlackWorkspaceId: 'T07EZ1ABC',
    SlackChannelId: 'C07EZ1ABC23',
    SnsTopicArns: [stack.resolve(alerts.topic.topicArn)],
    GuardrailPolicies: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']] }],
  });
});

test('alarms of a gateway tell it, in another stack, too', () => {
  const app = new App();
  const [shared, shop] = ['Shared', 'Shop'].map((id) => new Stack(app, id));
  const alerts = new AlertTopic(shared, 'Alerts');
  testGateway({ alertTopic: alerts.topic, alertEmails: ['a@example.com'] }, shop);
  templateOf(shop).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: [{ 'Fn::ImportValue': Match.stringLikeRegexp('Alerts') }] }, 2);
});

test.each<[object, string]>([
  [{ emails: ['oncall'] }, '\'emails\' must be e-mail addresses, got "oncall": write "oncall@example.com", for example'],
  [{ emails: 'oncall@example.com' }, '\'emails\' must be a list, such as ["oncall@example.com"], got "oncall@example.com"'],
  [{ urls: ['http://pager.example.com'] }, '\'urls\' must begin with "https://", got "http://pager.example.com"'],
  [{ functions: ['arn:x'] }, "'functions' must be functions, got \"arn:x\""],
  [{ encryptionKey: 'alias/x' }, "'encryptionKey' must be a key of aws-cdk-lib/aws-kms, got \"alias/x\""],
])('fails on %j', (props, message) => {
  expect(() => new AlertTopic(testStack(), 'Alerts', props as AlertTopicProps)).toThrow(message);
});

test('a gateway takes the topic of the construct, not the construct', () => {
  const stack = testStack();
  expect(() => new RestGateway(stack, 'Api', { alertTopic: new AlertTopic(stack, 'Alerts') as never })).toThrow("'alertTopic' must be a topic of aws-cdk-lib/aws-sns");
});

test.each<[object, string]>([
  [{ displayName: 'x'.repeat(101) }, "'displayName' must be text of at most 100 characters, got \"xxx"],
  [{ displayName: 5 }, "'displayName' must be text of at most 100 characters, got 5"],
  [{ email: ['oncall@example.com'] }, "'props' has no option 'email': write one of 'emails', 'urls', 'functions', 'displayName', 'encryptionKey'"],
  [{ emails: [['a@b.de']] }, '\'emails\' must be e-mail addresses, got ["a@b.de"]'],
  [{ urls: [5] }, "'urls' must begin with \"https://\", got 5"],
])('fails on %j, too', (props, message) => {
  expect(() => new AlertTopic(testStack(), 'Alerts', props as AlertTopicProps)).toThrow(message);
});

test('addresses that are a list in a list fail', () => {
  expect(() => new AlertTopic(testStack(), 'Alerts').addEmails(['a@b.de'] as never)).toThrow("'emails' must be e-mail addresses, got [\"a@b.de\"]");
});

test('a URL or a function that is named twice is told once', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const alerts = new AlertTopic(stack, 'Alerts', { urls: ['https://a.example.com', 'https://a.example.com'], functions: [handler, handler] });
  alerts.addUrl('https://a.example.com');
  alerts.addHandler(handler);
  templateOf(stack).resourceCountIs('AWS::SNS::Subscription', 2);
});

test('two topics of one id can tell one function', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const alerts = ['Page', 'Mail'].map((scope) => new AlertTopic(new Construct(stack, scope), 'Alerts', { functions: [handler] }));
  const template = templateOf(stack);
  template.resourceCountIs('AWS::Lambda::Permission', 2);
  for (const { topic } of alerts) template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'lambda', TopicArn: stack.resolve(topic.topicArn) });
});

describe('a channel in Slack fails', () => {
  const ids = { slackWorkspaceId: 'T07EZ1ABC', slackChannelId: 'C07EZ1ABC23' };
  test.each<[string, unknown, string]>([
    ['Slack', undefined, "'options' must be a structure, got undefined: write { slackWorkspaceId: \"T07EZ1ABC\""],
    ['Slack', { ...ids, slackChannelId: '' }, "'slackChannelId' must be an id of Slack, got \"\""],
    ['Slack', { slackChannelId: 'C07EZ1ABC23' }, "'slackWorkspaceId' must be an id of Slack, got undefined"],
    ['Alerts', ids, '"Alerts" is defined already: give this channel another id'],
    ['', ids, "'id' must be 1 to 63 letters, digits, hyphens and underscores, which the name of the configuration ends in, got \"\": write \"OnCall\", for example"],
    ['On/Call', ids, "'id' must be 1 to 63 letters, digits, hyphens and underscores"],
  ])('called %j, %j', (id, options, message) => {
    expect(() => new AlertTopic(testStack(), 'Alerts').addSlackChannel(id, options as never)).toThrow(message);
  });

  test('if it is there already', () => {
    const alerts = new AlertTopic(testStack(), 'Alerts');
    alerts.addSlackChannel('Slack', ids);
    expect(() => alerts.addSlackChannel('Slack', ids)).toThrow('"Slack" is defined already: give this channel another id');
  });
});
