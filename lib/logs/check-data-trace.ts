import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { AnyStage, isRestStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { isFlag, TRUE_OR_FALSE } from '../private/kinds';

interface DataTraced {
  readonly dataTrace?: boolean;
  readonly dataTraceAcknowledged?: boolean;
}

/**
 * Checks that whoever logs whole requests says that it is meant, and warns of it in production.
 *
 * @param level of the log that they are written to
 */
export function checkDataTrace(said: DataTraced, level: string | undefined, path: string, stage: AnyStage): void {
  for (const name of ['dataTrace', 'dataTraceAcknowledged'] as const) {
    if (said[name] !== undefined && !isFlag(said[name])) fail(`'${path}${name}' must be ${TRUE_OR_FALSE}, got ${show(said[name])}`, stage);
  }
  if (!said.dataTrace) return;
  if (level === MethodLoggingLevel.OFF && isRestStage(stage)) {
    fail(`'${path}dataTrace' writes nothing at the level OFF: set ERROR or INFO, or leave it out`, stage);
  }
  if (!said.dataTraceAcknowledged) {
    fail(`'${path}dataTrace' writes whole requests and responses to the log, with the tokens and personal data in them: set '${path}dataTraceAcknowledged: true', too, if that is meant, or leave it out`, stage);
  }
  const { stageName = '' } = stage;
  if (!Token.isUnresolved(stageName) && /^prod/i.test(stageName)) {
    Annotations.of(stage).addWarningV2('cdk-gatehouse:dataTraceInProduction',
      `'${path}dataTrace' of stage ${show(stageName)} writes whole requests and responses to the log, with the tokens and personal data in them: take it out when you have seen what you look for`);
  }
}
