/** What CloudFormation computes, as the text that `Fn::Sub` has for it where there is one. */
export function textOfIntrinsics(value: any): any {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(textOfIntrinsics);
  const [[name, argument], ...others] = [...Object.entries<any>(value), ['', undefined] as const];
  if (others.length === 1) {
    if (name === 'Ref') return `\${${argument}}`;
    if (name === 'Fn::GetAtt') return `\${${[argument].flat().join('.')}}`;
    if (name === 'Fn::Join') return argument[1].map(textOfIntrinsics).join(argument[0]);
    if (name === 'Fn::Sub' && typeof argument === 'string') return argument;
    if (name.startsWith('Fn::')) return `\${${name}:${JSON.stringify(argument)}}`;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textOfIntrinsics(inner)]));
}
