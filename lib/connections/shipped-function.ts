import * as path from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, FunctionOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Annotations, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Options of a function, with a log group that permissions can be given on. */
type ShippedFunctionOptions = FunctionOptions & { readonly logGroup?: ILogGroup };

/**
 * A function that the library ships, which may write its own log, and nothing else yet.
 *
 * The managed policy for functions would let it write every log of the account.
 */
export function defineShippedFunction(scope: Construct, name: string, does: string, options: ShippedFunctionOptions): Function {
  const logGroup = options.logGroup ?? new LogGroup(scope, 'Logs', { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  const role = new iam.Role(scope, 'Role', { description: does, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new Function(scope, 'Handler', {
    ...options,
    description: does,
    code: Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'handlers', name)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64, // cheaper, and nothing in it depends on it
    logGroup,
    role,
  });
}

/** Who told a function what, by the names of its environment variables. */
const TOLD = new WeakMap<object, Map<string, IConstruct>>();

/**
 * Sets an environment variable of a grantee, if it is a function that takes any.
 *
 * @param instead how the function can know of several, of which the environment has the last one
 */
export function tellFunction(grantee: iam.IGrantable, name: string, value: string, teller: IConstruct, instead?: string): void {
  const handler = grantee as Partial<Function>;
  if (typeof handler.addEnvironment !== 'function') return;
  const told = TOLD.get(handler) ?? new Map<string, IConstruct>();
  TOLD.set(handler, told);
  const before = told.get(name);
  if (instead && before && before !== teller) {
    Annotations.of(teller).addWarningV2(`cdk-gatehouse:toldTwice:${name}`,
      `function [${handler.node?.path}] has ${name} of [${before.node.path}] and of [${teller.node.path}], and knows the latter alone: pass the name in its code, ${instead}`);
  }
  told.set(name, teller);
  handler.addEnvironment(name, value);
}

/** Checks that something can be granted to. */
export function checkGrantee(grantee: iam.IGrantable, scope: IConstruct): void {
  if (typeof grantee?.grantPrincipal?.addToPrincipalPolicy !== 'function') {
    fail(`'grantee' must be a role, a user, a group, or what has a role, such as a function, got ${show(grantee)}`, scope);
  }
}
