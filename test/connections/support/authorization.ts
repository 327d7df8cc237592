import { runSimulation } from '@cloud-copilot/iam-simulate';

/** The policies of each function's role, and what they decide of its calls. */
export class Authorization {
  private readonly policies = new Map<string, object[]>();
  private readonly decided = new Map<string, Promise<boolean>>();

  constructor(private readonly accountId: string) {}

  public define(caller: string, policies: object[]): void {
    this.policies.set(caller, policies);
  }

  /** Whether a function may do something with a resource. */
  public allows(caller: string, action: string, resource: string): Promise<boolean> {
    const key = `${caller} ${action} ${resource}`;
    const known = this.decided.get(key);
    if (known) return known;
    const decision = this.simulate(caller, action, resource);
    this.decided.set(key, decision);
    return decision;
  }

  private async simulate(caller: string, action: string, resource: string): Promise<boolean> {
    const { accountId } = this;
    const result = await runSimulation({
      request: { principal: `arn:aws:iam::${accountId}:role/${caller}`, action, resource: { resource, accountId }, contextVariables: {} },
      identityPolicies: (this.policies.get(caller) ?? []).map((policy, index) => ({ name: `policy${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') throw new Error(JSON.stringify(result));
    return result.overallResult === 'Allowed';
  }
}
