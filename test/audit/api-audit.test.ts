import { CfnStage, MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnV2Stage, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { matchesPattern } from './support/event-pattern';
import { AlertTopic, ApiAudit, ApiAuditProps, Release, RestGateway, RestLayout } from '../../lib';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const RELEASE_ROLE = 'arn:aws:iam::111122223333:role/Shop-ReleaseFunctionRole';

/** A call as CloudTrail records it, and EventBridge gets it. */
const call = (detail: object) => ({
  'source': 'aws.apigateway',
  'detail-type': 'AWS API Call via CloudTrail',
  'detail': {
    eventSource: 'apigateway.amazonaws.com',
    eventName: 'UpdateStage',
    sourceIPAddress: '203.0.113.11',
    userAgent: 'console.amazonaws.com',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ada' },
    requestParameters: { restApiId: 'api', stageName: 'prod' },
    ...detail,
  },
});

const assumed = (role: string) => ({ userIdentity: { type: 'AssumedRole', arn: `${role}/session`, sessionContext: { sessionIssuer: { type: 'Role', arn: role } } } });

/** The pattern of a rule as it will be deployed: each API is "api", and the role of a release is that of the example. */
function patternOf(stack: Stack, description: RegExp): any {
  const rule = Object.values(templateOf(stack).findResources('AWS::Events::Rule')).find(({ Properties }) => description.test(Properties.Description))!;
  const replace = (_key: string, value: any) => (value?.Ref ? 'api' : value?.['Fn::GetAtt'] ? RELEASE_ROLE : value);
  return JSON.parse(JSON.stringify(rule.Properties.EventPattern, replace));
}

const topicOf = (stack: Stack): ITopic => new Topic(stack, 'Changes');

function audited(props: Partial<ApiAuditProps> = {}, stack = testStack()): { stack: Stack; audit: ApiAudit } {
  return { stack, audit: new ApiAudit(stack, 'Audit', { topic: topicOf(stack), ...props }) };
}

describe('who is told', () => {
  const tells = (detail: object, props: Partial<ApiAuditProps> = {}) => matchesPattern(patternOf(audited(props).stack, /^Changes of APIs/), call(detail));

  test.each<[what: string, detail: object, props?: Partial<ApiAuditProps>]>([
    ['a user changes a stage', {}],
    ['a role does', assumed('arn:aws:iam::111122223333:role/Admin')],
    ['the root user deletes an API', { eventName: 'DeleteRestApi', userIdentity: { type: 'Root' }, requestParameters: { restApiId: 'api' } }],
    ['somebody says that he is CloudFormation', { userAgent: 'cloudformation.amazonaws.com' }],
    ['a call fails, if failed ones are told', { errorCode: 'AccessDenied' }, { failedCalls: true }],
    ['a HTTP API is changed', { eventName: 'UpdateRoute', requestParameters: { apiId: 'api', routeId: 'r' } }],
    ['a cache is flushed', { eventName: 'FlushStageCache' }],
  ])('when %s', (_what, detail, ...[props]) => {
    expect(tells(detail, props)).toBe(true);
  });

  test.each<[what: string, detail: object]>([
    ['CloudFormation changes a stage', { ...assumed('arn:aws:iam::111122223333:role/cdk-exec'), sourceIPAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com' }],
    ['somebody looks', { eventName: 'GetStage' }],
    ['a call fails', { errorCode: 'AccessDenied' }],
    ['another service is changed', { eventSource: 'lambda.amazonaws.com' }],
  ])('not when %s', (_what, detail) => {
    expect(tells(detail)).toBe(false);
  });

  test('not when a role that is ignored does', () => {
    const { stack } = audited({ ignoredRoles: [Role.fromRoleArn(testStack(), 'Pipeline', 'arn:aws:iam::111122223333:role/pipeline')] });
    const pattern = patternOf(stack, /^Changes of APIs/);
    expect(matchesPattern(pattern, call(assumed('arn:aws:iam::111122223333:role/pipeline')))).toBe(false);
    expect(matchesPattern(pattern, call(assumed('arn:aws:iam::111122223333:role/other')))).toBe(true);
    expect(matchesPattern(pattern, call({}))).toBe(true); // a user has no session of a role
  });
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('the function that releases stages (%s)', (layout) => {
  const released = (stack: Stack) => testGateway({ layout, release: Release.canary({ percentTraffic: 10 }) }, stack).gateway;

  test('is not told of, also if it is defined after the audit', () => {
    const { stack } = audited();
    released(stack);
    const pattern = patternOf(stack, /^Changes of APIs/);
    expect(matchesPattern(pattern, call(assumed(RELEASE_ROLE)))).toBe(false);
    expect(matchesPattern(pattern, call(assumed('arn:aws:iam::111122223333:role/other')))).toBe(true);
  });

  test('of the stack of a watched stage is not told of', () => {
    const app = new App();
    const gateway = released(new Stack(app, 'Shop'));
    const { stack, audit } = audited({}, new Stack(app, 'Audits'));
    audit.watchStage('Orders', gateway.stage);
    const pattern = JSON.stringify(Object.values(templateOf(stack).findResources('AWS::Events::Rule')).map(({ Properties }) => Properties.EventPattern));
    expect(pattern).toContain('ReleaseFunctionRole');
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a stage that a stack owns', () => {
  const watches = (stack: Stack, detail: object) => matchesPattern(patternOf(stack, /^Changes of the stage/), call(detail));

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('of a REST API is watched (%s)', (layout) => {
    const { stack, gateway } = testGateway({ layout });
    audited({}, stack).audit.watchStage('Orders', gateway.stage);
    expect(watches(stack, {})).toBe(true);
    expect(watches(stack, { eventName: 'CreateDeployment', requestParameters: { restApiId: 'api', createDeploymentInput: { stageName: 'prod' } } })).toBe(true);
    expect(watches(stack, { requestParameters: { restApiId: 'api', stageName: 'beta' } })).toBe(false);
    expect(watches(stack, { requestParameters: { restApiId: 'other', stageName: 'prod' } })).toBe(false);
    expect(watches(stack, { eventName: 'PutMethod', requestParameters: { restApiId: 'api', resourceId: 'r' } })).toBe(false); // is not deployed yet
    expect(watches(stack, { sourceIPAddress: 'cloudformation.amazonaws.com' })).toBe(false);
  });

  test('of a HTTP API is changed by what changes the API, since it deploys by itself', () => {
    const { stack, gateway } = testHttpGateway({ stageName: 'prod' });
    audited({}, stack).audit.watchStage('Orders', gateway.stage);
    expect(watches(stack, { requestParameters: { apiId: 'api', stageName: 'prod' } })).toBe(true);
    expect(watches(stack, { eventName: 'UpdateRoute', requestParameters: { apiId: 'api', routeId: 'r' } })).toBe(true);
    expect(watches(stack, { requestParameters: { apiId: 'api', stageName: 'beta' } })).toBe(false);
  });

  test('of a HTTP API that is deployed by hand is changed by what names it', () => {
    const stack = testStack();
    const stage = new CfnV2Stage(stack, 'Stage', { apiId: 'api', stageName: 'prod', autoDeploy: false });
    audited({}, stack).audit.watchStage('Orders', stage);
    expect(watches(stack, { requestParameters: { apiId: 'api', stageName: 'prod' } })).toBe(true);
    expect(watches(stack, { eventName: 'UpdateRoute', requestParameters: { apiId: 'api', routeId: 'r' } })).toBe(false);
  });

  test('may be of any construct', () => {
    const stack = testStack();
    const { audit } = audited({}, stack);
    audit.watchStage('L1', new CfnStage(stack, 'Stage', { restApiId: 'api', stageName: 'prod' }));
    audit.watchStage('WebSocket', testWebSocketGateway({}, testStack()).gateway.stage.node.defaultChild!);
    const restApi = RestApi.fromRestApiId(stack, 'Imported', 'api');
    audit.watchStage('Imported', Stage.fromStageAttributes(stack, 'ImportedStage', { stageName: 'prod', restApi }));
    expect(audit.node.children.filter(({ node }) => ['L1', 'WebSocket', 'Imported'].includes(node.id))).toHaveLength(3);
  });

  test('is told to a topic of its own, with the name of its stack', () => {
    const { stack, gateway } = testGateway();
    const pages = new Topic(stack, 'Pages');
    const { audit } = audited({ stageTopic: pages }, stack);
    audit.watchStage('Orders', gateway.stage);
    templateOf(stack).hasResourceProperties('AWS::Events::Rule', {
      Description: 'Changes of the stage Shop/OrdersApi/Default/DeploymentStage.prod that CloudFormation did not make',
      Targets: [{ Arn: stack.resolve(pages.topicArn) }],
    });
  });

  test('alone is told of with allApis: false', () => {
    const { stack, gateway } = testGateway();
    const { audit } = audited({ allApis: false }, stack);
    expect(audit.rule).toBeUndefined();
    audit.watchStage('Orders', gateway.stage);
    templateOf(stack).resourceCountIs('AWS::Events::Rule', 1);
  });
});

test('the message says who, what and where, and nothing of what was sent', () => {
  const { stack, gateway } = testGateway();
  audited({}, stack).audit.watchStage('Orders', gateway.stage);
  const rules = Object.values(templateOf(stack).findResources('AWS::Events::Rule'));
  const [, { InputTransformer: { InputPathsMap, InputTemplate } }] = rules.map(({ Properties }) => Properties.Targets[0]);
  expect(InputTemplate.split('\n')).toEqual([
    '"The stage prod, which the stack Shop owns, was changed, and not by CloudFormation."',
    '"Call: <detail-eventName> at <detail-eventTime> in <account>, <region>"',
    '"API: <detail-requestParameters-restApiId><detail-requestParameters-apiId> stage: <detail-requestParameters-stageName>"',
    '"Who: <detail-userIdentity-arn> from <detail-sourceIPAddress>"',
    '"Error: <detail-errorCode>"',
    '"CloudTrail event: <detail-eventID>"',
  ]);
  expect(Object.values(InputPathsMap).filter((path) => String(path).includes('requestParameters')).sort()).toEqual([
    '$.detail.requestParameters.apiId', '$.detail.requestParameters.restApiId', '$.detail.requestParameters.stageName',
  ]);
});

test('EventBridge may publish to the topic, and use its key, and nothing else', () => {
  const stack = testStack();
  const { topic, encryptionKey } = new AlertTopic(stack, 'Alerts');
  new ApiAudit(stack, 'Audit', { topic });
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'sns:Publish', Resource: stack.resolve(topic.topicArn) },
        { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: stack.resolve(encryptionKey.keyArn) },
      ],
    },
  });
});

describe('a trail', () => {
  test('is not defined unless it is asked for', () => {
    const { stack, audit } = audited();
    expect(audit.trail).toBeUndefined();
    templateOf(stack).resourceCountIs('AWS::CloudTrail::Trail', 0);
  });

  test('records what changes something, encrypted, in a bucket that stays', () => {
    const { stack } = audited({ trail: { retention: Duration.days(90) } });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsLogging: true,
      EnableLogFileValidation: true,
      IsMultiRegionTrail: false,
      EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'WriteOnly' }],
      KMSKeyId: { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::KMS::Key'))[0], 'Arn'] },
    });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 90 } }] },
      },
    });
  });

  test('may use its key, and no trail of another account', () => {
    const { stack } = audited({ trail: {} });
    const [key] = Object.values(templateOf(stack).findResources('AWS::KMS::Key'));
    const ofCloudTrail = key.Properties.KeyPolicy.Statement.filter(({ Principal }: any) => Principal.Service === 'cloudtrail.amazonaws.com');
    expect(ofCloudTrail.map(({ Action }: any) => Action)).toEqual(['kms:GenerateDataKey*', 'kms:DescribeKey']);
    for (const { Condition } of ofCloudTrail) expect(JSON.stringify(Condition.StringLike['aws:SourceArn'])).toContain('{"Ref":"AWS::AccountId"},":trail/*"');
  });

  test('takes a bucket and a key that are there', () => {
    const stack = testStack();
    const [bucket, encryptionKey] = [new Bucket(stack, 'Logs'), new Key(stack, 'Key')];
    audited({ trail: { bucket, encryptionKey } }, stack);
    templateOf(stack).resourceCountIs('AWS::S3::Bucket', 1);
    templateOf(stack).resourceCountIs('AWS::KMS::Key', 1);
  });
});

