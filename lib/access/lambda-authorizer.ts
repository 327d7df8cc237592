import { CfnFunction, IAlias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { AuthorizerBinding } from './authorizer-definition';
import { grantByOwnPolicy } from './own-policy';
import { fail, show } from '../private/errors';
import { invocationUri } from '../private/invocation-uri';

/** How API Gateway invokes a function: by its URI, and in whose name. */
export interface Invocation {
  readonly uri: string;
  readonly credentials?: string;
}

/** Checks the function of an authorizer, and the role to invoke it. */
export function checkHandler(handler: IFunction, assumeRole?: IRole): void {
  if (typeof handler?.functionArn !== 'string') fail(`'handler' must be a function or an alias of one, got ${show(handler)}`);
  if (assumeRole !== undefined && typeof assumeRole?.roleArn !== 'string') fail(`'assumeRole' must be a role, got ${show(assumeRole)}: write new Role(this, "Authorizer", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") }), for example`);
}

/** Lets an API ask a function. */
export function invoke(handler: IFunction, binding: AuthorizerBinding, assumeRole?: IRole): Invocation {
  if (assumeRole) grantByOwnPolicy(binding.scope, { grantee: assumeRole, actions: ['lambda:InvokeFunction'], resourceArns: handler.resourceArnsForGrantInvoke });
  else binding.allow(handler);
  return { uri: invocationUri(binding.scope, handler.functionArn, handler.env.region), credentials: assumeRole?.roleArn };
}

/** What names a function besides its ARN, which refers to a construct: under another name, that is another function. */
export function namesOf(handler: IFunction): unknown[] {
  const l1 = handler.node.defaultChild;
  return [(handler as Partial<IAlias>).aliasName, CfnFunction.isCfnFunction(l1) ? l1.functionName : undefined];
}

/** What tells functions apart, also in the settings of an authorizer. */
export function functionSettings(handler: IFunction, assumeRole?: IRole): object {
  return { functionArn: handler.functionArn, roleArn: assumeRole?.roleArn };
}

