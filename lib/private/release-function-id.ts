import { IRole } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';

/** The id of the function that releases the stages of a stack, in the stack. */
export const RELEASE_FUNCTION_ID = '#ReleaseFunction';

/** In whose name the stages of a stack are released, if anything releases them. */
export function releaseRoleOf(stack: Stack): IRole | undefined {
  return (stack.node.tryFindChild(RELEASE_FUNCTION_ID) as { readonly role?: IRole } | undefined)?.role;
}
