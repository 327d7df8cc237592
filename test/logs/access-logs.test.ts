import { Match } from 'aws-cdk-lib/assertions';
import { AccessLogFormat, CfnStage, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream, DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DataIdentifier, DataProtectionPolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AccountLogging, mixins } from '../../lib';
import { DEFAULT_FIELDS } from '../../lib/logs/access-log-fields';
import { propertiesOf, templateOf, testStack } from '../helpers';

const STAGE = 'AWS::ApiGateway::Stage';

function apiWith(destination: AccessLogs | undefined, stack = testStack()): Stack {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageAccessLogs({ destination, accountLogging: AccountLogging.existing() }));
  return stack;
}

/** What API Gateway writes: each variable replaced by its value, and an absent one by "-". */
function logLine(format: string, values: Record<string, string>): string {
  return format.replace(/\$context\.([A-Za-z0-9.]+)/g, (_all, name) => values[name] ?? '-');
}

describe('the default line', () => {
  const format: string = propertiesOf(apiWith(undefined), STAGE).AccessLogSetting.Format;

  test('parses when every variable is absent', () => {
    const line = JSON.parse(logLine(format, {}));
    expect(Object.keys(line)).toEqual(DEFAULT_FIELDS.REST.map(({ key }) => key));
    expect(new Set(Object.values(line))).toEqual(new Set(['-']));
  });

  test('parses when every variable has a value', () => {
    expect(JSON.parse(logLine(format, { status: '200', responseLatency: '12', resourcePath: '/orders/{id}' }))).toMatchObject({ status: '200', responseLatency: '12', resourcePath: '/orders/{id}' });
  });

  test('has nothing that a caller or a backend writes, and no secret', () => {
    expect(format).not.toMatch(/userAgent|context\.path|error\.message|integrationErrorMessage|integration\.error|authorizer\.(error|claims|principalId)|\.apiKey\b|requestOverride/);
  });
});

test('it goes to a log group of the stage, whose ARN ends without ":*"', () => {
  const stack = apiWith(undefined);
  const [logGroup] = Object.keys(templateOf(stack).findResources('AWS::Logs::LogGroup'));
  expect(propertiesOf(stack, STAGE).AccessLogSetting.DestinationArn).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:', { Ref: logGroup }]],
  });
  templateOf(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 }, DeletionPolicy: 'RetainExceptOnCreate' });
});

test('retention, removal and key are chosen, and CloudWatch Logs may use the key', () => {
  const stack = testStack();
  const encryptionKey = new Key(stack, 'Key');
  apiWith(AccessLogs.cloudWatch({ retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY, encryptionKey }), stack);
  templateOf(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7, KmsKeyId: Match.anyValue() }, DeletionPolicy: 'Delete' });
  templateOf(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({
        Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
        Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:*']] },
          },
        },
      })]),
    },
  });
});

test('personal data is masked', () => {
  const dataProtectionPolicy = new DataProtectionPolicy({ identifiers: [DataIdentifier.IPADDRESS] });
  const [properties] = Object.values(templateOf(apiWith(AccessLogs.cloudWatch({ dataProtectionPolicy }))).findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);
  const operations = properties.DataProtectionPolicy.Statement.map(({ Operation }: any) => Object.keys(Operation)[0]);
  expect(operations).toEqual(['Audit', 'Deidentify']);
  expect(JSON.stringify(properties.DataProtectionPolicy)).toContain('data-identifier/IpAddress');
});

describe('a stage with a canary', () => {
  function stageWithCanary(stack: Stack): CfnStage {
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    const stage = api.deploymentStage.node.defaultChild as CfnStage;
    stage.canarySetting = { percentTraffic: 10 };
    return stage;
  }

  test('has log groups for it, which the stage waits for', () => {
    const stack = testStack();
    const destination = AccessLogs.cloudWatch({ retention: RetentionDays.ONE_WEEK });
    stageWithCanary(stack).with(
      new mixins.StageAccessLogs({ destination, accountLogging: AccountLogging.existing() }),
      new mixins.StageExecutionLogs(),
    );
    const groups = templateOf(stack).findResources('AWS::Logs::LogGroup');
    const idOf = (start: RegExp) => Object.keys(groups).find((id) => start.test(id))!;
    const [accessLogs, ofCanary] = [idOf(/AccessLogs[0-9A-F]{8}$/), idOf(/AccessLogsCanary/)];
    expect(Object.keys(groups)).toHaveLength(4);
    expect(groups[ofCanary].Properties).toEqual({ LogGroupName: { 'Fn::Join': ['', [{ Ref: accessLogs }, '/Canary']] }, RetentionInDays: 7 });
    const execution = Object.entries(groups).find(([id]) => id.includes('ExecutionLogsCanary'))!;
    expect(execution[1].Properties.LogGroupName).toEqual({ 'Fn::Join': ['', [{ Ref: idOf(/ExecutionLogs[0-9A-F]{8}$/) }, '/Canary']] });
    const [stage] = Object.values(templateOf(stack).findResources(STAGE));
    expect(stage.DependsOn).toEqual(expect.arrayContaining([ofCanary, execution[0]]));
  });

  test('has none of its own beside a log group that is given', () => {
    const stack = testStack();
    const destination = AccessLogs.cloudWatch({ logGroup: LogGroup.fromLogGroupName(stack, 'Imported', 'orders') });
    stageWithCanary(stack).with(new mixins.StageAccessLogs({ destination, accountLogging: AccountLogging.existing() }));
    templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
  });
});

