import * as path from 'node:path';
import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnAlarm, IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Aws, CustomResource, Duration, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import { alarmL1 } from './rollback-alarm';
import { RELEASE_FUNCTION_ID as ID } from '../private/release-function-id';
import { tokenIdentity } from '../private/tokens';

/** When an operation of CloudFormation begins or ends, the function notes what is live; after a rollback, it sees to it that this is live again. */
const TOLD_OF = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];

/** A stage, as the function is told of it. */
export interface ReleasedStage {
  readonly RestApiId: string;
  readonly StageName: string;
}

/** The policy of an API, with the statement on its stages. */
interface ApiPolicy {
  readonly policy: iam.Policy;
  readonly stages: iam.PolicyStatement;

  /** The stages that have overridden variables, with how long a record is that has them. */
  readonly records: Array<{ readonly stageName: string; readonly length: number }>;
}

/** Descriptions have room for so many characters, and answers of custom resources for four times as many. */
const MAX_RECORDS = 1_024;

/** The logical id, and what is noted while an operation runs. */
const OTHER_RECORDS = 255;

/** Characters that the policies of a role take together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICIES = 10_240;

/** Characters that parts of the policies have when their tokens are resolved, with the longest names of partition and Region. */
const POLICY = { ofLogs: 500, ofApi: 850, ofStage: 200, ofBake: 220 };

/** Characters of what is noted of a stage: when and with which variables it served a deployment. Of tokens it is not known how long they are. */
function recordLength(stageName: string, overrides: Record<string, string>): number {
  const known = Object.entries(overrides).map(([name, value]) => [name, Token.isUnresolved(value) ? '' : value]);
  return stageName.length + JSON.stringify({ live: Date.UTC(2026, 0), variables: Object.fromEntries(known) }).length + 4;
}

/** Names that CloudFormation gives begin with that of the stack, and end with 12 characters of chance. */
function arnLengthOf(alarm: IAlarmRef): number {
  const l1 = alarmL1(alarm);
  const { alarmName } = l1 ?? alarm.alarmRef;
  const known = alarmName !== undefined && !Token.isUnresolved(alarmName);
  const stack = l1 && Stack.of(l1);
  const stackLength = !stack || Token.isUnresolved(stack.stackName) ? 128 : stack.stackName.length;
  const name = known ? alarmName.length : l1 && stack ? stackLength + String(stack.resolve(l1.logicalId)).length + 14 : 255;
  return Math.min(name, 255) + 65;
}

/** The function that releases the stages of a stack, one for all. */
export class ReleaseFunction extends Construct {
  /** The function of the stack of a construct, which is defined if it is not there. */
  public static of(construct: IConstruct): ReleaseFunction {
    const stack = Stack.of(construct);
    return stack.node.tryFindChild(ID) as ReleaseFunction | undefined ?? new ReleaseFunction(stack);
  }

  /** What custom resources are told by. One for all: CloudFormation does not let a resource change it, and a release may get or lose its bake. */
  public readonly serviceToken: string;

  /** In whose name the function acts. */
  public readonly role: iam.IRole;

  private readonly rule: CfnRule;
  private readonly stages: ReleasedStage[] = [];

  /** By APIs, what the function may do for their stages. */
  private readonly policies = new Map<string, ApiPolicy>();

  private readonly watched: IAlarmRef[] = [];
  private bakes = 0;

