import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { setStageWide } from '../private/method-settings';
import { setForAllRoutes } from '../private/route-settings';

/** Properties of `StageDetailedMetrics`. */
export interface StageDetailedMetricsProps {
  /**
   * Whether metrics are written for each route, too.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Metrics of each route of a stage, besides those of the stage, of an API of any type. CloudWatch bills them. What a route's own
 * setting says stays.
 */
export class StageDetailedMetrics extends Mixin {
  constructor(private readonly props: StageDetailedMetricsProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    const enabled = this.props.enabled ?? true;
    if (isRestStage(stage)) setStageWide(stage, { metricsEnabled: enabled });
    else setForAllRoutes(stage, { detailedMetricsEnabled: enabled });
  }
}
