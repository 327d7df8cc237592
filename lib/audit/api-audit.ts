import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnRule, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ApiAuditProps } from './api-audit-props';
import { auditedStage } from './audited-stage';
import { changesPattern } from './changes-pattern';
import { defineTrail } from './define-trail';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';
import { releaseRoleOf } from '../private/release-function-id';

const PROPS = ['topic', 'stageTopic', 'trail', 'allApis', 'failedCalls', 'ignoredRoles'];
const NOTHING = "'allApis' is false, and no stage is watched, so that nobody is told of anything: call watchStage, or leave 'allApis' out";
const TRAIL = ['bucket', 'retention', 'encryptionKey'];

/**
 * Tells who changes APIs past CloudFormation: by the console, by a command, by a program. One for an account in a Region.
 *
 * CloudTrail records what API Gateway is asked, and EventBridge gets it from a trail, within minutes as a rule and by best effort. What CloudFormation changes is not told.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-apigateway.html
 * @example
 *
 * declare const gateway: RestGateway;
 * const alerts = new AlertTopic(this, 'Changes', { emails: ['platform@example.com'] });
 * const audit = new ApiAudit(this, 'Audit', { topic: alerts.topic, trail: {} });
 * audit.watchStage('Orders', gateway.stage);
 */
export class ApiAudit extends Construct {
  /** The trail, if one is defined. */
  public readonly trail?: Trail;

  /** The rule for all APIs. None with `allApis: false`. */
  public readonly rule?: Rule;

  private readonly role: Role;
  private watches = 0;
  private readonly watchedStacks = new Set<Stack>();

  constructor(scope: Construct, id: string, private readonly props: ApiAuditProps) {
    super(scope, id);
    checkProps(props, this);
    const { topic, trail, allApis = true } = props;
    this.role = new Role(this, '#Role', { description: 'Tells of changes of APIs', assumedBy: new ServicePrincipal('events.amazonaws.com') });
    this.watchedStacks.add(Stack.of(this));
    this.trail = trail && defineTrail(this, trail);
    this.rule = allApis ? this.defineRule('#Rule', 'Changes of APIs that CloudFormation did not make', topic, 'An API was changed, and not by CloudFormation.') : undefined;
    this.node.addValidation({ validate: () => (allApis || this.watches > 0 ? [] : [NOTHING]) });
  }

  /**
   * Tells of changes on a stage that a stack of the app owns: the stage is not any more what the template says, until somebody deploys it again. Of
   * an HTTP or WebSocket API whose stage deploys by itself these are all changes of the API.
   *
   * @param id    the id of the rule
   * @param stage a stage of an API of any type, L2 or L1, of the account and the Region of the audit
   */
  public watchStage(id: string, stage: IConstruct): Rule {
    const { stageName, requestParameters } = auditedStage(stage, this);
    this.checkPlace(stage);
    this.watches += 1;
    this.watchedStacks.add(Stack.of(stage));
    const { stackName } = Stack.of(stage);
    const what = `The stage ${stageName}, which the stack ${stackName} owns, was changed, and not by CloudFormation.`;
    const description = `Changes of the stage ${stage.node.path} that CloudFormation did not make`;
    return this.defineRule(id, description, this.props.stageTopic ?? this.props.topic, what, requestParameters);
  }

  private defineRule(id: string, description: string, topic: ITopic, what: string, requestParameters?: object[]): Rule {
    const rule = new Rule(this, id, { description: description.slice(0, 512), eventPattern: { source: ['aws.apigateway'] } });
    const { failedCalls = false } = this.props;
    const produce = () => changesPattern({ ignoredRoleArns: this.ignoredRoleArns, failedCalls, requestParameters });
    (rule.node.defaultChild as CfnRule).eventPattern = Lazy.any({ produce }); // the L2 would look at the roles now
    rule.addTarget(new SnsTopic(topic, { message: message(what), role: this.role, authorizeUsingRole: true }));
    return rule;
  }

  private get ignoredRoleArns(): string[] {
    const roles = [...this.props.ignoredRoles ?? [], ...[...this.watchedStacks].flatMap((stack) => releaseRoleOf(stack) ?? [])];
    return [...new Set(roles.map(({ roleArn }) => roleArn))];
  }

  /** CloudTrail tells EventBridge of the account and the Region in which a call was made. */
  private checkPlace(stage: IConstruct): void {
    const [here, there] = [Stack.of(this), Stack.of(stage)];
    for (const member of ['account', 'region'] as const) {
      if (!Token.isUnresolved(here[member]) && !Token.isUnresolved(there[member]) && here[member] !== there[member]) {
        fail(`'stage' must be of the ${member} of the audit, ${here[member]}, got one of ${there[member]}: define an ApiAudit there`, this);
      }
    }
  }
}

function checkProps(props: ApiAuditProps, scope: Construct): void {
  checkMembers(props, PROPS, "'props'", scope);
  const isTopic = has('topicArn', 'string');
  if (!isTopic(props.topic)) fail(`'topic' must be a topic of aws-cdk-lib/aws-sns, got ${show(props.topic)}: write new AlertTopic(this, 'Changes').topic, for example`, scope);
  checkKinds(props, [
    ['stageTopic', isTopic, 'a topic of aws-cdk-lib/aws-sns'],
    ['allApis', (value) => typeof value === 'boolean', 'true or false'],
    ['failedCalls', (value) => typeof value === 'boolean', 'true or false'],
    ['ignoredRoles', (value) => Array.isArray(value) && value.every(has('roleArn', 'string')), 'a list of roles of aws-cdk-lib/aws-iam'],
  ], scope);
  if (props.trail !== undefined) checkMembers(props.trail, TRAIL, "'trail'", scope);
}

/** What people read. The parameters of a call are not in it: those of an API key have its value. */
function message(what: string): RuleTargetInput {
  const of = (path: string) => EventField.fromPath(`$.detail.${path}`);
  return RuleTargetInput.fromMultilineText([
    what,
    `Call: ${of('eventName')} at ${of('eventTime')} in ${EventField.account}, ${EventField.region}`,
    `API: ${of('requestParameters.restApiId')}${of('requestParameters.apiId')} stage: ${of('requestParameters.stageName')}`,
    `Who: ${of('userIdentity.arn')} from ${of('sourceIPAddress')}`,
    `Error: ${of('errorCode')}`,
    `CloudTrail event: ${of('eventID')}`,
  ].join('\n'));
}
