import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CanaryReleaseOptions } from './canary-release-options';
import { checkCanary } from './check-canary';
import { checkPinned } from './check-pinned';
import { Bake, Strategy } from './strategy';
import { copied } from '../private/copied';

/**
 * How a stage of a REST API comes to serve a new deployment.
 *
 * @example
 *
 * const gateway = new RestGateway(this, 'OrdersApi', {
 *   release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(15) }),
 * });
 */
export abstract class Release {
  /** The stage serves it to everybody as soon as it is deployed. */
  public static allAtOnce(): Release {
    return new AllAtOnceRelease();
  }

  /**
   * The stage serves it to a part of the requests first: a canary. It is watched by alarms for `bakeTime`, and then serves all; without `bakeTime` it is held
   * until it is promoted or aborted. The first deployment of a stage, what serves already, and what has served before are no canaries.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
   */
  public static canary(options: CanaryReleaseOptions): Release {
    return new CanaryRelease(copied(options));
  }

  /**
   * The stage stays on a deployment of its API. New ones are made, and not served.
   *
   * @param deploymentId its id, such as "a1b2c3", or `deployment.deploymentId`
   */
  public static pinned(deploymentId: string): Release {
    return new PinnedRelease(deploymentId);
  }

  /**
   * What a bake asks for; undefined if nothing is watched.
   *
   * @internal
   */
  public get _bake(): Bake | undefined {
    return undefined;
  }

  /** @internal */
  public abstract _strategyFor(stage: CfnStage): Strategy;
}

class AllAtOnceRelease extends Release {
  public _strategyFor(): Strategy {
    return { kind: 'allAtOnce' };
  }
}

class PinnedRelease extends Release {
  constructor(private readonly deploymentId: string) {
    super();
  }

  public _strategyFor(stage: CfnStage): Strategy {
    checkPinned(this.deploymentId, stage);
    return { kind: 'pinned', deploymentId: this.deploymentId };
  }
}

class CanaryRelease extends Release {
  constructor(private readonly options: CanaryReleaseOptions) {
    super();
  }

  public override get _bake(): Bake | undefined {
    const { bakeTime, minimumRequests = 0 } = this.options ?? {};
    return bakeTime === undefined ? undefined : { bakeTime, minimumRequests };
  }

  public _strategyFor(stage: CfnStage): Strategy {
    checkCanary(this.options, stage);
    return { kind: 'canary', options: this.options };
  }
}