  private constructor(stack: Stack) {
    super(stack, ID);
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY });
    this.role = this.defineRole('Role', logGroup);
    const handler = new lambda.Function(this, 'Function', {
      description: 'Releases stages of REST APIs: starts, watches, promotes and ends canaries',
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'handlers', 'release')),
      timeout: Duration.minutes(5),
      memorySize: 256,
      role: this.role,
      logGroup,
    });
    this.serviceToken = new Provider(this, 'Provider', {
      onEventHandler: handler,
      isCompleteHandler: handler,
      queryInterval: Duration.seconds(30),
      totalTimeout: Duration.hours(1),
      frameworkOnEventRole: this.defineRole('OnEventRole', logGroup),
      frameworkCompleteAndTimeoutRole: this.defineRole('IsCompleteRole', logGroup),
      logGroup,
    }).serviceToken;
    this.rule = this.defineRule(handler);
    this.node.addValidation({ validate: () => this.problems() });
  }

  /**
   * Lets the function be told of the operations of the stack for a stage, too; not before the stage's first resource has looked. Before that, what is recorded of the stage
   * may be of a release that it had once, and would be put back in a rollback.
   */
  public watch(stage: ReleasedStage, base: CustomResource): void {
    this.stages.push(stage);
    this.rule.node.addDependency(base);
  }

  /**
   * What the function may do for a stage, with the others of its API. Not with those of other APIs: they may need the stage, as one does that calls it, and the
   * stage waits for the policy.
   */
  public allow(stage: CfnStage, overrides: Record<string, string> = {}): iam.Policy {
    const { restApiId, stageName } = stage;
    const arnOf = (place: string) => Stack.of(this).formatArn({ service: 'apigateway', account: '', resource: `/restapis/${restApiId}/${place}`, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const identity = tokenIdentity(restApiId, this);
    const known = this.policies.get(identity) ?? this.definePolicy(identity, arnOf);
    known.stages.addResources(arnOf(`stages/${stageName}`));
    if (Object.keys(overrides).length > 0) known.records.push({ stageName: stageName!, length: recordLength(stageName!, overrides) });
    return known.policy;
  }

  /**
   * What the function may do while a canary bakes. For composite alarms and for metrics, CloudWatch takes nothing narrower than all; alarms of which it is not known
   * what they are may be composite. More alarms than a policy has room for are all, too.
   */
  public allowBake(scope: Construct, alarms: IAlarmRef[], readsMetrics: boolean): iam.Policy {
    this.watched.push(...alarms);
    this.bakes++;
    const areOfMetrics = alarms.every((alarm) => CfnAlarm.isCfnAlarm(alarmL1(alarm)));
    const byName = Lazy.uncachedList({ produce: () => (this.hasRoomForAlarms ? alarms.map(({ alarmRef }) => alarmRef.alarmArn) : ['*']) });
    const allow = (action: string, resources: string[]) => new iam.PolicyStatement({ actions: [action], resources });
    return new iam.Policy(scope, 'BakePolicy', {
      roles: [this.role],
      statements: [
        allow('cloudwatch:DescribeAlarms', areOfMetrics ? byName : ['*']),
        ...(readsMetrics ? [allow('cloudwatch:GetMetricData', ['*'])] : []),
      ],
    });
  }

  private get hasRoomForAlarms(): boolean {
    return this.policyLength + this.watched.reduce((sum, alarm) => sum + arnLengthOf(alarm), 0) <= MAX_POLICIES;
  }

  /** Characters of the policies of the role without the names of alarms, at most. */
  private get policyLength(): number {
    return POLICY.ofLogs + this.policies.size * POLICY.ofApi + this.stages.length * POLICY.ofStage + this.bakes * POLICY.ofBake;
  }

  private problems(): string[] {
    const lengthOf = (records: ApiPolicy['records']) => records.reduce((sum, { length }) => sum + length, OTHER_RECORDS);
    const tooLong = [...this.policies.values()].filter(({ records }) => records.length > 0 && lengthOf(records) > MAX_RECORDS);
    return [...this.withoutRoom(), ...tooLong.map(({ records }) => {
      const stages = records.map(({ stageName }) => stageName).join(', ');
      return `'stageVariableOverrides' are too long for what is noted of the stages ${stages} in the description of a deployment, which has room for ${MAX_RECORDS} characters: override fewer variables, or give them shorter values`;
    })];
  }

  private withoutRoom(): string[] {
    if (this.policyLength <= MAX_POLICIES) return [];
    return [`the stack has releases of ${this.stages.length} stages of ${this.policies.size} APIs, more than the policies of one role have room for (${MAX_POLICIES} characters): define some of the APIs in another stack`];
  }

  private definePolicy(identity: string, arnOf: (place: string) => string): ApiPolicy {
    const allow = (actions: string[], ...resources: string[]) => new iam.PolicyStatement({ actions, resources });
    const stages = allow(['apigateway:GET', 'apigateway:PATCH']);
    const statements = [
      stages,
      allow(['apigateway:GET'], arnOf('stages'), arnOf('deployments')),
      allow(['apigateway:GET', 'apigateway:PATCH', 'apigateway:DELETE'], arnOf('deployments/*')),
      allow(['cloudformation:DescribeStacks'], Aws.STACK_ID),
    ];
    const made: ApiPolicy = { stages, records: [], policy: new iam.Policy(this, `ReleasePolicy:${identity}`, { roles: [this.role], statements }) };
    this.policies.set(identity, made);
    return made;
  }

  /** For a function that writes to this log group; the managed policy would let it write to all. */
  private defineRole(id: string, logGroup: LogGroup): iam.Role {
    const role = new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    return role;
  }

  /** The L2 would look at the stages now, when there is one. */
  private defineRule(handler: lambda.Function): CfnRule {
    const produce = () => Stack.of(this).toJsonString(this.stages);
    const rule = new CfnRule(this, 'Rule', {
      description: 'Tells of operations of the stack, in which CloudFormation may put stages back',
      eventPattern: {
        'source': ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        'detail': { 'stack-id': [Aws.STACK_ID], 'status-details': { status: TOLD_OF } },
      },
      targets: [{
        id: 'Function',
        arn: handler.functionArn,
        inputTransformer: {
          inputPathsMap: { status: '$.detail.status-details.status', time: '$.time' },
          inputTemplate: `{"status":<status>,"time":<time>,"stages":${Lazy.uncachedString({ produce })}}`,
        },
      }],
    });
    handler.addPermission('Rule', { principal: new iam.ServicePrincipal('events.amazonaws.com'), sourceArn: rule.attrArn });
    return rule;
  }
}
