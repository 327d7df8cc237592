import { EndpointAccessMode, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail } from '../private/errors';

/** Policies of one endpoint type; the others are for all. */
export const EDGE_ONLY = [SecurityPolicy.TLS13_2025_EDGE, SecurityPolicy.TLS12_PFS_2025_EDGE, SecurityPolicy.TLS12_2018_EDGE];
export const NOT_EDGE = [
  SecurityPolicy.TLS13_1_3_2025_09, SecurityPolicy.TLS13_1_3_FIPS_2025_09,
  SecurityPolicy.TLS13_1_2_PQ_2025_09, SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
];

/**
 * The policies that AWS Security Hub recommends.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html#apigateway-11
 */
export const RECOMMENDED = [
  SecurityPolicy.TLS13_1_3_2025_09, SecurityPolicy.TLS13_1_3_FIPS_2025_09, SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
  SecurityPolicy.TLS13_2025_EDGE, SecurityPolicy.TLS12_PFS_2025_EDGE,
];

/** Whether a policy is one of those that API Gateway calls enhanced, which want an access mode. */
export function isEnhanced(policy: string): boolean {
  return !Token.isUnresolved(policy) && policy.startsWith('SecurityPolicy_');
}

/**
 * Checks that a policy is there for an endpoint type.
 *
 * @param what "an edge-optimized API", for example, and what it is else
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
 */
export function checkPolicyOfEndpoint(policy: string, type: EndpointType, what: string, scope: IConstruct): void {
  const edge = type === EndpointType.EDGE;
  if (edge && (NOT_EDGE as string[]).includes(policy)) {
    fail(`'securityPolicy' ${policy} is not for an edge-optimized ${what}: choose ${EDGE_ONLY.join(', ')}, or another endpoint`, scope);
  }
  if (!edge && (EDGE_ONLY as string[]).includes(policy)) {
    fail(`'securityPolicy' ${policy} is for edge-optimized ${what}s only: choose ${NOT_EDGE.join(', ')}, or an edge-optimized endpoint`, scope);
  }
}

/** The access mode that goes with a policy: strict with an enhanced one unless it is said otherwise, and none with another. */
export function accessModeOf(policy: string, mode: EndpointAccessMode | undefined, scope: IConstruct): EndpointAccessMode | undefined {
  if (mode && !isEnhanced(policy) && !Token.isUnresolved(policy)) {
    fail(`'endpointAccessMode' goes with a 'securityPolicy' that begins with "SecurityPolicy_", got ${policy}: choose such a policy, or leave 'endpointAccessMode' out`, scope);
  }
  return mode ?? (isEnhanced(policy) ? EndpointAccessMode.STRICT : undefined);
}
