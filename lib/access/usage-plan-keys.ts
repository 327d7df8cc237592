import { CfnUsagePlanKey, IApiKeyRef, IUsagePlanRef } from 'aws-cdk-lib/aws-apigateway';
import { CfnOutput, Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiKeyGeneration } from './api-key-generation';
import { UsagePlanKeyOptions } from './usage-plan-key-options';
import { fail, show } from '../private/errors';
import { tokenIdentity } from '../private/tokens';

/**
 * The API keys of a usage plan, by name and generation: a key is replaced by its next generation, and both are valid until the old one is
 * deleted.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * const plan = legacy.addUsagePlan('Partners', { apiStages: [{ stage: legacy.deploymentStage }] });
 * const keys = UsagePlanKeys.fromUsagePlan(plan);
 * keys.addKey('Acme');
 * keys.addKey('Acme', { generation: 2, value: ApiKeyValue.generated() });
 */
export class UsagePlanKeys {
  /**
   * The keys of a usage plan.
   *
   * @param plan a usage plan of `aws-cdk-lib/aws-apigateway` or of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   */
  public static fromUsagePlan(plan: IUsagePlanRef): UsagePlanKeys {
    if (typeof plan?.usagePlanRef?.usagePlanId !== 'string' || !Construct.isConstruct(plan)) fail(`'plan' must be a usage plan of aws-cdk-lib, got ${show(plan)}: write new UsagePlan(this, 'Partners'), for example`);
    // of a plan of ours they are its own, or a key would be beside the gateway and in it
    return (plan as { _keys?: UsagePlanKeys })._keys ?? new UsagePlanKeys(plan);
  }

  /** The keys by what their ids stand for, since two constructs may be imports of one. */
  private readonly attached = new Set<string>();

  private constructor(private readonly plan: IUsagePlanRef) {}

  /**
   * Defines a key, and adds it to the plan.
   *
   * @param name    whose key it is: 1 to 64 letters, digits, spaces and `. _ -`
   * @param options which generation it is, and where its value comes from
   */
  public addKey(name: string, options: UsagePlanKeyOptions = {}): ApiKeyGeneration {
    const key = ApiKeyGeneration._define(this.plan.node.scope as Construct, name, options);
    this.addExistingKey(key);
    return key;
  }

  /**
   * Adds a key that is there already: one that `addKey` of another plan returned, or an `ApiKey` of `aws-cdk-lib/aws-apigateway`, defined
   * or imported by `ApiKey.fromApiKeyId`. The plans of a key must be for different stages.
   */
  public addExistingKey(apiKey: IApiKeyRef): void {
    if (typeof apiKey?.apiKeyRef?.apiKeyId !== 'string' || !Construct.isConstruct(apiKey)) {
      // what is given is not shown: it may be the value of a key
      fail("'apiKey' must be a key, such as ApiKey.fromApiKeyId(this, 'Acme', 'abc123defg'), with the id of the key and not its value", this.plan);
    }
    const id = `UsagePlanKeyResource:${Names.nodeUniqueId(apiKey.node)}`; // as the L2 has it, where that does not depend on the order
    const identity = tokenIdentity(apiKey.apiKeyRef.apiKeyId, this.plan);
    if (this.attached.has(identity) || this.plan.node.tryFindChild(id)) fail(`the key [${apiKey.node.path}] is in the plan already: add it once`, this.plan);
    this.attached.add(identity);
    new CfnUsagePlanKey(this.plan as unknown as Construct, id, { keyId: apiKey.apiKeyRef.apiKeyId, keyType: 'API_KEY', usagePlanId: this.plan.usagePlanRef.usagePlanId });
  }

  /** @internal */
  public _outputId(key: ApiKeyGeneration, name: string): void {
    new CfnOutput(key, 'KeyId', { value: key.apiKeyId, description: `Id of the API key ${name}, generation ${key.generation}` });
  }
}