test('an existing log group is used as it is', () => {
  const stack = testStack();
  apiWith(AccessLogs.cloudWatch({ logGroup: LogGroup.fromLogGroupName(stack, 'Imported', 'orders') }), stack);
  templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
  expect(JSON.stringify(propertiesOf(stack, STAGE).AccessLogSetting.DestinationArn)).toContain(':log-group:orders"');
});

test('an existing log group of another account keeps its account and Region', () => {
  const stack = testStack();
  const logGroup = LogGroup.fromLogGroupArn(stack, 'Imported', 'arn:aws:logs:eu-west-1:123456789012:log-group:orders:*');
  apiWith(AccessLogs.cloudWatch({ logGroup }), stack);
  expect(JSON.stringify(propertiesOf(stack, STAGE).AccessLogSetting.DestinationArn)).toContain(':logs:eu-west-1:123456789012:log-group:orders"');
});

test('none takes the access logs off', () => {
  templateOf(apiWith(AccessLogs.none())).hasResourceProperties(STAGE, { AccessLogSetting: Match.absent() });
});

describe('a delivery stream', () => {
  test('of the L1, of the L2 and imported', () => {
    const stack = testStack();
    const deliveryStreamName = 'amazon-apigateway-orders';
    const l1 = new CfnDeliveryStream(stack, 'L1', { deliveryStreamName });
    const l2 = new DeliveryStream(stack, 'L2', { deliveryStreamName, destination: new S3Bucket(new Bucket(stack, 'Bucket')) });
    const imported = DeliveryStream.fromDeliveryStreamName(stack, 'Imported', deliveryStreamName);
    for (const [index, stream] of [l1, l2, imported].entries()) {
      const api = new RestApi(stack, `Api${index}`, { cloudWatchRole: false });
      api.root.addMethod('GET', new MockIntegration());
      api.deploymentStage.with(new mixins.StageAccessLogs({ destination: AccessLogs.firehose(stream), accountLogging: AccountLogging.existing() }));
    }
    templateOf(stack).resourcePropertiesCountIs(STAGE, { AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') } }, 3);
  });

  test('needs no role of the account: API Gateway writes to it with a service-linked one', () => {
    const stack = testStack();
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-orders' });
    api.deploymentStage.with(new mixins.StageAccessLogs({ destination: AccessLogs.firehose(stream) }));
    expect(() => templateOf(stack)).not.toThrow();
  });

  test.each([['orders'], [undefined]])('fails when it is called %p', (deliveryStreamName) => {
    const stack = testStack();
    const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName });
    expect(() => apiWith(AccessLogs.firehose(stream), stack)).toThrow(`'deliveryStreamName' must begin with "amazon-apigateway-" for API Gateway to write to it, got ${JSON.stringify(deliveryStreamName)}: name it`);
  });

  test('whose name is a token passes', () => {
    const stack = testStack();
    const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: new CfnParameter(stack, 'Name').valueAsString });
    expect(() => apiWith(AccessLogs.firehose(stream), stack)).not.toThrow();
  });
});

describe('bad input', () => {
  test.each([
    ['$context.status', "'format' must contain $context.requestId or $context.extendedRequestId, got \"$context.status\""],
    ['$context.requestIdentity', "'format' must contain $context.requestId"],
    ['$context.requestId\n$context.status', "'format' must be one line, got \"$context.requestId\\n$context.status\": take the line breaks out"],
  ])('fails on the format %p', (format, message) => {
    expect(() => apiWith(AccessLogs.cloudWatch({ format: AccessLogFormat.custom(format) }))).toThrow(message);
  });

  test('fails on options of a log group that is given', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Mine');
    const destination = AccessLogs.cloudWatch({ logGroup, retention: RetentionDays.ONE_DAY });
    expect(() => apiWith(destination, stack)).toThrow("'logGroup' is given, so 'retention' has no effect: set it on that log group, and leave it out here");
  });
});

test('formats of the L2 and tokens pass', () => {
  const stack = testStack();
  const token = new CfnParameter(stack, 'Format').valueAsString;
  apiWith(AccessLogs.cloudWatch({ format: AccessLogFormat.custom(token) }), stack);
  expect(propertiesOf(stack, STAGE).AccessLogSetting.Format).toEqual({ Ref: 'Format' });
  const common = apiWith(AccessLogs.cloudWatch({ format: AccessLogFormat.clf() }));
  expect(propertiesOf(common, STAGE).AccessLogSetting.Format).toBe(AccessLogFormat.clf().toString());
});
