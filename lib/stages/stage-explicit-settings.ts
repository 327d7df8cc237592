import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { setStageWide } from '../private/method-settings';
import { setForAllRoutes } from '../private/route-settings';

/**
 * What is not on in a stage is written as off.
 *
 * CloudFormation leaves a setting alone that a template no longer mentions: a cache that is taken out
 * of the code goes on serving, and being billed. Fills in what nobody set: no cache, no tracing, and for
 * all routes no caching, no execution logs, no data trace, no detailed metrics, as far as the API's type has them. Order does not matter:
 * what is set before or after wins.
 *
 * @see https://github.com/aws/aws-cdk/issues/32342
 */
export class StageExplicitSettings extends Mixin {
  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (!isRestStage(stage)) return setForAllRoutes(stage, {});
    stage.cacheClusterEnabled ??= false;
    stage.tracingEnabled ??= false;
    setStageWide(stage, {});
  }
}
