import { IRole } from 'aws-cdk-lib/aws-iam';

/** Options of `WebSocketRouteAuthorizer.lambdaRequest`. */
export interface WebSocketLambdaRequestAuthorizerOptions {
  /**
   * What a request to connect must have to be looked at: "header.Authorization", "query.token", "context.identity.sourceIp",
   * "stageVariables.tenant". Without one of them it gets 401, and the function is not asked.
   *
   * @default - the function is asked about every request
   */
  readonly identitySources?: string[];

  /**
   * The role in whose name API Gateway invokes the function, which gets a policy for it.
   *
   * @default - the function permits the API to invoke it
   */
  readonly assumeRole?: IRole;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the function
   */
  readonly authorizerName?: string;
}
