import { arnLike } from '../../contract/support/arn-patterns';

/** What a call needs to be allowed. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** A statement of a policy, as in a template whose references are resolved. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

const actionLike = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i').test(action);

const resourceLike = (pattern: string, resource: string): boolean => pattern === '*' || (resource !== '*' && arnLike(pattern, resource));

function matches({ Action, Resource, Condition }: PolicyStatement, { action, resource }: Permission): boolean {
  if (Condition) throw new Error(`a condition is not evaluated here: ${JSON.stringify(Condition)}`);
  return listOf(Action).some((pattern) => actionLike(pattern, action)) && listOf(Resource).some((pattern) => resourceLike(pattern, resource));
}

/** Whether statements allow what a call needs. */
export function isAllowed(statements: readonly PolicyStatement[], permission: Permission): boolean {
  const matching = statements.filter((statement) => matches(statement, permission));
  return matching.length > 0 && matching.every(({ Effect }) => Effect !== 'Deny');
}

/** What of the needed permissions statements do not allow. */
export function missingPermissions(statements: readonly PolicyStatement[], needed: readonly Permission[]): Permission[] {
  return needed.filter((permission) => !isAllowed(statements, permission));
}

/** Which pairs of an action and a resource statements allow although none of the calls needed them. */
export function unusedPermissions(statements: readonly PolicyStatement[], needed: readonly Permission[]): Permission[] {
  return statements.filter(({ Effect }) => Effect !== 'Deny').flatMap(({ Action, Resource }) =>
    listOf(Action).flatMap((action) => listOf(Resource).map((resource) => ({ action, resource }))))
    .filter(({ action, resource }) => !needed.some((permission) => matches({ Action: action, Resource: resource }, permission)));
}
