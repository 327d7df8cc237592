import { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { JwtAlgorithm } from './jwt-algorithm';

/** Properties of a `JwtAuthorizer`. */
export interface JwtAuthorizerProps {
  /**
   * Who signs the tokens: a URL from "https://", exactly as it is in their `iss`, with its "/" at the end or without.
   * `userPool.userPoolProviderUrl` of a user pool of Amazon Cognito.
   */
  readonly issuer: string;

  /**
   * Whom the tokens are meant for: at least one. A token must have one of them in its `aud`, or as its `client_id` if it has no
   * `aud`, as access tokens of Amazon Cognito have none: for these, the ids of clients.
   */
  readonly audience: string[];

  /**
   * OAuth 2 scopes, of which a token must have at least one, for routes without `authorizationScopes` of their own.
   *
   * @default - none are asked for: ID tokens pass as well as access tokens
   */
  readonly scopes?: string[];

  /**
   * Where the public keys of the issuer are: a URL from "https://".
   *
   * @default - what the issuer says in its discovery document, at "/.well-known/openid-configuration" below `issuer`
   */
  readonly jwksUri?: string;

  /**
   * How tokens may be signed: at least one.
   *
   * @default - all of `JwtAlgorithm`; the key that a token names must fit its algorithm
   */
  readonly algorithms?: JwtAlgorithm[];

  /**
   * By how much the issuer's clock may differ from that of AWS: 0 to 300 whole seconds. So long a token is taken after it has expired.
   *
   * @default Duration.seconds(5)
   */
  readonly clockTolerance?: Duration;

  /**
   * Where a request has its token: "header." or "query." and a name. In the header `Authorization` it follows the word "Bearer". Browsers
   * cannot set a header when they connect to a WebSocket API: "query.access_token" is for them. What is in a URL may be
   * kept in logs and histories, so let such tokens be short-lived.
   *
   * @default 'header.Authorization'
   */
  readonly identitySource?: string;

  /**
   * Claims that integrations and access logs get in `$context.authorizer`, besides `sub`, `client_id`, `scope` and `exp`: text, numbers and
   * booleans as they are, members of lists with spaces between, and nothing of other kinds.
   *
   * @default - no others
   */
  readonly contextClaims?: string[];

  /**
   * The claim that is the caller's API key, for an API with `apiKeySourceType: ApiKeySourceType.AUTHORIZER`: the value of
   * a key of a usage plan.
   *
   * @default - none
   */
  readonly usageIdentifierClaim?: string;

  /**
   * The memory of the function in MB, and with it its share of a processor: 128 to 10240.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * The log group of the function, which says why callers are refused, without their tokens and claims.
   *
   * @default - one that keeps entries for 3 months, and stays when the stack goes
   */
  readonly logGroup?: ILogGroup;

  /**
   * The VPC of an issuer that cannot be reached from the internet. The function needs network interfaces then, and may manage them.
   *
   * @default - none
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of `vpc` that the function is in.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function in `vpc`.
   *
   * @default - a new one, from which everything can be reached
   */
  readonly securityGroups?: ISecurityGroup[];
}
