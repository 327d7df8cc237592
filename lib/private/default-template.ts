/** The expression that takes the template "$default", if there is one: API Gateway takes none without an expression. */
export function defaultTemplate(templates: Record<string, string> | undefined): string | undefined {
  return templates?.$default === undefined ? undefined : '\\$default';
}
