import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** The gateways that are hardened. */
const HARDENED = new WeakSet<IConstruct>();

/** The keys that hardened gateways have defined. */
const KEYS = new WeakSet<IKey>();

const KEY_ID = '#HardenedKey';

/** Hardens a gateway: what is encrypted below it, and names no key of its own, has that of the stack. */
export function harden(gateway: Construct): void {
  HARDENED.add(gateway);
}

/** Whether a construct is a hardened gateway, or below one. */
export function isHardened(scope: IConstruct): boolean {
  return scope.node.scopes.some((construct) => HARDENED.has(construct));
}

/**
 * The key of what is below a hardened gateway; undefined below any other. A stack has one for all its gateways. It is kept when the stack goes,
 * since log groups are, and nobody could read them without it.
 */
export function keyOfHardened(scope: IConstruct): IKey | undefined {
  if (!isHardened(scope)) return undefined;
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild(KEY_ID) as Key | undefined;
  if (known) return known;
  const key = new Key(stack, KEY_ID, { description: `Logs and messages of alarms of hardened gateways: ${stack.node.path}`, enableKeyRotation: true });
  KEYS.add(key);
  return key;
}

/** Whether a key is one of hardened gateways, whose policy is the library's business alone. */
export function isKeyOfHardened(key: IKey): boolean {
  return KEYS.has(key);
}
