import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AccessLogs } from './access-logs';
import { AccountLogging } from './account-logging';
import { requireAccountLogging } from './require-account-logging';

/** Properties of `StageAccessLogs`. */
export interface StageAccessLogsProps {
  /**
   * Where a line for each request goes, and what it says.
   *
   * @default - structured JSON to a log group that keeps it for three months
   */
  readonly destination?: AccessLogs;

  /**
   * How API Gateway comes by the role with which it writes logs.
   *
   * @default - something in the stack says so already: another mixin, a gateway or an `AWS::ApiGateway::Account`
   */
  readonly accountLogging?: AccountLogging;
}

/**
 * A line for each request to a stage of a REST API.
 *
 * Replaces the stage's `AccessLogSetting`. Synthesis fails if nothing says how API Gateway comes by
 * the role with which it writes logs.
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
    return CfnStage.isCfnStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as CfnStage;
    const accessLogs = (this.props.destination ?? AccessLogs.cloudWatch())._bind(stage);
    stage.accessLogSetting = accessLogs && { destinationArn: accessLogs.destinationArn, format: accessLogs.format };
    if (accessLogs?.withAccountRole) requireAccountLogging(stage, this.props.accountLogging);
  }
}
