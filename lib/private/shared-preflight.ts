import { IConstruct } from 'constructs';

const SHARED_PREFLIGHT = Symbol.for('cdk-gatehouse.sharedPreflight');

/** Lets a method OPTIONS answer for all paths of the document that have none of their own. */
export function sharePreflight(method: IConstruct): void {
  Object.defineProperty(method, SHARED_PREFLIGHT, { value: true });
}

/** Whether a method answers for all paths. */
export function isSharedPreflight(method: IConstruct): boolean {
  return SHARED_PREFLIGHT in method;
}
