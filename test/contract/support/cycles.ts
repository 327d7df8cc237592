type Resource = { Properties?: unknown; DependsOn?: string | string[]; UpdatePolicy?: unknown; CreationPolicy?: unknown };

/**
 * A cycle of resources in a template, as the ids in order, or undefined. Follows `Ref`, `Fn::GetAtt`, `Fn::Sub`,
 * `DependsOn`, and what `UpdatePolicy` and `CreationPolicy` name, which CDK's own check leaves out.
 */
export function findCycle(template: { Resources?: Record<string, Resource> }): string[] | undefined {
  const resources = template.Resources ?? {};
  const done = new Set<string>();

  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const next of dependencies(resources[id])) {
      const cycle = next in resources ? visit(next, [...path, id]) : undefined;
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };

  for (const id of Object.keys(resources)) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function dependencies(resource: Resource): Set<string> {
  const found = new Set<string>([resource.DependsOn ?? []].flat());
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(collect);
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Ref') {
        found.add(inner as string);
      } else if (key === 'Fn::GetAtt') {
        found.add(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0]);
      } else if (key === 'Fn::Sub') {
        const [text, variables = {}] = Array.isArray(inner) ? inner : [inner];
        const names = [...String(text).matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name]) => name);
        names.filter((name) => !(name in variables)).forEach((name) => found.add(name));
        collect(variables);
      } else {
        collect(inner);
      }
    }
  };
  collect([resource.Properties, resource.UpdatePolicy, resource.CreationPolicy]);
  return found;
}
