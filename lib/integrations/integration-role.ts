import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tokenIdentity } from '../private/tokens';

/** What an integration calls, and may call. */
export interface IntegrationTarget {
  /** The ARN of what is called, by which roles are told apart. */
  readonly arn: string;
  readonly actions: string[];
  /** What the actions are allowed on, if that is not `arn`. */
  readonly resourceArns?: string[];
  /** The key that what is stored there is encrypted with. */
  readonly encryptionKey?: IKey;
  /** What the actions need of that key. */
  readonly keyActions?: string[];
}

/** The role with which an API calls one target: it may do what the API's integrations do there, and nothing else. */
export class IntegrationRole extends Construct {
  /** The role for a target, beside the API's other things; with the actions of one more integration. */
  public static for(api: Construct, target: IntegrationTarget): iam.IRole {
    const id = `#CallOf:${createHash('sha256').update(tokenIdentity(target.arn, api)).digest('hex').slice(0, 8)}`;
    const known = api.node.tryFindChild(id) as IntegrationRole | undefined ?? new IntegrationRole(api, id);
    known.allow(target);
    return known.role;
  }

  private readonly policy = new iam.PolicyDocument();
  private readonly statements = new Map<string, iam.PolicyStatement>();
  private readonly role: iam.Role;

  private constructor(api: Construct, id: string) {
    super(api, id);
    this.node.addValidation({ validate: () => this.tooLarge() });
    this.role = new iam.Role(this, 'Default', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { Call: this.policy }, // within the role: one resource, which is there with it
    });
  }

  private allow({ arn, actions, resourceArns = [arn], encryptionKey, keyActions = [] }: IntegrationTarget): void {
    for (const resourceArn of resourceArns) this.allowOn(resourceArn, actions);
    if (encryptionKey && keyActions.length > 0) this.allowOn(encryptionKey.keyArn, keyActions);
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; a reference is longer than what it will be, or shorter */
  private tooLarge(): string[] {
    const { length } = JSON.stringify(Stack.of(this).resolve(this.policy)).replace(/\s/g, '');
    return length <= 10_240 ? [] : [`the policy of the role for ${this.statements.size} targets of integrations has ${length} characters, and IAM takes 10,240: name fewer of them, with '*' in their place`];
  }

  private allowOn(resourceArn: string, actions: string[]): void {
    const known = this.statements.get(resourceArn) ?? new iam.PolicyStatement({ resources: [resourceArn] });
    known.addActions(...actions);
    if (!this.statements.has(resourceArn)) this.policy.addStatements(known);
    this.statements.set(resourceArn, known);
  }
}
