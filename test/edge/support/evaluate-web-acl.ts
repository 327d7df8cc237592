/** What of a request the rules of a web ACL look at. */
export interface WafRequest {
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

/** What becomes of requests, one after the other, by the rules of a web ACL as its template has them: rule groups of AWS are asked what they match. */
export function evaluator(webAcl: any, groups: (group: string, request: WafRequest) => string | undefined = () => undefined) {
  const counts = new Map<string, number>();
  const matches = (statement: any, request: WafRequest, name: string): boolean => {
    const [[kind, inner]] = Object.entries<any>(statement);
    switch (kind) {
      case 'NotStatement': return !matches(inner.Statement, request, name);
      case 'OrStatement': return inner.Statements.some((one: any) => matches(one, request, name));
      case 'ByteMatchStatement': {
        expect([inner.PositionalConstraint, inner.TextTransformations]).toEqual(['EXACTLY', [{ Priority: 0, Type: 'NONE' }]]);
        const wanted = inner.FieldToMatch.SingleHeader.Name.toLowerCase();
        const searched = JSON.stringify(inner.SearchString); // a reference
        return Object.entries(request.headers ?? {}).some(([header, value]) => header.toLowerCase() === wanted && value === searched);
      }
      case 'RateBasedStatement': {
        const seen = (counts.get(`${name}:${request.address}`) ?? 0) + 1;
        counts.set(`${name}:${request.address}`, seen);
        return seen > inner.Limit;
      }
      default: throw new Error(`${kind} is not known`);
    }
  };
  return (request: WafRequest): { action: 'ALLOW' | 'BLOCK'; by?: string; counted: string[] } => {
    const counted: string[] = [];
    const rules = [...webAcl.Rules].sort((one, other) => one.Priority - other.Priority);
    for (const { Name, Action, OverrideAction, Statement } of rules) {
      const group = Statement.ManagedRuleGroupStatement;
      const found = group ? groups(group.Name, request) : matches(Statement, request, Name) ? Name : undefined;
      if (found === undefined) continue;
      const overridden = group?.RuleActionOverrides?.find((one: any) => one.Name === found)?.ActionToUse;
      if (Action?.Count || OverrideAction?.Count || overridden?.Count) counted.push(found);
      else return { action: 'BLOCK', by: found, counted };
    }
    return { action: webAcl.DefaultAction.Allow ? 'ALLOW' : 'BLOCK', counted };
  };
}
