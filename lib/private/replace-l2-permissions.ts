import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { IAspect, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { apiIdOf, isStage } from './api-type';
import { checkAllAsked } from './attached-authorizer';
import { leaveOut } from './left-out-resource';
import { flattenText, referencedConstructs } from './tokens';

/** Who invokes functions. */
export const API_GATEWAY = 'apigateway.amazonaws.com';

/** Where a URI of an integration or an authorizer names a function. */
const INVOCATION = /:lambda:path\/[\d-]+\/functions\/(.+)\/(?:response-streaming-)?invocations$/;

/** How the L2 calls the permissions that it makes, of methods, of routes and of authorizers. */
const L2_ID = /^ApiPermission\.|[-:]Permissions?$/;

const AUTHORIZERS = ['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer'];

/** How an integration or an authorizer invokes what it names. */
interface Invocation {
  readonly apiId: string;
  readonly uri?: string;
  /** The role in whose name API Gateway invokes; it then needs no permission of the function. */
  readonly credentials?: string;
  /** The URI is the ARN of the function. */
  readonly isFunctionArn?: boolean;
}

/**
 * Gives one permission for each function that integrations and authorizers of an API name, however they were
 * defined, and leaves the permissions that the L2 makes for them out of the template.
 */
export class ReplaceL2Permissions implements IAspect {
  private isChecked = false;

  /**
   * @param api         the API
   * @param permissions what stages wait for, and what made the permissions that stay
   * @param allow       gives the API permission to invoke what an ARN stands for
   */
  constructor(
    private readonly api: apigateway.CfnRestApi | apigatewayv2.CfnApi,
    private readonly permissions: IConstruct & { readonly made: ReadonlySet<CfnPermission> },
    private readonly allow: (functionArn: string) => void,
  ) {}

  public visit(node: IConstruct): void {
    if (!this.isChecked) checkAllAsked(node.node.root);
    this.isChecked = true;
    if (CfnPermission.isCfnPermission(node)) return this.replace(node);
    if (isStage(node)) {
      if (this.isOfApi(apiIdOf(node), node)) node.node.addDependency(this.permissions); // no call ever meets a missing permission
      return;
    }
    const invocation = invocationOf(node);
    if (!invocation?.uri || invocation.credentials || !this.isOfApi(invocation.apiId, node) || this.isElsewhere(node)) return;
    const functionArn = INVOCATION.exec(flattenText(invocation.uri, node))?.[1] ?? (invocation.isFunctionArn ? invocation.uri : undefined);
    if (functionArn) this.allow(functionArn);
  }

  private isOfApi(apiId: string, node: IConstruct): boolean {
    return apiId === this.api.ref || referencedConstructs(apiId, node).has(this.api);
  }

  /**
   * Whether a construct is in another stack than the API. A route there needs the stack of the API, so that a permission in
   * that one on a function of this one would go round: what the L2 makes stays.
   */
  private isElsewhere(node: IConstruct): boolean {
    return Stack.of(node) !== Stack.of(this.api);
  }

  private replace(node: CfnPermission): void {
    if (node.principal !== API_GATEWAY || this.permissions.made.has(node)) return;
    if (!L2_ID.test(node.node.id)) return;
    const references = referencedConstructs(node.sourceArn, node);
    if (!references.has(this.api) || !this.isMadeByL2(node, references)) return;
    leaveOut(node);
    this.allow(node.functionName);
  }

  /** By its id, and where it is. A permission that a user made by hand may be narrower than ours, and stays. */
  private isMadeByL2(permission: CfnPermission, references: Set<IConstruct>): boolean {
    const insideApi = permission.node.scopes.includes(this.api.node.scope!);
    const insideRoute = apigatewayv2.CfnRoute.isCfnRoute(permission.node.scope?.node.defaultChild) && !this.isElsewhere(permission);
    const forAuthorizer = [...references].some((target) => AUTHORIZERS.includes((target as { cfnResourceType?: string }).cfnResourceType!));
    return insideApi || insideRoute || forAuthorizer;
  }
}

function invocationOf(node: IConstruct): Invocation | undefined {
  if (apigateway.CfnMethod.isCfnMethod(node)) {
    const integration = node.integration as apigateway.CfnMethod.IntegrationProperty | undefined;
    return { apiId: node.restApiId, uri: integration?.uri, credentials: integration?.credentials };
  }
  if (apigateway.CfnAuthorizer.isCfnAuthorizer(node)) {
    return { apiId: node.restApiId, uri: node.authorizerUri, credentials: node.authorizerCredentials };
  }
  if (apigatewayv2.CfnAuthorizer.isCfnAuthorizer(node)) {
    return { apiId: node.apiId, uri: node.authorizerUri, credentials: node.authorizerCredentialsArn };
  }
  if (apigatewayv2.CfnIntegration.isCfnIntegration(node)) {
    const isFunctionArn = node.integrationType === 'AWS_PROXY' && !node.integrationSubtype; // of a HTTP API
    return { apiId: node.apiId, uri: node.integrationUri, credentials: node.credentialsArn, isFunctionArn };
  }
  return undefined;
}
