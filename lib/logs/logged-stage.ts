import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Fn, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { knowsVariable } from './access-log-fields';
import { AnyStage, apiIdOf, apiTypeOf, isRestStage, isStage } from '../private/api-type';
import { isCanaryStage } from '../private/canary-stage';
import { fail, show } from '../private/errors';
import { differencesOf, Place, placeOfArn } from '../private/place';
import { referencedConstructs } from '../private/tokens';

/** What a stage says of its access log. */
interface Setting {
  readonly destinationArn: string;
  readonly format: string;
}

/** A stage that writes an access log to a log group. */
export class LoggedStage {
  /** @param construct the L1 of a stage, or its L2 */
  public static of(construct: IConstruct, scope: IConstruct): LoggedStage {
    const stage = [construct, construct?.node?.defaultChild].find((candidate) => candidate && isStage(candidate)) as AnyStage | undefined;
    if (!stage) fail(`'stage' must be a stage that is defined in the app, got ${show(construct)}, whose access log is not known: write AccessLogQueries.fromLogGroups for what is imported`, scope);
    return new LoggedStage(stage, scope);
  }

  private constructor(private readonly stage: AnyStage, private readonly scope: IConstruct) {}

  /** What each line says. */
  public get format(): string {
    return this.setting.format;
  }

  /** Whether lines are of a canary and of the base. */
  public get hasCanaries(): boolean {
    return isCanaryStage(this.stage);
  }

  /** Whether the stage's type of API knows a variable. */
  public knows(variable: string): boolean {
    const type = apiTypeOf(this.stage);
    return !type || knowsVariable(type, variable);
  }

  /** "OrdersApi/prod" */
  public get folder(): string {
    const apiId = apiIdOf(this.stage);
    const api = [...referencedConstructs(apiId, this.stage)].find((candidate) => CfnRestApi.isCfnRestApi(candidate) || CfnApi.isCfnApi(candidate));
    const name = (api as CfnRestApi | CfnApi | undefined)?.name ?? apiId;
    return [name, this.stage.stageName].filter((part) => part !== undefined).join('/');
  }

  /** The name of the log group. */
  public get logGroupName(): string {
    const { destinationArn } = this.setting;
    const targets = [...referencedConstructs(destinationArn, this.stage)];
    if (targets.some((target) => CfnDeliveryStream.isCfnDeliveryStream(target)) || destinationArn.split(':')[2] === 'firehose') {
      fail("'stage' writes its access log to Firehose, where CloudWatch Logs Insights does not read: write AccessLogs.cloudWatch() for saved queries", this.scope);
    }
    checkPlace(this.scope, placeOfArn(destinationArn));
    const logGroup = targets.find((target) => CfnLogGroup.isCfnLogGroup(target)) as CfnLogGroup | undefined;
    if (logGroup?.logGroupClass === 'DELIVERY') {
      fail("'stage' writes its access log to a log group of class DELIVERY, where CloudWatch Logs Insights does not read: take LogGroupClass.STANDARD for saved queries", this.scope);
    }
    if (logGroup) return logGroup.ref;
    return /:log-group:([^:]+)(:\*)?$/.exec(destinationArn)?.[1] ?? Fn.select(6, Fn.split(':', destinationArn));
  }

  private get setting(): Setting {
    const setting = isRestStage(this.stage) ? this.stage.accessLogSetting : this.stage.accessLogSettings;
    if (setting === undefined) fail("'stage' writes no access log, so that there is nothing to query: apply mixins.StageAccessLogs to it before, or set 'accessLogs' of its gateway", this.scope);
    const { destinationArn, format } = setting as Setting;
    if (Tokenization.isResolvable(setting) || !destinationArn || !format) {
      fail("'stage' has an access log that is not known before deployment: set its destination and its format as text, or write AccessLogQueries.fromLogGroups", this.scope);
    }
    return { destinationArn, format };
  }
}

/** A saved query knows log groups by name, and so those of its own account and Region. */
export function checkPlace(scope: IConstruct, place: Place): void {
  if (differencesOf(place, scope).length > 0) {
    fail(`the access log must be in the account and Region of its queries, got a log group of ${show(place.account)} in ${show(place.region)}: define the queries in a stack that is there`, scope);
  }
}
