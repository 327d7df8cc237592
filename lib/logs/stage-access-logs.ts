import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AccessLogs } from './access-logs';
import { AccountLogging } from './account-logging';
import { requireAccountLogging } from './require-account-logging';
import { AnyStage, isRestStage, isStage } from '../private/api-type';

/** Properties of `StageAccessLogs`. */
export interface StageAccessLogsProps {
  /**
   * Where a line for each request goes, and what it says.
   *
   * @default - structured JSON to a log group that keeps it for three months
   */
  readonly destination?: AccessLogs;

  /**
   * How API Gateway comes by the role with which it writes logs. Not for a stage of a HTTP API, which needs none.
   *
   * @default - something in the stack says so already: another mixin, a gateway or an `AWS::ApiGateway::Account`
   */
  readonly accountLogging?: AccountLogging;
}

/**
 * A line for each request to a stage, of an API of any type.
 *
 * Replaces the stage's `AccessLogSetting` or `AccessLogSettings`. Synthesis fails if nothing says how API Gateway comes by
 * the role with which it writes logs; a HTTP API needs none.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * legacy.deploymentStage.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.ensure() }));
 */
export class StageAccessLogs extends Mixin {
  constructor(private readonly props: StageAccessLogsProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    const accessLogs = (this.props.destination ?? AccessLogs.cloudWatch())._bind(stage);
    const setting = accessLogs && { destinationArn: accessLogs.destinationArn, format: accessLogs.format };
    if (isRestStage(stage)) stage.accessLogSetting = setting;
    else stage.accessLogSettings = setting;
    if (accessLogs?.withAccountRole) requireAccountLogging(stage, this.props.accountLogging);
  }
}
