import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DistributedRoute, DistributedStage, distributedRoutes, restStageOf } from './distributed-stage';
import { OriginSecret } from './origin-secret';
import { isVerified } from './verified-routes';
import { webAclOf } from './web-acl-of-stage';

/** At most so many routes are named in a message. */
const NAMED = 5;

/** What lets callers go around a distribution, as far as it is known: problems, and warnings. */
export function verifyOrigin(stage: DistributedStage, originSecret: OriginSecret, scope: IConstruct): string[] {
  if (!stage.l1) {
    warn(scope, 'originNotVerified', "the stage is imported, so that it is not known whether it asks for the 'originSecret': see to it that it does");
    return [];
  }
  const rest = restStageOf(stage);
  if (!rest) return verifyRoutes(stage, originSecret, scope);
  const webAcl = webAclOf(rest);
  const where = `the stage [${rest.node.path}]`;
  if (!webAcl) return [`${where} does not ask for the 'originSecret', so that callers can go around the distribution: give it webAcl: WebAcl.standard({ originSecret })`];
  if (webAcl.standard?._asksFor(originSecret)) return [];
  if (webAcl.standard) return [`the web ACL [${webAcl.standard.node.path}] of ${where} does not ask for the 'originSecret', so that callers can go around the distribution: set 'originSecret' of it, too`];
  warn(scope, 'originNotVerified', `${where} has a web ACL whose rules are not known: see to it that one blocks what does not have the 'originSecret' in ${originSecret.headerName}`);
  return [];
}

/** A route has one authorizer, and it may have to be another. */
function verifyRoutes(stage: DistributedStage, originSecret: OriginSecret, scope: IConstruct): string[] {
  const asked = distributedRoutes(stage).filter(({ key }) => stage.type !== 'WEBSOCKET' || key === '$connect');
  const open = asked.filter(({ l1 }) => !isVerified(l1 as CfnRoute, originSecret));
  if (open.length > 0) {
    warn(scope, 'originNotVerified', `${named(open)} ${open.length === 1 ? 'does' : 'do'} not ask for the 'originSecret', so that who may call can go around the distribution and its web ACL: ` +
      `set ${stage.type === 'WEBSOCKET' ? "'authorizer' of $connect to the 'webSocketAuthorizer'" : "'authorizer' to that"} of an OriginVerifier, or let your own authorizer look at ${originSecret.headerName}`);
  }
  return [];
}

/** The signature is for the host that the caller knows, and the API gets its own. */
export function warnOfSignatures(stage: DistributedStage, scope: IConstruct): void {
  const signed = distributedRoutes(stage).filter(({ authorization }) => authorization === 'AWS_IAM');
  if (signed.length === 0) return;
  warn(scope, 'signedBehindDistribution',
    `${named(signed)} ${signed.length === 1 ? 'asks' : 'ask'} IAM, whose signature is for the host that the caller knows, while the API gets its own from CloudFront, and answers 403: ` +
    'name another authorizer, or let callers sign for the host of the API');
}

/** An API sees the addresses of CloudFront, and those of callers in a header, which no resource policy reads. */
export function warnOfAddresses({ api }: DistributedStage, scope: IConstruct): void {
  if (!api || !CfnRestApi.isCfnRestApi(api)) return;
  const policy = JSON.stringify(Stack.of(api).resolve(api.policy)) ?? '';
  if (!/"aws:SourceIp"/i.test(policy)) return;
  warn(scope, 'addressedBehindDistribution',
    `the resource policy of the API [${api.node.path}] asks for "aws:SourceIp", which is the address of CloudFront for whoever comes through the distribution: ` +
    "let a rule of the distribution's 'webAcl' look at the addresses of callers, and leave them out of the policy");
}

function named(routes: DistributedRoute[]): string {
  const names = routes.slice(0, NAMED).map(({ key }) => `"${key}"`).join(', ');
  return `${routes.length === 1 ? 'route' : 'routes'} ${names}${routes.length > NAMED ? ` and ${routes.length - NAMED} more` : ''}`;
}

function warn(scope: IConstruct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-gatehouse:${id}`, message);
}
