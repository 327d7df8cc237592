import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { fail } from '../private/errors';

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
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (!isRestStage(stage)) fail('X-Ray traces are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs: leave the mixin out, and trace the functions', stage);
    stage.tracingEnabled = this.props.enabled ?? true;
  }
}