test.each<[object | undefined, string]>([
  [undefined, "the options of 'props' must be a structure, got undefined"],
  [{}, "'topic' must be a topic of aws-cdk-lib/aws-sns, got undefined: write new AlertTopic(this, 'Changes').topic, for example"],
  [{ topic: 'arn:aws:sns:…' }, '\'topic\' must be a topic of aws-cdk-lib/aws-sns, got "arn:aws:sns:…"'],
  [{ stageTopic: {} }, "'stageTopic' must be a topic of aws-cdk-lib/aws-sns, got {}"],
  [{ allApis: 'no' }, '\'allApis\' must be true or false, got "no"'],
  [{ ignoredRoles: ['admin'] }, '\'ignoredRoles\' must be a list of roles of aws-cdk-lib/aws-iam, got ["admin"]'],
  [{ trial: {} }, "'props' has no option 'trial': write one of 'topic', 'stageTopic', 'trail'"],
  [{ trail: true }, "the options of 'trail' must be a structure, got true"],
  [{ trail: { bucket: 'name' } }, "'bucket' must be a bucket of aws-cdk-lib/aws-s3, got \"name\""],
  [{ trail: { encryptionKey: 'alias' } }, "'encryptionKey' must be a key of aws-cdk-lib/aws-kms, got \"alias\""],
  [{ trail: Lazy.any({ produce: () => ({}) }) }, "the options of 'trail' must be known at synthesis, got a token"],
  [{ trail: { days: 1 } }, "'trail' has no option 'days': write one of 'bucket', 'retention', 'encryptionKey'"],
  [{ trail: { retention: Duration.hours(1) } }, "'trail.retention' must be a Duration of whole days, at least one, got Duration.hours(1): write Duration.days(365), for example"],
  [{ trail: { retention: 90 } }, "'trail.retention' must be a Duration of whole days, at least one, got 90"],
  [{ trail: { retention: Duration.hours(36) } }, "'trail.retention' must be a Duration of whole days, at least one, got Duration.hours(36)"],
])('fails on the properties %j', (props, message) => {
  const stack = testStack();
  const given = props && Object.keys(props).length > 0 && !('topic' in props) ? { topic: topicOf(stack), ...props } : props;
  expect(() => new ApiAudit(stack, 'Audit', given as never)).toThrow(message);
});

