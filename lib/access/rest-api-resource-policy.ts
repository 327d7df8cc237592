import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ApiResourcePolicy } from './api-resource-policy';
import { ResourcePolicy } from './resource-policy';
import { fail, show } from '../private/errors';
import { checkKinds, has, Kinds } from '../private/kinds';

/** Properties of `RestApiResourcePolicy`. */
export interface RestApiResourcePolicyProps {
  /**
   * Who may call the API.
   *
   * @default - whoever may call it without a resource policy
   */
  readonly policy?: ResourcePolicy;
}

const KINDS: Kinds<RestApiResourcePolicyProps> = [
  ['policy', has('_statements', 'function'), 'a ResourcePolicy, such as ResourcePolicy.allowAccounts(["111122223333"])'],
];

/**
 * The resource policy of a REST API, which says explicitly what holds without one: CloudFormation leaves a policy in place that a template
 * does not say any more.
 *
 * Adds to the statements that the API has and gets otherwise, as by `addToResourcePolicy` of the L2. As long as none of them allows
 * anybody who has not signed his request, routes without IAM authorization and without a Lambda authorizer stay open.
 *
 * Routes that a document says (`SpecRestApi`, `body`) are not read: nothing is said of them, and a policy closes those without IAM authorization
 * and without a Lambda authorizer unless it allows everybody to call them. A private API has to have a policy.
 *
 * @example
 *
 * const api = new apigateway.RestApi(this, 'Orders');
 * api.with(new mixins.RestApiResourcePolicy({ policy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24']) }));
 */
export class RestApiResourcePolicy extends Mixin {
  constructor(private readonly props: RestApiResourcePolicyProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return CfnRestApi.isCfnRestApi(construct);
  }

  public applyTo(construct: IConstruct): void {
    checkKinds(this.props, KINDS, construct);
    const unknown = Object.keys(this.props).find((key) => key !== 'policy');
    if (unknown !== undefined) fail(`${show(unknown)} is none of the properties of RestApiResourcePolicy: write { policy: ResourcePolicy.combine([...]) }, for example`, construct);
    const policy = ApiResourcePolicy.of(construct as CfnRestApi);
    if (this.props.policy) policy.add(this.props.policy);
  }
}
