/** A member of a module that is loaded, by its full name in an assembly of jsii. */
export function lookUp(fqn: string): any {
  const [assembly, ...names] = fqn.split('.');
  const isModule = assembly === 'aws-cdk-lib' && /^aws_/.test(names[0]);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const loaded = assembly === 'cdk-gatehouse' ? require('../../../lib') : require(isModule ? `aws-cdk-lib/${names.shift()!.replace(/_/g, '-')}` : 'aws-cdk-lib/core');
  return names.reduce((from, name) => from?.[name], loaded);
}

/** The values of an enum, or nothing if that is no enum. */
export function enumOf(fqn: string): unknown[] | undefined {
  const found = lookUp(fqn);
  if (typeof found !== 'object' || found === null) return undefined;
  const values = Object.entries(found).filter(([name]) => !/^\d+$/.test(name)).map(([, value]) => value);
  return values.every((value) => typeof value === 'string' || typeof value === 'number') ? values : undefined;
}
