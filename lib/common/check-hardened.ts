import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnTopic, ITopic } from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { AlertOptions } from '../alarms/alert-options';
import { accessLogSettingOf, logGroupOf } from '../private/access-log-of-stage';
import { AnyStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { isHardened } from '../private/hardened';

/** What a setting of all routes, or of one, says of what `hardened` asks for. */
export interface HardenedRoute {
  readonly loggingLevel?: unknown;
  readonly dataTraceEnabled?: unknown;
}

/** What a hardened stage lacks, as it is when the app is synthesized: whatever has taken it away. */
export function whenHardened(stage: AnyStage, problems: () => string[]): void {
  if (isHardened(stage)) stage.node.addValidation({ validate: () => [...problemsOfAccessLog(stage), ...problems()] });
}

/** What `hardened` asks for, what the stage has, and what to write. */
export function lacks(asksFor: string, got: string, instead: string): string {
  return `'hardened' asks for ${asksFor}, got ${got}: ${instead}, or leave 'hardened' out`;
}

/** Of the execution log of a stage: Security Hub's APIGateway.1 takes ERROR and INFO. */
export function problemsOfExecutionLog(settings: Array<[key: string, settings: HardenedRoute]>): string[] {
  return settings.flatMap(([key, { loggingLevel = 'OFF', dataTraceEnabled }]) => [
    ...loggingLevel === 'OFF' ? [lacks('an execution log', `the level "OFF" for ${show(key)}`, 'leave the level out, or write MethodLoggingLevel.ERROR')] : [],
    ...dataTraceEnabled === true ? [lacks('logs without the data of requests', `'dataTrace' for ${show(key)}`, 'leave it out')] : [],
  ]);
}

/** Fails for a topic of the app that is not encrypted; of an imported one nothing is known. */
export function checkHardenedTopics(options: AlertOptions, scope: IConstruct): void {
  if (!isHardened(scope)) return;
  for (const prop of ['alertTopic', 'lowSeverityTopic'] as const) {
    if (isOpen(options[prop])) fail(`'${prop}' of a hardened gateway must be encrypted with a key, got [${options[prop]!.node.path}], which is not: take AlertTopic`, scope);
  }
}

function isOpen(topic: ITopic | undefined): boolean {
  const l1 = topic?.node?.defaultChild;
  return CfnTopic.isCfnTopic(l1) && l1.kmsMasterKeyId === undefined;
}

function problemsOfAccessLog(stage: AnyStage): string[] {
  const setting = stage.stack.resolve(accessLogSettingOf(stage));
  if (setting.destinationArn === undefined) return [lacks('an access log', 'a stage without one', "leave out 'accessLogs: AccessLogs.none()'")];
  const logGroup = logGroupOf(accessLogSettingOf(stage).destinationArn!, stage);
  if (typeof logGroup !== 'object' || !isPlain(logGroup.l1)) return [];
  return [lacks('an access log that is encrypted with a key', `the log group [${logGroup.l1!.node.path}] without one`, "give it an 'encryptionKey'")];
}

function isPlain(logGroup?: CfnLogGroup): boolean {
  return logGroup !== undefined && logGroup.kmsKeyId === undefined;
}
