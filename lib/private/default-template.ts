import { IConstruct } from 'constructs';
import { fail, show } from './errors';

/** The expression that takes the template "$default", if there is one: API Gateway takes none without an expression. */
export function defaultTemplate(templates: Record<string, string> | undefined): string | undefined {
  return templates?.$default === undefined ? undefined : '\\$default';
}

/** Checks that templates of a WebSocket API can be chosen: it has no content type to choose by, as a REST API has. */
export function checkTemplates(prop: string, templates: Record<string, string> | undefined, expression?: string, scope?: IConstruct): void {
  if (!templates || expression !== undefined || templates.$default !== undefined) return;
  const keys = Object.keys(templates);
  fail(`'${prop}' have the keys ${keys.map(show).join(', ')}, and no 'templateSelectionExpression' chooses among them: call the only one "$default", or set the expression`, scope);
}
