import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Properties of `StageTracing`. */
export interface StageTracingProps {
  /**
   * Whether requests are traced.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** AWS X-Ray traces of the requests to a stage of a REST API. Replaces the stage's `TracingEnabled`. */
export class StageTracing extends Mixin {
  constructor(private readonly props: StageTracingProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return CfnStage.isCfnStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    (construct as CfnStage).tracingEnabled = this.props.enabled ?? true;
  }
}
