import * as path from 'node:path';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Aws, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import { RELEASE_FUNCTION_ID as ID } from '../private/release-function-id';

/** When an operation of CloudFormation begins or ends, the function notes what is live; after a rollback, it sees to it that this is live again. */
const TOLD_OF = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];

/** A stage, as the function is told of it. */
export interface ReleasedStage {
  readonly RestApiId: string;
  readonly StageName: string;
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

  private readonly stages: ReleasedStage[] = [];

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
    this.defineRule(handler);
  }

  /** Lets the function be told of the operations of the stack for a stage, too. */
  public watch(stage: ReleasedStage): void {
    this.stages.push(stage);
  }

  /** For a function that writes to this log group; the managed policy would let it write to all. */
  private defineRole(id: string, logGroup: LogGroup): iam.Role {
    const role = new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    return role;
  }

  /** The L2 would look at the stages now, when there is one. */
  private defineRule(handler: lambda.Function): void {
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
  }
}
