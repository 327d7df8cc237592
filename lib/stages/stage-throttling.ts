import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { setStageWide } from '../private/method-settings';
import { setForAllRoutes } from '../private/route-settings';
import { checkThrottle } from '../private/rules';

/** Properties of `StageThrottling`. */
export interface StageThrottlingProps {
  /**
   * Requests per second, steadily, of each route. Above 0.
   *
   * @default 1000 - a tenth of an account's default quota of 10,000 in most Regions, so that one API cannot use it up
   */
  readonly rateLimit?: number;

  /**
   * Requests of each route that may come at once: the size of the token bucket. At least 1.
   *
   * @default 500 - a tenth of an account's default quota of 5,000 in most Regions
   */
  readonly burstLimit?: number;
}

/**
 * The throttle of each route of a stage, of an API of any type; above it callers get 429.
 *
 * Sets both limits of all routes; what a route's own setting says stays. Settings that nobody made are written, too,
 * as off (see `StageExplicitSettings`), since API Gateway pins them with the first that is made.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class StageThrottling extends Mixin {
  constructor(private readonly props: StageThrottlingProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    checkThrottle(this.props, 'throttle', construct);
    const stage = construct as AnyStage;
    const limits = { throttlingRateLimit: this.props.rateLimit ?? 1000, throttlingBurstLimit: this.props.burstLimit ?? 500 };
    if (isRestStage(stage)) setStageWide(stage, limits);
    else setForAllRoutes(stage, limits);
  }
}
