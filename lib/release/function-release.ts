import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Annotations, RemovalPolicy } from 'aws-cdk-lib/core';
import { CODEDEPLOY_REMOVE_ALARMS_FROM_DEPLOYMENT_GROUP } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { checkAliasName, checkFunction, checkGivenAlias, checkHook, checkReleaseProps } from './check-function-release';
import { claimAlias } from './claimed-aliases';
import { minutesOf, minutesToAlarm } from './deployment-time';
import { FunctionReleaseProps } from './function-release-props';
import { scaleConcurrency } from './provisioned-concurrency';
import { alarmL1, rollbackAlarm } from './rollback-alarm';
import { RollbackAlarmSet } from './rollback-alarm-set';
import { RollbackAlarms } from './rollback-alarms';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { noteRelease, releaseCycle } from '../private/reference-cycle';
import { ResourceGraph } from '../private/resource-graph';

/** So many alarms a deployment group takes for certain: the pages of AWS say 10 and 50. */
const SURE_ALARMS = 10;

/**
 * The release of a function behind gateways: an alias that they call, and CodeDeploy, which moves it to each new version step by step and back if an alarm
 * is raised. When only code changes, the alias moves, and no API is deployed.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 * @example
 *
 * declare const ordersFunction: lambda.Function;
 * const orders = new FunctionRelease(this, 'Orders', { handler: ordersFunction });
 * const gateway = new RestGateway(this, 'OrdersApi');
 * gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: orders.alias });
 * orders.addRollbackAlarm(gateway.alarms.serverErrorRate);
 */
export class FunctionRelease extends Construct {
  /** What routes call. */
  public readonly alias: lambda.IAlias;

  /** The deployment group of CodeDeploy, which deploys when the alias gets another version. */
  public readonly deploymentGroup: codedeploy.LambdaDeploymentGroup;

  /** The alarm on errors of the new version; undefined without alarms of its own. */
  public readonly errors?: cloudwatch.Alarm;

  /** The alarm on throttled calls; undefined without alarms of its own. */
  public readonly throttles?: cloudwatch.Alarm;

  /** The alarm on the duration of the new version; undefined without alarms of its own. */
  public readonly duration?: cloudwatch.Alarm;

  private readonly config: codedeploy.ILambdaDeploymentConfig;
  private readonly known = new Set<cloudwatch.IAlarmRef>();
  private readonly props: FunctionReleaseProps;

  constructor(scope: Construct, id: string, props: FunctionReleaseProps) {
    super(scope, id);
    checkReleaseProps(props, this);
    this.node.setContext(CODEDEPLOY_REMOVE_ALARMS_FROM_DEPLOYMENT_GROUP, true); // or CodeDeploy keeps the last alarms when they go
    this.props = props;
    this.config = props.deploymentConfig ?? codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES;
    const alias = props.alias ? checkGivenAlias(props.alias, this) : this.defineAlias(props);
    this.alias = alias;
    this.keepVersions(alias);
    checkHook('preTrafficHook', props.preTrafficHook, alias.lambda, this);
    checkHook('postTrafficHook', props.postTrafficHook, alias.lambda, this);
    this.deploymentGroup = this.defineGroup(alias);
    // the L2 lets CodeDeploy invoke them, and does not make the alias wait until it may
    for (const hook of [props.preTrafficHook, props.postTrafficHook]) hook?.grantInvoke(this.deploymentGroup.role).applyBefore(alias);
    const alarms = (props.alarms ?? RollbackAlarmSet.standard())._bind();
    if (alarms) {
      const { errors, throttles, duration } = new RollbackAlarms(this, alias, alarms);
      for (const alarm of [errors, throttles, duration]) this.add(alarm);
      this.errors = errors;
      this.throttles = throttles;
      this.duration = duration;
    }
    const l1 = alias.node.defaultChild as lambda.CfnAlias;
    noteRelease(l1);
    ResourceGraph.validate(this, (graph) => this.problems(graph, l1));
  }

  /** What CodeDeploy goes back by, in the order in which it was added. */
  public get rollbackAlarms(): cloudwatch.IAlarmRef[] {
    return [...this.known];
  }

