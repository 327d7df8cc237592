import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { WatchedStage } from './watched-stage';
import { fail } from '../private/errors';

/** Checks that a dashboard can know the ARNs of the alarms that it shows. */
export function checkDashboardPlace(alarms: IConstruct, { dimensions, facts }: WatchedStage, scope: IConstruct): void {
  const [here, there] = [Stack.of(scope), Stack.of(alarms)];
  if (here === there) return;
  if (here.environment !== there.environment && !here._crossRegionReferences) {
    fail(`'alarms' are of ${there.environment}, of which a dashboard in ${here.environment} does not know them: define it by 'fromStage' in the stack of the alarms, or leave 'alarms' out`, scope);
  }
  // alarms that find the stage by a reference are made after it, and a dashboard beside the stage would be made after them
  const refers = Object.values(dimensions).some((value) => Token.isUnresolved(value));
  if (refers && facts.l1 && facts.l1.stack === here && !there.nestedStackParent) {
    fail(`'alarms' are defined in [${there.node.path}], which is deployed after [${here.node.path}], where this dashboard is: define it by 'fromStage' in [${there.node.path}]`, scope);
  }
}
