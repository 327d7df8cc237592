import { IConstruct } from 'constructs';

const COMPILED = Symbol.for('cdk-gatehouse.compiledDocument');

/** Says of an API that its document is made of the routes in the construct tree, and replaces what else the API has. */
export function markCompiled(api: IConstruct): void {
  Object.defineProperty(api, COMPILED, { value: true });
}

/** Whether the document of an API says just what the construct tree says. */
export function isCompiled(api: IConstruct): boolean {
  return COMPILED in api;
}
