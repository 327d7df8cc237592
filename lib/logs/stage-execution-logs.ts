import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AccountLogging } from './account-logging';
import { checkDataTrace } from './check-data-trace';
import { ExecutionLogsOptions } from './execution-logs-options';
import { defineLogGroup } from './log-group';
import { requireAccountLogging } from './require-account-logging';
import { AnyStage, apiIdOf, apiTypeOf, isRestStage, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { setStageWide, writesExecutionLogs } from '../private/method-settings';
import { routesWriteExecutionLogs, setForAllRoutes } from '../private/route-settings';

/** Properties of `StageExecutionLogs`. */
export interface StageExecutionLogsProps extends ExecutionLogsOptions {
  /**
   * How API Gateway comes by the role with which it writes logs.
   *
   * @default - something in the stack says so already: another mixin, a gateway or an `AWS::ApiGateway::Account`
   */
  readonly accountLogging?: AccountLogging;

  /**
   * Define the log group, and ask for the role, also if nothing is logged yet: for single routes whose settings come later.
   *
   * @default false
   */
  readonly prepare?: boolean;
}

/**
 * API Gateway's own log of what it does for a stage of a REST or WebSocket API, in a log group that is defined
 * before the stage: API Gateway would otherwise make one that keeps everything for ever.
 *
 * Sets the logging level and the data trace of all routes; what a route's own setting says stays. Settings that nobody
 * made are written, too, as off (see `StageExplicitSettings`), since API Gateway pins them with the first that is made.
 * Synthesis fails if nothing says how API Gateway comes by the role with which it writes logs.
 */
export class StageExecutionLogs extends Mixin {
  constructor(private readonly props: StageExecutionLogsProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (apiTypeOf(stage) === 'HTTP') {
      fail('execution logs are for stages of REST and WebSocket APIs, and a HTTP API refuses them: leave the mixin out, and see its access log', stage);
    }
    checkDataTrace(this.props, this.props.level, '', stage);
    if (this.props.level !== undefined && !Object.values(MethodLoggingLevel).includes(this.props.level)) {
      fail(`'level' must be OFF, ERROR or INFO, got ${show(this.props.level)}: write MethodLoggingLevel.ERROR, for example`, stage);
    }
    if (!this.setLevel(stage) && !this.props.prepare) return; // a route may write them, by its own setting
    requireAccountLogging(stage, this.props.accountLogging);
    if (this.props.existingLogGroup) {
      const { retention, encryptionKey, removalPolicy } = this.props;
      if (retention || encryptionKey || removalPolicy) {
        fail("'existingLogGroup' is true, so 'retention', 'encryptionKey' and 'removalPolicy' have no effect: set them on that log group, and leave them out here", stage);
      }
      return;
    }
    if (stage.stageName === undefined) {
      fail("'stageName' must be set for its execution logs to have a log group: write 'prod', for example, or 'existingLogGroup: true'", stage);
    }
    const logGroup = defineLogGroup(stage, 'ExecutionLogs', { ...this.props, logGroupName: logGroupName(stage) });
    stage.node.addDependency(logGroup);
  }

  /** Sets the level, and tells whether anything is written. */
  private setLevel(stage: AnyStage): boolean {
    const settings = { loggingLevel: this.props.level ?? MethodLoggingLevel.ERROR, dataTraceEnabled: this.props.dataTrace ?? false };
    if (isRestStage(stage)) {
      setStageWide(stage, settings);
      return writesExecutionLogs(stage);
    }
    setForAllRoutes(stage, settings);
    return routesWriteExecutionLogs(stage);
  }
}

/** The name that API Gateway uses; https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
function logGroupName(stage: AnyStage): string {
  const prefix = isRestStage(stage) ? 'API-Gateway-Execution-Logs_' : '/aws/apigateway/';
  return `${prefix}${apiIdOf(stage)}/${stage.stageName}`;
}
