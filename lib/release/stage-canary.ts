import { CfnDeployment, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { IAlarmRef, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Annotations, Aws, CfnResource, CustomResource, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { pinnedProblem } from './check-pinned';
import { minutesToAlarm } from './deployment-time';
import { ReleaseFunction } from './release-function';
import { alarmL1, outermost } from './rollback-alarm';
import { ownVariable, stageState } from './stage-state';
import { aliasVariableOwner } from '../private/alias-variables';
import { dependOnCanaryLogs } from '../private/canary-stage';
import { deployedIdentity } from '../private/deployed-identity';
import { describeByFingerprint } from '../private/deployment-description';
import { fail, show } from '../private/errors';
import { renderedProperty } from '../private/rendered-property';
import { ResourceGraph } from '../private/resource-graph';
import { referencedConstructs } from '../private/tokens';

/** How many alarms CloudWatch tells of at once: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MAX_ALARMS = 100;

/** What a canary of a stage is watched by. */
export interface Watch {
  readonly alarms: IAlarmRef[];
  readonly canaryRequests?: Metric;
}

/** The two custom resources around a stage: the one before says what it serves, the one after sets the canary. */
export class StageCanary extends Construct {
  private readonly deployment?: CfnDeployment;
  private warned = false;
  private readonly candidate: string;
  private readonly base: string;
  private readonly overridden: string[];

  /** What the stage has for the variables that the release decides. */
  private readonly decided: Record<string, unknown>;

  /** What the function has been told of the stage. */
  private readonly told: Record<string, unknown>;

  constructor(
    scope: Construct,
    id: string,
    private readonly stage: CfnStage,
    private readonly options: Partial<CanaryReleaseOptions> & { readonly pinned?: string },
    private readonly watch: Watch,
  ) {
    super(scope, id);
    this.overridden = Object.keys(options.stageVariableOverrides ?? {});
    this.deployment = this.deploymentOf(stage);
    this.candidate = stage.deploymentId ?? options.pinned!;
    this.checkWatch();
    this.keepDeployment();
    const releaseFunction = ReleaseFunction.of(this);
    const policy = releaseFunction.allow(stage, options.stageVariableOverrides);
    // names, not references: an alarm may refer to the stage, which refers to this
    const nameOf = (name: string) => (refersToResource(name, this) ? deployedIdentity(name, this) : name);
    const base = this.resource(releaseFunction, 'Base', {
      Alarms: this.bakes ? Lazy.uncachedAny({ produce: () => this.alarmNames.map(nameOf) }) : undefined,
      CanaryRequests: this.bakes ? Lazy.uncachedAny({ produce: () => JSON.stringify(deployedIdentity(this.canaryRequests, this)) }) : undefined,
    });
    base.node.addDependency(policy);
    releaseFunction.watch({ RestApiId: stage.restApiId, StageName: stage.stageName! }, base);
    this.base = base.getAttString('DeploymentId');
    stage.deploymentId = this.base;
    this.decided = Object.fromEntries(this.overridden.map((name) => [name, base.getAtt(`Variable.${name}`)]));
    for (const name of this.overridden) stage.addPropertyOverride(`Variables.${name}`, this.decided[name]);
    this.told = { RestApiId: stage.restApiId, StageName: stage.stageName };
    const canary = this.resource(releaseFunction, 'Canary', { Alarms: this.bakes ? this.alarmNames : undefined, CanaryRequests: this.canaryRequests });
    canary.node.addDependency(stage, policy);
    dependOnCanaryLogs(canary, stage); // a canary that outlived them would have API Gateway make them again
    if (this.bakes) canary.node.addDependency(releaseFunction.allowBake(this, watch.alarms, this.canaryRequests !== undefined)); // with alarms, which may refer to the stage
    this.warnOfLateAlarms();
    this.warnOfOtherStack();
    this.node.addValidation({ validate: () => [...this.problems(), ...this.withoutEffect()] });
    for (const resource of [base, canary]) this.checkCycles(resource.node.defaultChild as CfnResource);
  }

  private get bakes(): boolean {
    return this.options.bakeTime !== undefined;
  }

  private get alarmNames(): string[] {
    return this.watch.alarms.map(({ alarmRef }) => alarmRef.alarmName);
  }

  private get canaryRequests(): object | undefined {
    const { canaryRequests } = this.watch;
    if (!this.bakes || !this.options.minimumRequests || !canaryRequests) return undefined;
    const { namespace, metricName, dimensions = {} } = canaryRequests;
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return { Namespace: namespace, MetricName: metricName, ...(Dimensions.length > 0 && { Dimensions }) };
  }

  private resource(releaseFunction: ReleaseFunction, part: 'Base' | 'Canary', watched: object): CustomResource {
    const { stage, overridden } = this;
    return new CustomResource(this, part, {
      serviceToken: releaseFunction.serviceToken,
      resourceType: `Custom::ApiGatewayRelease${part}`,
      properties: {
        Part: part.toLowerCase(),
        StackId: Aws.STACK_ID,
        RestApiId: stage.restApiId,
        StageName: stage.stageName,
        Candidate: this.candidate,
        StageState: stageState(stage, overridden),
        Variables: Object.fromEntries(overridden.map((name) => [name, Lazy.uncachedAny({ produce: () => ownVariable(stage, name) })])),
        Release: this.settings(),
        ...watched,
      },
    });
  }

  /** What is said of the canary, all of it text, as CloudFormation makes it anyway. */
  private settings(): object {
    const { pinned, percentTraffic, useStageCache = false, keepDeployments = 10 } = this.options;
    const { bakeTime, minimumRequests = 0, stageVariableOverrides } = this.options;
    if (pinned !== undefined) return { Pinned: pinned, Keep: String(keepDeployments) };
    return {
      PercentTraffic: String(percentTraffic),
      UseStageCache: String(useStageCache),
      Keep: String(keepDeployments),
      ...(bakeTime && { BakeSeconds: String(bakeTime.toSeconds()), MinimumRequests: String(minimumRequests) }),
      Overrides: stageVariableOverrides,
    };
  }

  private deploymentOf(stage: CfnStage): CfnDeployment | undefined {
    const deployment = stage.deploymentId === undefined ? undefined
      : [...referencedConstructs(stage.deploymentId, stage)].find((construct) => CfnDeployment.isCfnDeployment(construct));
    if (!deployment && this.options.pinned !== undefined) return undefined;
    if (!deployment) fail(`'deploymentId' of the stage must be of a deployment that is defined in the app for it to be tried in a canary, got ${show(stage.deploymentId)}: write deployment.ref`, stage);
    const { stageName, deploymentCanarySettings } = deployment as CfnDeployment;
    const own = stageName !== undefined ? 'stageName' : deploymentCanarySettings !== undefined ? 'deploymentCanarySettings' : undefined;
    if (own) fail(`the deployment [${deployment.node.path}] must not have '${own}', by which it would serve the stage before it is tried: leave it out`, stage);
    return deployment as CfnDeployment;
  }

  /** What a canary is compared with is a deployment of an earlier template. */
  private keepDeployment(): void {
    if (!this.deployment) return;
    const problem = this.goesWithTheNext();
    if (problem) fail(problem, this.stage);
    this.deployment.applyRemovalPolicy(RemovalPolicy.RETAIN);
    describeByFingerprint(this.deployment);
  }

  private goesWithTheNext(): string | undefined {
    if (!this.deployment) return undefined;
    const { cfnOptions, node } = this.deployment;
    const policies = [cfnOptions.deletionPolicy, cfnOptions.updateReplacePolicy].filter((policy) => policy !== undefined);
    if (policies.every((policy) => String(policy).startsWith('Retain'))) return undefined;
    return `the deployment [${node.path}] must be retained, since what a release keeps live may be one of an earlier template: leave 'retainDeployments: false' out, or the removal policy of the deployment`;
  }

  private checkWatch(): void {
    if (!this.bakes) return;
    const { alarms, canaryRequests } = this.watch;
    if (alarms.length === 0) {
      fail("a bake without alarms promotes whatever happens: set 'alarms' of Release.canary or of the mixin, leave out 'alarms: AlarmSet.none()' of a gateway, or leave 'bakeTime' out, so that the canary is held", this.stage);
    }
    if (alarms.length > MAX_ALARMS) fail(`'alarms' must be at most ${MAX_ALARMS}, of which CloudWatch tells at once, got ${alarms.length}: name a composite alarm over some of them`, this.stage);
    if (this.options.minimumRequests && !canaryRequests) {
      fail("'minimumRequests' needs a metric of the canary's requests: set 'canaryRequests' of the mixin to RestApiAlarms.metricCanaryRequests(), or let the gateway have alarms and an access log in CloudWatch Logs", this.stage);
    }
  }

  /** An alarm needs all its periods, and a canary is watched for the time of its bake. */
  private warnOfLateAlarms(): void {
    const { bakeTime } = this.options;
    if (!bakeTime) return;
    const minutes = bakeTime.toMinutes({ integral: false });
    for (const alarm of this.watch.alarms) {
      const l1 = alarmL1(alarm);
      const needed = l1 && minutesToAlarm(l1);
      if (needed === undefined || needed < minutes) continue;
      Annotations.of(this.stage).addWarningV2('cdk-gatehouse:lateCanaryAlarm',
        `the alarm [${alarm.node.path}] takes more than ${needed} minutes of bad requests to be raised, and the canary is promoted after ${minutes}: choose a longer 'bakeTime', or an alarm with fewer or shorter periods`);
    }
  }

  /** The name of an export changes with the deployment, and CloudFormation lets no export go that is imported. */
  private warnOfOtherStack(): void {
    if (!this.deployment || outermost(Stack.of(this.deployment)) === outermost(Stack.of(this.stage))) return;
    Annotations.of(this.stage).addWarningV2('cdk-gatehouse:deploymentOfOtherStack',
      `the deployment [${this.deployment.node.path}] is of another stack than the stage: the next one has another name, which CloudFormation refuses while this stack imports it, so that no change of the API can be deployed; define the stage in the stack of its API`);
  }

  /** Looks at synthesis, when the name of the deployment is known; it is no error. */
  private withoutEffect(): string[] {
    const { useStageCache } = this.options;
    if (useStageCache && !this.warned && [undefined, false].includes(renderedProperty(this.stage, 'CacheClusterEnabled') as undefined)) {
      Annotations.of(this.stage).addWarningV2('cdk-gatehouse:canaryWithoutCache', "'useStageCache' has no effect, since the stage has no cache: leave it out, or give the stage one");
    }
    if (!this.deployment || this.warned || this.options.pinned !== undefined) return [];
    const logicalId = String(this.deployment.stack.resolve(this.deployment.logicalId));
    if (/[0-9a-f]{32}$/.test(logicalId)) return [];
    this.warned = true;
    Annotations.of(this.stage).addWarningV2('cdk-gatehouse:deploymentWithoutHash',
      `the deployment [${this.deployment.node.path}] has the logical id ${show(logicalId)}, which does not change with the API: no other deployment is made when the API changes, and so no canary; ` +
      'let its logical id end with the md5 of what it takes a snapshot of, as the latestDeployment of the RestApi of the CDK does');
    return [];
  }

  private problems(): string[] {
    const { stage } = this;
    const { pinned } = this.options;
    const retained = this.goesWithTheNext();
    const strange = pinned === undefined ? undefined : pinnedProblem(pinned, stage);
    const late = Object.keys(this.told).filter((name) => renderedProperty(stage, name) !== this.told[name]);
    const variables = renderedProperty(stage, 'Variables') as Record<string, unknown> | undefined;
    const taken = this.overridden.filter((name) => variables?.[name] !== this.decided[name]);
    const missing = this.overridden.filter((name) => ownVariable(stage, name) === undefined);
    return [
      ...(renderedProperty(stage, 'CanarySetting') === undefined ? [] : ["'canarySetting' of the stage says that there is a canary, and so does its release: leave one of the two out"]),
      ...(renderedProperty(stage, 'DeploymentId') === this.base ? [] : ["'deploymentId' of the stage is set after its release, which decides on it: apply the mixin last"]),
      ...[retained, strange].filter((problem) => problem !== undefined),
      ...late.map((name) => `'${name[0].toLowerCase()}${name.slice(1)}' of the stage is set after its release, which has been told another: apply the mixin last`),
      ...taken.map((name) => `the variable ${show(name)} of the stage is set by an override after its release, which decides on it: set it in 'variables', or leave it out of 'stageVariableOverrides'`),
      ...this.overridden.flatMap((name) => {
        const owner = aliasVariableOwner(stage, name);
        return owner ? [`'stageVariableOverrides' must not have ${show(name)}, by which the stage calls its alias of [${owner.node.path}], and no other: release a new version of the function by FunctionRelease`] : [];
      }),
      ...missing.map((name) => `'stageVariableOverrides' has ${show(name)}, which is no variable of the stage: set it in 'variables', too, to what the base has`),
    ];
  }

  /** What the release refers to, such as an alarm, may refer to the stage, but not to what is set after it. */
  private checkCycles(resource: CfnResource): void {
    ResourceGraph.validate(resource, (graph) => {
      const cycle = graph.cycleThrough(resource);
      if (!cycle) return [];
      return [`the release of the stage waits for something that waits for the release, and CloudFormation can make neither first: ${cycle.map(({ node }) => `[${node.path}]`).join(' -> ')}; let it depend on the API, or on the L1 of the stage`];
    });
  }
}

/** A parameter has its value before anything is made. */
function refersToResource(value: string, scope: Construct): boolean {
  return [...referencedConstructs(value, scope)].some((construct) => CfnResource.isCfnResource(construct));
}
