import { ITopic } from 'aws-cdk-lib/aws-sns';
import { mergeOptions } from './merge-options';
import { AlertOptions } from '../alarms/alert-options';
import { ExecutionLogsOptions } from '../logs/execution-logs-options';

/** What stages of all types have, as far as it is not merged member by member. */
interface StageOptions extends AlertOptions {
  readonly stageDescription?: string;
  readonly alarms?: { _bind(): object | undefined };
  readonly executionLogs?: ExecutionLogsOptions;
  readonly slo?: object;
}

/** Whom the alarms of a stage tell. */
interface Told {
  readonly alertTopic?: ITopic;
  readonly lowSeverityTopic?: ITopic;
}

/**
 * What a further stage has: what it does not say itself is that of the gateway, but for its description. Its alarms tell the topics of the first stage's,
 * so that nobody has to confirm an address again.
 */
export function inheritOptions<T extends StageOptions>(inherited: T, own: T, told: Told = {}): T {
  const executionLogs = inheritableLogs(inherited.executionLogs, own.executionLogs?.existingLogGroup);
  const nobody = { alertEmails: undefined, alertTopic: undefined, lowSeverityTopic: undefined };
  const merged = mergeOptions({ ...inherited, executionLogs, stageDescription: undefined, ...nobody }, own);
  const hasAlarms = merged.alarms === undefined || merged.alarms._bind() !== undefined;
  const tells = own.alertTopic !== undefined || own.alertEmails !== undefined;
  if (!hasAlarms) return { ...merged, slo: own.slo }; // a promise that nobody watches
  if (tells) return merged;
  return { ...merged, alertTopic: told.alertTopic, lowSeverityTopic: own.lowSeverityTopic ?? told.lowSeverityTopic };
}

/** That a log group is there is said of one stage; of a group that is there, nothing else can be said. */
function inheritableLogs(inherited: ExecutionLogsOptions = {}, existingLogGroup = false): ExecutionLogsOptions {
  const { level, dataTrace, dataTraceAcknowledged, retention, encryptionKey, removalPolicy } = inherited;
  const ofEvents = { level, dataTrace, dataTraceAcknowledged };
  return existingLogGroup ? ofEvents : { ...ofEvents, retention, encryptionKey, removalPolicy };
}
