import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { setStageWide } from '../private/method-settings';

/**
 * What is not on in a stage of a REST API is written as off.
 *
 * CloudFormation leaves a setting alone that a template no longer mentions: a cache that is taken out
 * of the code goes on serving, and being billed. Fills in what nobody set: no cache, no tracing, and for
 * all methods no caching, no execution logs, no data trace, no detailed metrics. Order does not matter:
 * what is set before or after wins.
 *
 * @see https://github.com/aws/aws-cdk/issues/32342
 */
export class StageExplicitSettings extends Mixin {
  public supports(construct: IConstruct): boolean {
    return CfnStage.isCfnStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as CfnStage;
    stage.cacheClusterEnabled ??= false;
    stage.tracingEnabled ??= false;
    setStageWide(stage, {});
  }
}