test('fails if a bucket and its retention are given', () => {
  const stack = testStack();
  expect(() => audited({ trail: { bucket: new Bucket(stack, 'Logs'), retention: Duration.days(1) } }, stack)).toThrow("set either 'trail.bucket' or 'trail.retention', got both");
});

test('fails if nobody is told of anything', () => {
  const { stack } = audited({ allApis: false });
  expect(() => templateOf(stack)).toThrow("'allApis' is false, and no stage is watched");
});

test('fails on what is no stage, and on a stage of another place', () => {
  const app = new App();
  const { audit } = audited({}, new Stack(app, 'Audits', { env: { account: '111122223333', region: 'eu-west-1' } }));
  const gateway = new RestGateway(new Stack(app, 'Shop', { env: { account: '111122223333', region: 'us-east-1' } }), 'OrdersApi');
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], integration: new MockIntegration() });
  expect(() => audit.watchStage('Orders', gateway)).toThrow("'stage' must be a stage of an API, got an instance of ");
  expect(() => audit.watchStage('Orders', undefined as never)).toThrow("'stage' must be a stage of an API, got undefined: write 'gateway.stage' of a gateway, for example");
  expect(() => audit.watchStage('Orders', gateway.stage)).toThrow("'stage' must be of the region of the audit, eu-west-1, got one of us-east-1: define an ApiAudit there");
});
