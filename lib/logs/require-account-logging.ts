import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AccountLogging } from './account-logging';
import { AnyStage } from '../private/api-type';

const REQUIRED = new WeakSet<AnyStage>();

/** Makes a stage that writes logs wait for the account's role, and fails synthesis if none is known. */
export function requireAccountLogging(stage: AnyStage, accountLogging?: AccountLogging): void {
  accountLogging?._bind(stage);
  if (REQUIRED.has(stage)) return;
  REQUIRED.add(stage);
  // late: what sets the role may be defined after the stage
  Aspects.of(stage).add({
    visit: (node: IConstruct) => {
      if (node === stage) AccountLogging._knownIn(stage)?.forEach((setting) => stage.node.addDependency(setting));
    },
  }, { priority: AspectPriority.MUTATING });
  stage.node.addValidation({
    validate: () => AccountLogging._knownIn(stage) ? [] : [
      'the stage writes logs, but nothing in its stack says which role API Gateway writes them with, and without one the service refuses the stage: ' +
      "give the mixin 'accountLogging: AccountLogging.ensure()', or 'AccountLogging.existing()' if the account has a role",
    ],
  });
}
