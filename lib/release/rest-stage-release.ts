import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { IAlarmRef, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Mixin } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { checkAlarms, checkCanaryRequests } from './check-canary';
import { Release } from './release';
import { canaryAlarm } from './rollback-alarm';
import { StageCanary } from './stage-canary';
import { accessLogSettingOf, logGroupNameOf } from '../private/access-log-of-stage';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { canaryAccessLogOf, expectCanary, keepCanaryLogs } from '../private/canary-stage';
import { fail, show } from '../private/errors';

/** Stages that have a release. */
const RELEASED = new WeakSet<CfnStage>();

const PROPS = ['release', 'alarms', 'canaryRequests'];

/** Properties of `RestStageRelease`. */
export interface RestStageReleaseProps {
  /** How the stage comes to serve a new deployment. */
  readonly release: Release;

  /**
   * Alarms that end a canary of this stage while it bakes, besides those of the release, such as `addCanaryServerErrorRate()` of `RestApiAlarms`.
   *
   * @default - none
   */
  readonly alarms?: IAlarmRef[];

  /**
   * The metric of requests that the canary has answered, for `minimumRequests`: `metricCanaryRequests()` of `RestApiAlarms`.
   *
   * @default - none; `minimumRequests` needs it
   */
  readonly canaryRequests?: Metric;
}

/**
 * How a stage of a REST API comes to serve a new deployment: at once, by a canary, or not at all.
 *
 * A canary or a pin replaces the stage's `DeploymentId` by what is live, as API Gateway says when the stack is deployed, sets the canary after the stage by a custom
 * resource, and keeps the deployment when the template has another. Apply it after what sets the deployment of the stage; variables may be set later. A stage
 * that has a `CanarySetting` of its own is refused.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * legacy.deploymentStage.with(new mixins.RestStageRelease({ release: Release.canary({ percentTraffic: 10 }) }));
 */
export class RestStageRelease extends Mixin {
  constructor(private readonly props: RestStageReleaseProps) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (!isRestStage(stage)) {
      fail('releases are for stages of REST APIs, and API Gateway has no canaries for HTTP and WebSocket APIs: leave the mixin out, and shift the alias of the function, by FunctionRelease', stage);
    }
    const { release, alarms = [] } = this.props ?? {};
    if (typeof release?._strategyFor !== 'function') fail(`'release' must be Release.allAtOnce(), Release.canary({ percentTraffic: 10 }) or Release.pinned("a1b2c3"), got ${show(release)}`, stage);
    const unknown = Object.keys(this.props).find((name) => !PROPS.includes(name));
    if (unknown !== undefined) fail(`RestStageRelease has no prop '${unknown}': write one of ${PROPS.map((name) => `'${name}'`).join(', ')}`, stage);
    checkAlarms('alarms', alarms, stage);
    checkCanaryRequests(this.props.canaryRequests, stage);
    const strategy = release._strategyFor(stage);
    if (RELEASED.has(stage)) fail("the stage has a release by its gateway or by a mixin already: set 'release' of the gateway, or apply the mixin, once", stage);
    RELEASED.add(stage);
    if (strategy.kind === 'pinned') this.define(stage, { pinned: strategy.deploymentId });
    if (strategy.kind === 'canary') this.define(stage, strategy.options);
  }

  private define(stage: CfnStage, options: Partial<CanaryReleaseOptions> & { readonly pinned?: string }): void {
    if (stage.canarySetting !== undefined) fail("'canarySetting' of the stage says that there is a canary, and so does its release: leave one of the two out", stage);
    if (stage.stageName === undefined) fail("'stageName' must be set for the stage to have a release: write 'prod', for example", stage);
    if (options.pinned === undefined) expectCanary(stage);
    else keepCanaryLogs(stage);
    const { destinationArn } = accessLogSettingOf(stage);
    const logGroupName = destinationArn === undefined ? undefined : logGroupNameOf(destinationArn, stage);
    if (logGroupName !== undefined) canaryAccessLogOf(stage, logGroupName);
    const scope = stage.node.scope as Construct;
    const alarms = [...new Set([...options.alarms ?? [], ...this.props.alarms ?? []])].map((alarm) => canaryAlarm(alarm, stage));
    new StageCanary(scope, stage.node.id === 'Resource' ? '#Release' : `#${stage.node.id}Release`, stage, options, { alarms, canaryRequests: this.props.canaryRequests });
  }
}
