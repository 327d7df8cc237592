import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Regions where an account takes 2,500 requests per second. */
const SMALL_REGIONS = [
  'af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2',
  'il-central-1', 'me-central-1', 'mx-central-1',
];

/**
 * What an account takes in a Region, for all its APIs together, if nobody has asked for more. For a Region that is not known
 * at synthesis, what most of them have.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function accountLimits(scope: IConstruct, given: ThrottleSettings = {}): Required<ThrottleSettings> {
  const small = SMALL_REGIONS.includes(Stack.of(scope).region);
  return { rateLimit: given.rateLimit ?? (small ? 2_500 : 10_000), burstLimit: given.burstLimit ?? (small ? 1_250 : 5_000) };
}
