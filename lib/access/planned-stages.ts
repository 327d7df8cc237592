import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { AnyStage } from '../private/api-type';

/** What a usage plan is for, which may become known after it. */
export interface PlannedStages {
  readonly stages: () => AnyStage[];
  /** Limits of single routes, by "GET /orders/{id}". */
  readonly routes?: Record<string, ThrottleSettings>;
  /** Whether the ids of keys are outputs of the stack. */
  readonly outputs: boolean;
}
