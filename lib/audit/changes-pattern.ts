/** How CloudFormation is named as the source of a call. A caller cannot choose it, as he can the user agent. */
const CLOUD_FORMATION = 'cloudformation.amazonaws.com';

/** What is asked of a call besides. */
export interface ChangesPatternOptions {
  /** The ARNs of roles whose calls are not meant. */
  readonly ignoredRoleArns: string[];
  readonly failedCalls: boolean;
  /** Patterns of the parameters of a call, one of which has to match. */
  readonly requestParameters?: object[];
}

/**
 * The pattern of calls of API Gateway's control plane that change something, and that CloudFormation did not make.
 *
 * `anything-but` asks that a field is there, and most callers have no session of a role.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-apigateway.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function changesPattern({ ignoredRoleArns, failedCalls, requestParameters = [] }: ChangesPatternOptions): object {
  const issuedBy = (arn: object) => ({ sessionContext: { sessionIssuer: { arn: [arn] } } });
  return {
    'source': ['aws.apigateway'],
    'detail-type': ['AWS API Call via CloudTrail'],
    'detail': {
      eventSource: ['apigateway.amazonaws.com'],
      eventName: [{ 'anything-but': { prefix: 'Get' } }],
      sourceIPAddress: [{ 'anything-but': [CLOUD_FORMATION] }],
      ...(failedCalls ? {} : { errorCode: [{ exists: false }] }),
      ...(ignoredRoleArns.length > 0 ? { userIdentity: { $or: [issuedBy({ exists: false }), issuedBy({ 'anything-but': ignoredRoleArns })] } } : {}),
      ...(requestParameters.length === 1 ? { requestParameters: requestParameters[0] } : {}),
      ...(requestParameters.length > 1 ? { requestParameters: { $or: requestParameters } } : {}),
    },
  };
}
