/** Properties of a resource in a template. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Properties = Record<string, any>;

export interface CfnTemplate {
  readonly Resources?: Record<string, { readonly Type: string; readonly Properties?: Properties }>;
}

/**
 * A text of a template, with references written as `${LogicalId}` and `${LogicalId.Attribute}`, so that equal references are equal texts.
 * Fails on what it does not know.
 */
export function resolveText(value: unknown): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  if (entries.length === 1) {
    const [[name, inner]] = entries;
    if (name === 'Ref') return `\${${inner}}`;
    if (name === 'Fn::GetAtt') return `\${${Array.isArray(inner) ? inner.join('.') : inner}}`;
    if (name === 'Fn::Join') {
      const [separator, parts] = inner as [string, unknown[]];
      return parts.map(resolveText).join(separator);
    }
  }
  throw new Error(`cannot resolve ${JSON.stringify(value)}`);
}

/** Dimensions as a template has them, as a record. */
export function resolveDimensions(dimensions: ReadonlyArray<{ Name: string; Value: unknown }> = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, resolveText(Value)]));
}

/** The resources of a type. */
export function resourcesOf(template: CfnTemplate, type: string): Array<[id: string, properties: Properties]> {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => Type === type).map(([id, { Properties: found }]) => [id, found ?? {}]);
}
