import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CONCURRENCY } from './members';
import { ProvisionedConcurrencyOptions } from './provisioned-concurrency-options';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkNumber, isCount } from '../private/rules';

/** Checks how many instances of an alias are kept ready. */
export function checkConcurrency(prop: string, options: ProvisionedConcurrencyOptions, scope: IConstruct): void {
  if (typeof options !== 'object' || options === null) fail(`'${prop}' must be options, such as { minimum: 2 }, got ${show(options)}`, scope);
  checkMembers(options, Object.keys(CONCURRENCY), `'${prop}'`, scope);
  const { minimum, maximum, utilization } = options;
  if (Token.isUnresolved(minimum)) fail(`'${prop}.minimum' must be known at synthesis, got a token: write 2, for example`, scope);
  checkNumber(`${prop}.minimum`, minimum, isCount, 'a whole number of at least 1', scope);
  if (maximum !== undefined) checkNumber(`${prop}.maximum`, maximum, (value) => isCount(value) && value >= minimum, 'a whole number of at least \'minimum\'', scope);
  if (utilization === undefined) return;
  if (maximum === undefined) fail(`'${prop}.utilization' needs a 'maximum' to scale to: set it, or leave 'utilization' out`, scope);
  checkNumber(`${prop}.utilization`, utilization, (value) => value > 0 && value <= 0.9, 'above 0 and at most 0.9', scope);
}

/** Scales how many are ready, if they are to be scaled. */
export function scaleConcurrency(alias: Alias, { minimum, maximum, utilization = 0.7 }: ProvisionedConcurrencyOptions): void {
  if (maximum === undefined) return;
  alias.addAutoScaling({ minCapacity: minimum, maxCapacity: maximum }).scaleOnUtilization({ utilizationTarget: utilization });
}
