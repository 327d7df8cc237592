/** ARNs of who can sign a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const CALLER = /^arn:[^:*?]+:(?:iam::\d{12}:(?:root|(?:user|role)\/[^*?]+)|sts::\d{12}:(?:assumed-role|federated-user)\/[^*?]+)$/;

/** Whether text is the ARN of a caller. */
export function isCallerArn(arn: unknown): boolean {
  return typeof arn === 'string' && CALLER.test(arn);
}

/** The account in an ARN. */
export function accountOfArn(arn: string): string | undefined {
  return arn.split(':')[4];
}

/**
 * The role of a session, whose ARN `aws:PrincipalArn` is; without its path, which the session does not say.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function roleOf(arn: string): string | undefined {
  const [, partition, account, name] = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`;
}
