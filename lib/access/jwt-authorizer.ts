import * as path from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, Fn, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkJwtAuthorizer, JWT_AUTHORIZER_PROPS } from './check-jwt-authorizer';
import { JwtAuthorizerProps } from './jwt-authorizer-props';
import { jsonOf, JwtRouteScopes, ServedRoutes } from './jwt-route-scopes';
import { checkMembers } from '../private/check-members';
import { defineFunctionLogs } from '../private/shipped-function';

/** All environment variables of a function together. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_ENVIRONMENT = 4096;

/** What a function in a VPC needs. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface', 'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];

/** What a value may take that only CloudFormation knows, such as the id of a client. */
const UNKNOWN_VALUE = 64;

/**
 * A function that checks JSON Web Tokens for REST APIs and for `$connect` of WebSocket APIs, for which API Gateway has no JWT authorizer
 * of its own. It checks what that of HTTP APIs checks, and may do nothing but write its own log.
 *
 * `RouteAuthorizer.jwt` and `WebSocketRouteAuthorizer.jwt` define one for each API; define it yourself for several APIs together, and pass
 * it to their `fromJwtAuthorizer`.
 *
 * @example
 * const tokens = new JwtAuthorizer(this, 'Tokens', { issuer: 'https://login.example.com/', audience: ['https://api.example.com'] });
 * const authorizer = RouteAuthorizer.fromJwtAuthorizer(tokens);
 * new RestGateway(this, 'OrdersApi', { authorizer });
 * new RestGateway(this, 'InvoicesApi', { authorizer });
 */
export class JwtAuthorizer extends Construct {
  /** The function. */
  public readonly handler: Function;

  /** The log group of the function, which says why callers are refused. */
  public readonly logGroup: ILogGroup;

  /**
   * Where a request has its token: "header.Authorization".
   *
   * @internal
   */
  public readonly _identitySource: string;

  /**
   * The scopes of routes that say none.
   *
   * @internal
   */
  public readonly _scopes?: string[];

  private readonly routeScopes: JwtRouteScopes;

  constructor(scope: Construct, id: string, props: JwtAuthorizerProps) {
    super(scope, id);
    checkMembers(props, JWT_AUTHORIZER_PROPS, 'JwtAuthorizer');
    checkJwtAuthorizer(props, this);
    this._identitySource = props.identitySource ?? 'header.Authorization';
    this._scopes = props.scopes && [...props.scopes];
    this.routeScopes = new JwtRouteScopes(this, this._scopes ?? []);
    this.logGroup = props.logGroup ?? defineFunctionLogs(this);
    const environment = this.environment(props);
    this.handler = new Function(this, 'Handler', {
      description: 'Checks JSON Web Tokens for API Gateway',
      code: Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'handlers', 'jwt-authorizer')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64, // cheaper, and nothing in it depends on it
      memorySize: props.memorySize ?? 512, // a check takes milliseconds; it is the cold start that a smaller share of a processor makes slow
      timeout: Duration.seconds(10), // the issuer has 4 for its answer
      logGroup: this.logGroup,
      role: this.defineRole(props.vpc !== undefined),
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.securityGroups,
      environment,
    });
    this.node.addValidation({ validate: () => [...this.routeScopes.problems(), ...this.sizeProblems(environment)] });
  }

  /**
   * Takes the routes of an API that ask the function.
   *
   * @internal
   */
  public _serve(routes: ServedRoutes): void {
    this.routeScopes.add(routes);
  }

  /**
   * Whether routes of any API that it serves differ in their scopes, so that an answer for one is none for another.
   *
   * @internal
   */
  public _differ(): boolean {
    return this.routeScopes.differ();
  }

  /** The managed policy for functions lets them write every log of the account. */
  private defineRole(inVpc: boolean): iam.Role {
    const role = new iam.Role(this, 'Role', { description: 'Writes the log of a JWT authorizer', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    if (inVpc) role.addToPolicy(new iam.PolicyStatement({ actions: NETWORK_INTERFACES, resources: ['*'] })); // which take no other resource
    return role;
  }

  /** What handlers/jwt-authorizer/configuration.ts reads. */
  private environment(props: JwtAuthorizerProps): Record<string, string> {
    const given: Record<string, string | undefined> = {
      ISSUER: props.issuer,
      AUDIENCE: joined(props.audience),
      SCOPES: this._scopes && jsonOf(this._scopes),
      ROUTE_SCOPES: Lazy.string({ produce: () => this.routeScopes.render() }),
      JWKS_URI: props.jwksUri,
      ALGORITHMS: props.algorithms?.join(' '),
      CLOCK_TOLERANCE: `${(props.clockTolerance ?? Duration.seconds(5)).toSeconds()}`,
      TOKEN_SOURCE: this._identitySource,
      CONTEXT_CLAIMS: props.contextClaims && joined(props.contextClaims),
      USAGE_IDENTIFIER_CLAIM: props.usageIdentifierClaim,
    };
    return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  private sizeProblems(environment: Record<string, string>): string[] {
    const values: Record<string, unknown> = Stack.of(this).resolve(environment);
    const size = Object.entries(values).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
    return size <= LARGEST_ENVIRONMENT ? [] : [
      `the routes and their scopes take about ${size} bytes of the function's environment variables, of which Lambda takes ${LARGEST_ENVIRONMENT}: say the scopes of most routes as 'scopes' of the authorizer, or let some routes have another authorizer`,
    ];
  }
}

function joined(names: string[]): string {
  return Token.isUnresolved(names) ? Fn.join(' ', names) : names.join(' ');
}

/** How long text will be, with an estimate of what is not known yet. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  const [delimiter, parts] = (value as { 'Fn::Join'?: [string, unknown] } | undefined)?.['Fn::Join'] ?? [];
  if (delimiter === undefined || !Array.isArray(parts)) return value === undefined ? 0 : UNKNOWN_VALUE;
  return parts.reduce((sum, part) => sum + sizeOf(part) + delimiter.length, 0);
}
