import { CfnAuthorizer, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { OriginSecret } from './origin-secret';
import { referencedConstructs } from '../private/tokens';

/** Functions that verify, by their L1s. */
const VERIFIERS = new WeakMap<CfnFunction, OriginSecret>();

/** Notes a function that lets in what has a secret. */
export function noteVerifier(handler: Function, originSecret: OriginSecret): void {
  VERIFIERS.set(handler.node.defaultChild as CfnFunction, originSecret);
}

/** Whether a route of a HTTP or WebSocket API asks a function that lets in what has a secret. */
export function isVerified(route: CfnRoute, originSecret: OriginSecret): boolean {
  const isAuthorizer = (construct: IConstruct): construct is CfnAuthorizer => CfnAuthorizer.isCfnAuthorizer(construct);
  const authorizers = [...referencedConstructs(route.authorizerId, route)].filter(isAuthorizer);
  const asked = authorizers.flatMap((authorizer) => [...referencedConstructs(authorizer.authorizerUri, authorizer)]);
  return asked.some((construct) => VERIFIERS.get(construct as CfnFunction) === originSecret);
}
