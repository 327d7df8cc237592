import * as path from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, FunctionOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { allowLogs } from './allow-logs';
import { keyOfHardened } from './hardened';

/** Options of a function, with a log group that permissions can be given on. */
type ShippedFunctionOptions = FunctionOptions & { readonly logGroup?: ILogGroup };

/**
 * A function that the library ships, which may write its own log, and nothing else yet.
 *
 * The managed policy for functions would let it write every log of the account.
 */
export function defineShippedFunction(scope: Construct, name: string, does: string, options: ShippedFunctionOptions): Function {
  const logGroup = options.logGroup ?? defineFunctionLogs(scope);
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

/** The log group of a function, of the name "Logs". */
export function defineFunctionLogs(scope: Construct): LogGroup {
  const encryptionKey = keyOfHardened(scope);
  if (encryptionKey) allowLogs(encryptionKey, scope);
  return new LogGroup(scope, 'Logs', { retention: RetentionDays.THREE_MONTHS, encryptionKey, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
}
