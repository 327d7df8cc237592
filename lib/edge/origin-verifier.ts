import { IHttpRouteAuthorizer, IWebSocketRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { OriginSecret } from './origin-secret';
import { noteVerifier } from './verified-routes';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { defineShippedFunction } from '../private/shipped-function';

/** Properties of `OriginVerifier`. */
export interface OriginVerifierProps {
  /** What the distribution sends. */
  readonly originSecret: OriginSecret;
}

/**
 * A function that lets in what comes through a distribution: what has the value of an `OriginSecret` in its header. For HTTP and WebSocket APIs, whose
 * stages have no web ACL, as the authorizer of their routes: one for each API. It reads the secret, and writes its own log, and may do nothing else.
 *
 * A route has one authorizer: one that asks for tokens does not ask this one.
 *
 * @example
 *
 * const originSecret = new OriginSecret(this, 'OriginSecret');
 * const verifier = new OriginVerifier(this, 'Verifier', { originSecret });
 * const gateway = new HttpGateway(this, 'CatalogApi', { authorizer: verifier.authorizer });
 * new ApiDistribution(this, 'Distribution', { stage: gateway.stage, originSecret });
 */
export class OriginVerifier extends Construct {
  /** The function. */
  public readonly handler: Function;

  /** The authorizer of routes of a HTTP API. Its answers are kept for 5 minutes for each value of the header. */
  public readonly authorizer: IHttpRouteAuthorizer;

  /** The authorizer of `$connect` of a WebSocket API. */
  public readonly webSocketAuthorizer: IWebSocketRouteAuthorizer;

  constructor(scope: Construct, id: string, props: OriginVerifierProps) {
    super(scope, id);
    checkMembers(props, ['originSecret'], 'OriginVerifier', this);
    const { originSecret } = props;
    if (!OriginSecret.isOriginSecret(originSecret)) fail(`'originSecret' must be an OriginSecret, got ${show(originSecret)}: write new OriginSecret(this, "OriginSecret")`, this);
    const { headerName, secrets } = originSecret;
    this.handler = defineShippedFunction(this, 'origin-verifier', 'Lets in what comes through CloudFront', {
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: { HEADER_NAME: headerName, SECRET_ARNS: secrets.map(({ secretArn }) => secretArn).join(' ') },
    });
    this.handler.addToRolePolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secrets.map(({ secretArn }) => secretArn) }));
    this.authorizer = new HttpLambdaAuthorizer('OriginVerifier', this.handler, {
      identitySource: [`$request.header.${headerName}`],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: Duration.minutes(5),
    });
    this.webSocketAuthorizer = new WebSocketLambdaAuthorizer('OriginVerifier', this.handler, { identitySource: [`route.request.header.${headerName}`] });
    noteVerifier(this.handler, originSecret);
  }
}