  /**
   * Lets an alarm stop a deployment and take it back: one of a gateway, for example. The alarms of our gateways name their stage instead of referring to it;
   * one that refers to a stage would close a cycle, which is an error here.
   */
  public addRollbackAlarm(alarm: cloudwatch.IAlarmRef): void {
    if (this.known.has(alarm)) return;
    const added = rollbackAlarm(alarm, this);
    this.warnOfLateAlarm(alarm);
    this.add(alarm, added);
    if (this.known.size !== SURE_ALARMS + 1) return;
    Annotations.of(this).addWarningV2('cdk-gatehouse:manyRollbackAlarms',
      `the deployment group has more than ${SURE_ALARMS} alarms; AWS speaks of 10 (https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html) ` +
      'and of 50 (https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html): see in Service Quotas what your account has, or add the fewest that tell a bad version');
  }

  private add(alarm: cloudwatch.IAlarmRef, added = alarm): void {
    this.known.add(alarm);
    this.deploymentGroup.addAlarm(added);
  }

  private defineAlias({ handler, aliasName = 'live', provisionedConcurrency }: FunctionReleaseProps): lambda.Alias {
    const { currentVersion: version } = checkFunction(handler!, this);
    checkAliasName(aliasName, this);
    const other = claimAlias(handler!, aliasName, this);
    if (other) {
      fail(`the function [${handler!.node.path}] has an alias ${show(aliasName)} by [${other.node.path}] already: give this one another 'aliasName', or release that one by 'alias', such as aliasFor('prod') of a StagedFunction`, this);
    }
    const alias = new lambda.Alias(this, 'Alias', { aliasName, version, provisionedConcurrentExecutions: provisionedConcurrency?.minimum });
    if (provisionedConcurrency) scaleConcurrency(alias, provisionedConcurrency);
    return alias;
  }

  /**
   * What a deployment goes back to has to be there. A version whose deployment failed has not: Lambda makes no second version of the same code, so that
   * deploying it again would fail.
   */
  private keepVersions({ version }: lambda.Alias): void {
    const l1 = version.node.defaultChild;
    if (lambda.CfnVersion.isCfnVersion(l1)) l1.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  private defineGroup(alias: lambda.Alias): codedeploy.LambdaDeploymentGroup {
    const { application, deploymentGroupName, role, ignorePollAlarmsFailure, ignoreAlarmConfiguration, autoRollback = {} } = this.props;
    const { deploymentInAlarm } = autoRollback; // true is what it is with alarms; without, the L2 throws where nobody can say what to do
    return new codedeploy.LambdaDeploymentGroup(this, 'DeploymentGroup', {
      alias,
      application,
      deploymentGroupName,
      role,
      ignorePollAlarmsFailure,
      ignoreAlarmConfiguration,
      deploymentConfig: this.config,
      preHook: this.props.preTrafficHook,
      postHook: this.props.postTrafficHook,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, ...defined(autoRollback), deploymentInAlarm: deploymentInAlarm && undefined },
    });
  }

  private warnOfLateAlarm(alarm: cloudwatch.IAlarmRef): void {
    const l1 = alarmL1(alarm);
    const needed = l1 && minutesToAlarm(l1);
    const minutes = minutesOf(this.config, this);
    if (needed === undefined || minutes === undefined || needed < minutes || (this.props.postTrafficHook && minutes === 0)) return;
    Annotations.of(this).addWarningV2('cdk-gatehouse:lateRollbackAlarm',
      `the alarm [${alarm.node.path}] takes more than ${needed} minutes of bad calls to be raised, and with this 'deploymentConfig' the new version has all calls after ${minutes}, when CodeDeploy looks no more: ` +
      "choose a slower 'deploymentConfig', or an alarm with fewer or shorter periods");
  }

  private problems(graph: ResourceGraph, alias: lambda.CfnAlias): string[] {
    const group = this.deploymentGroup.node.defaultChild as codedeploy.CfnDeploymentGroup;
    return [...releaseCycle(graph, group, alias), ...this.aliasesBeside(graph, alias), ...this.alarmsMissing()];
  }

  /** Aliases of the same name that were defined by hand, before or after. */
  private aliasesBeside(graph: ResourceGraph, alias: lambda.CfnAlias): string[] {
    const l1 = this.alias.version.lambda.node.defaultChild;
    const other = l1 && graph.usersOf(l1).find((user) => lambda.CfnAlias.isCfnAlias(user) && user !== alias && user.name === alias.name);
    return other ? [`the function has an alias ${show(alias.name)} at [${other.node.path}] already: release it by 'alias', or give this one another 'aliasName'`] : [];
  }

  private alarmsMissing(): string[] {
    if (this.props.autoRollback?.deploymentInAlarm !== true || this.known.size > 0) return [];
    return ["'autoRollback.deploymentInAlarm' needs an alarm to go back by: leave out 'alarms: RollbackAlarmSet.none()', or add one by addRollbackAlarm"];
  }
}
