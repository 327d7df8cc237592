import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';

/** How a route of a REST API authorizes its callers. */
export enum RouteAuthorization {
  /** Not at all. */
  NONE = 'NONE',
  /** By IAM: callers sign their requests. */
  IAM = 'AWS_IAM',
  /** By a Cognito user pool. */
  COGNITO = 'COGNITO_USER_POOLS',
  /** By a function, which returns a policy. */
  LAMBDA = 'CUSTOM',
}

/** What is said of a request beside the resource policy: by the policies of the caller, by a user pool, or by a function. */
export enum AuthorizerAnswer {
  /** The policies allow the request; the user pool knows the token. */
  ALLOW = 'ALLOW',
  /** The policies deny the request; the user pool does not know the token. */
  DENY = 'DENY',
  /** The policies do not speak of the request; the user pool got no token. */
  NEITHER = 'NEITHER',
}

/** A request to a REST API, as a resource policy sees it. */
export interface AccessRequest {
  /** The method of the request. */
  readonly method: HttpMethod;

  /** The path of the request, with values in place of variables: "/orders/42". */
  readonly path: string;

  /**
   * The stage.
   *
   * @default - that of the gateway whose `resourcePolicy` is asked, otherwise "prod"
   */
  readonly stage?: string;

  /** How the route authorizes its callers. */
  readonly authorization: RouteAuthorization;

  /**
   * What the policies of the caller say of the request, or the authorizer. Without authorization it does not count.
   *
   * @default AuthorizerAnswer.ALLOW
   */
  readonly authorizerAnswer?: AuthorizerAnswer;

  /**
   * The account of the API, 12 digits.
   *
   * @default - the account of the stack, `Aws.ACCOUNT_ID`
   */
  readonly apiAccount?: string;

  /**
   * The account of who signed the request, 12 digits. What is not equal to `apiAccount` is another account.
   *
   * @default - that of `callerArn`, otherwise `apiAccount`
   */
  readonly callerAccount?: string;

  /**
   * The ARN of the role or user who signed the request. A session of a role (`assumed-role`) is also the role; as its ARN does not say
   * the path of the role, `aws:PrincipalArn` is then that of a role without one.
   *
   * @default - somebody of `callerAccount` whom no statement names; fails if a condition asks for it
   */
  readonly callerArn?: string;

  /**
   * The organization of who signed the request: "o-" and 10 to 32 letters and digits.
   *
   * @default - none
   */
  readonly callerOrganization?: string;

  /**
   * The address that the request comes from, IPv4 or IPv6.
   *
   * @default - fails if a condition asks for it
   */
  readonly sourceIp?: string;

  /**
   * Whether the API is private.
   *
   * @default - whether the gateway whose `resourcePolicy` is asked is, otherwise whether `vpcId` or `vpcEndpointId` is set
   */
  readonly privateApi?: boolean;

  /**
   * The VPC that a request to a private API comes from.
   *
   * @default - fails if a condition asks for it and the API is private
   */
  readonly vpcId?: string;

  /**
   * The endpoint through which a request to a private API comes.
   *
   * @default - fails if a condition asks for it and the API is private
   */
  readonly vpcEndpointId?: string;

  /**
   * Whether the request comes by TLS. API Gateway takes no others.
   *
   * @default true
   */
  readonly secureTransport?: boolean;

  /**
   * Further keys that conditions ask for, such as `aws:Referer`.
   *
   * @default - fails if a condition asks for another key
   */
  readonly contextKeys?: { [key: string]: string };

  /**
   * Further keys with several values, such as `aws:PrincipalOrgPaths`.
   *
   * @default - none
   */
  readonly contextKeyLists?: { [key: string]: string[] };

  /**
   * Keys that the request does not have, such as `aws:Referer`. Requests that nobody signed never have those of a principal.
   *
   * @default - fails if a condition asks for a key that is not said
   */
  readonly missingKeys?: string[];
}

/** The statement that decided on a request. */
export interface DecidingStatement {
  /** Its place in the policy, from 0. */
  readonly index: number;

  /**
   * Its name.
   *
   * @default - it has none
   */
  readonly sid?: string;
}

/** Whether a request gets through to the integration of its route. */
export interface AccessDecision {
  /** Whether it does. */
  readonly allowed: boolean;

  /** Why, or why not: a sentence. */
  readonly reason: string;

  /**
   * The statement that decided.
   *
   * @default - none did
   */
  readonly statement?: DecidingStatement;
}
