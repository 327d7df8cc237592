import { CfnAlias, Alias, Function as LambdaFunction, IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isAliasName } from './claimed-aliases';
import { FunctionReleaseProps } from './function-release-props';
import { checkConcurrency } from './provisioned-concurrency';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, Kinds } from '../private/kinds';

const A_FUNCTION = 'a function';

const KINDS: Kinds<FunctionReleaseProps> = [
  ['handler', has('functionArn', 'string'), A_FUNCTION],
  ['alias', has('aliasName', 'string'), 'an alias, such as aliasFor("prod") of a StagedFunction'],
  ['aliasName', (value) => typeof value === 'string', "text, such as 'live'"],
  ['deploymentConfig', has('deploymentConfigName', 'string'), 'a configuration of CodeDeploy, such as LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES'],
  ['preTrafficHook', has('functionArn', 'string'), A_FUNCTION],
  ['postTrafficHook', has('functionArn', 'string'), A_FUNCTION],
  ['alarms', has('_bind', 'function'), 'a RollbackAlarmSet, such as RollbackAlarmSet.standard({ errors: { threshold: 1 } })'],
  ['autoRollback', isObject, 'a structure, such as { stoppedDeployment: false }'],
  ['application', has('applicationName', 'string'), 'a LambdaApplication'],
  ['role', has('roleArn', 'string'), 'a role'],
];

/** Checks what is said of a release, each prop by itself. */
export function checkReleaseProps(props: FunctionReleaseProps, scope: Construct): void {
  checkKinds(props, KINDS, scope);
  const { handler, alias, provisionedConcurrency } = props;
  if ((handler === undefined) === (alias === undefined)) fail(`set either 'handler' or 'alias', got ${handler ? 'both' : 'neither'}`, scope);
  const ofAlias = (['aliasName', 'provisionedConcurrency'] as const).find((prop) => alias && props[prop] !== undefined);
  if (ofAlias) fail(`'${ofAlias}' is said where the alias is defined, not with 'alias': leave one of the two out`, scope);
  if (provisionedConcurrency !== undefined) checkConcurrency('provisionedConcurrency', provisionedConcurrency, scope);
}

/** A function that versions can be made of here. */
export function checkFunction(handler: IFunction, scope: Construct): LambdaFunction {
  const { lambda: behind, currentVersion } = handler as { lambda?: IFunction; currentVersion?: IVersion } & IFunction;
  if (behind) fail(`'handler' must be the function itself, got an alias or a version of it, [${handler.node.path}]: pass the function, or an alias as 'alias'`, scope);
  if (!currentVersion) {
    fail(`'handler' must be a function that is defined in the app, got [${handler.node.path}], which is imported and makes no versions: define the release where the function is defined`, scope);
  }
  checkStack('handler', handler, scope);
  return handler as LambdaFunction;
}

/** An alias that CodeDeploy can move. */
export function checkGivenAlias(alias: IAlias, scope: Construct): Alias {
  const l1 = alias.node.defaultChild;
  if (!CfnAlias.isCfnAlias(l1)) fail(`'alias' must be defined in the app, got [${alias.node.path}], which is imported: define the release where the alias is defined`, scope);
  checkStack('alias', alias, scope);
  if (l1.cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate) fail(`'alias' must be released once, got [${alias.node.path}], which has a deployment group already: use that one`, scope);
  if (l1.stack.resolve(l1.routingConfig) !== undefined) {
    fail(`'alias' must have one version, got [${alias.node.path}] with weights: leave out 'additionalVersions', which CodeDeploy sets`, scope);
  }
  return alias as Alias;
}

/** Checks the name of an alias. */
export function checkAliasName(aliasName: string, scope: Construct): void {
  if (Token.isUnresolved(aliasName)) fail("'aliasName' must be known at synthesis, got a token: write 'live', for example", scope);
  if (!isAliasName(aliasName)) fail(`'aliasName' must be 1 to 128 letters, digits, hyphens and underscores, and not digits alone, got ${show(aliasName)}: write 'live', for example`, scope);
}

/** Checks a function that CodeDeploy calls during a deployment. */
export function checkHook(prop: string, hook: IFunction | undefined, released: IFunction, scope: Construct): void {
  if (!hook) return;
  const { lambda: behind = hook } = hook as { lambda?: IFunction } & IFunction;
  if (behind === released) fail(`'${prop}' must be another function than the one that is released, [${released.node.path}]: define one that calls its new version, for example`, scope);
  if (behind.node.defaultChild) checkStack(prop, behind, scope);
}

/** What needs each other has to be in one stack: the name of a version is another with each change of code, and no other stack may need it. */
function checkStack(prop: string, handler: IFunction, scope: Construct): void {
  if (Stack.of(handler) !== Stack.of(scope)) {
    fail(`'${prop}' must be of the stack of its release, [${Stack.of(scope).node.path}], got [${handler.node.path}]: define the release in the stack of the function; gateways of other stacks call its alias`, scope);
  }
}
