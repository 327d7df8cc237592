import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { AccountLogging } from './account-logging';

const CHECKED = new WeakSet<CfnStage>();

/** Makes a stage that writes logs wait for the account's role, and fails synthesis if none is known. */
export function requireAccountLogging(stage: CfnStage, accountLogging?: AccountLogging): void {
  const setting = accountLogging?._bind(stage);
  if (setting) stage.node.addDependency(setting);
  if (CHECKED.has(stage)) return;
  CHECKED.add(stage);
  stage.node.addValidation({
    validate: () => AccountLogging._isKnown(stage) ? [] : [
      'the stage writes logs, but nothing in its stack says which role API Gateway writes them with, and without one the service refuses the stage: ' +
      "give the mixin 'accountLogging: AccountLogging.ensure()', or 'AccountLogging.existing()' if the account has a role",
    ],
  });
}
