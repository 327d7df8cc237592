import { RequestValue } from './request-value';
import { ServiceIntegrationOptions } from './service-integration-options';

/**
 * Options of `Integrations.stepFunctionsStartSyncExecution`, which answers with the output of the execution, and of
 * `Integrations.stepFunctionsStartExecution`, which answers `{ "executionArn": …, "startDate": … }` with 202.
 */
export interface StepFunctionsStartExecutionOptions extends ServiceIntegrationOptions {
  /**
   * The input of the execution, which is JSON.
   *
   * @default RequestValue.body() - the body; an absent one is an empty object
   */
  readonly input?: RequestValue;

  /**
   * The name of the execution. A second one of that name is refused within 90 days.
   *
   * @default - AWS Step Functions has one
   */
  readonly executionName?: RequestValue;
}
