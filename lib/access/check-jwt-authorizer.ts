import { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { renderSource } from './identity-source';
import { JwtAlgorithm } from './jwt-algorithm';
import { JwtAuthorizerProps } from './jwt-authorizer-props';
import { checkSubnets } from '../private/check-subnets';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, isNumberToken, isTextToken, Kinds } from '../private/kinds';

const KINDS: Kinds<JwtAuthorizerProps> = [
  ['memorySize', (value) => isNumberToken(value) || (Number.isInteger(value) && value >= 128 && value <= 10240), 'whole megabytes from 128 to 10240, such as 512'],
  ['logGroup', has('logGroupName', 'string'), 'a log group of aws-cdk-lib/aws-logs'],
  ['vpc', has('selectSubnets', 'function'), 'a VPC of aws-cdk-lib/aws-ec2'],
  ['vpcSubnets', isObject, 'a selection, such as { subnetType: SubnetType.PRIVATE_ISOLATED }'],
  ['securityGroups', isGroups, 'a list of security groups of aws-cdk-lib/aws-ec2'],
];

/** https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const ALGORITHMS: string[] = Object.values(JwtAlgorithm);

/** The names of what a JwtAuthorizer may be told. */
export const JWT_AUTHORIZER_PROPS: Array<keyof JwtAuthorizerProps> = [
  'issuer', 'audience', 'scopes', 'jwksUri', 'algorithms', 'clockTolerance', 'identitySource', 'contextClaims', 'usageIdentifierClaim',
  'memorySize', 'logGroup', 'vpc', 'vpcSubnets', 'securityGroups',
];

/** Checks what the function would refuse, or what would let in others than those who are meant. */
export function checkJwtAuthorizer(props: JwtAuthorizerProps, scope?: IConstruct): void {
  checkKinds(props, KINDS, scope);
  checkAddress(props.issuer, 'issuer', 'as tokens have it in "iss"', scope);
  if (!Token.isUnresolved(props.issuer) && /\/\.well-known\/|[?#]/.test(props.issuer)) {
    fail(`'issuer' must be what tokens have in "iss", got ${show(props.issuer)}: leave out what follows the issuer, and say 'jwksUri' if the keys are elsewhere`, scope);
  }
  if (props.jwksUri !== undefined) checkAddress(props.jwksUri, 'jwksUri', 'of the issuer\'s keys', scope);
  checkNames(props.audience, 'audience', 'the id of an API, or of a client of Amazon Cognito: another API\'s tokens would pass', scope);
  if (props.scopes !== undefined) {
    checkNames(props.scopes, 'scopes', '"orders/read", for example, or leave it out for none', scope);
    const wrong = Token.isUnresolved(props.scopes) ? undefined : props.scopes.find((name) => !Token.isUnresolved(name) && !SCOPE.test(name));
    if (wrong !== undefined) fail(`'scopes' must be of ASCII characters, without quotes and backslashes, got ${show(wrong)}: write "orders/read", for example`, scope);
  }
  if (props.contextClaims !== undefined) checkNames(props.contextClaims, 'contextClaims', '"email", for example, or leave it out for none', scope);
  if (props.algorithms !== undefined) checkAlgorithms(props.algorithms, scope);
  if (props.usageIdentifierClaim !== undefined) checkNames([props.usageIdentifierClaim], 'usageIdentifierClaim', '"api_key", for example', scope);
  checkTolerance(props.clockTolerance, scope);
  renderSource(props.identitySource ?? 'header.Authorization', 'REST', 'identitySource', ['header', 'query']);
  if (props.vpc === undefined && (props.vpcSubnets ?? props.securityGroups) !== undefined) {
    fail("'vpcSubnets' and 'securityGroups' need a 'vpc': name it, or leave them out", scope);
  }
  if (props.vpc !== undefined) checkNetwork(props.vpc, props.vpcSubnets, scope);
}

/** In a public subnet a function has no address of its own, and reaches no issuer. */
function checkNetwork(vpc: IVpc, vpcSubnets: SubnetSelection | undefined, scope?: IConstruct): void {
  const { subnetIds } = checkSubnets('vpcSubnets', vpc, vpcSubnets, scope);
  const publicOne = vpc.publicSubnets.find(({ subnetId }) => subnetIds.includes(subnetId));
  if (publicOne) {
    fail(`'vpcSubnets' must be private, since a function in a public subnet does not reach the issuer, got [${publicOne.node.path}]: write { subnetType: SubnetType.PRIVATE_WITH_EGRESS }, for example`, scope);
  }
}

function checkAddress(address: string, prop: string, what: string, scope?: IConstruct): void {
  if (isTextToken(address)) return;
  if (typeof address !== 'string' || !/^https:\/\/[^\s/]+/.test(address) || /\s/.test(address) || !URL.canParse(address)) {
    fail(`'${prop}' must be a URL from "https://", ${what}, got ${show(address)}: write "https://login.example.com/", for example`, scope);
  }
  const { username, password, hash } = new URL(address);
  if (username !== '' || password !== '') {
    // and the message does not show it
    fail(`'${prop}' must be without a user name and a password, which everybody could read who sees the template: write "https://login.example.com/", for example`, scope);
  }
  if (hash !== '' || address.endsWith('#')) fail(`'${prop}' must be without a fragment, got ${show(address)}: leave out what follows "#"`, scope);
}

function isGroups(groups: unknown): boolean {
  return Array.isArray(groups) && groups.every((group) => has('securityGroupId', 'string')(group) && has('connections', 'object')(group));
}

/** Names are told to the function in one text, with spaces between. */
function checkNames(names: string[], prop: string, write: string, scope?: IConstruct): void {
  if (Array.isArray(names) && Token.isUnresolved(names)) return;
  const isName = (name: unknown) => isTextToken(name) || (typeof name === 'string' && /^\S+$/.test(name));
  if (!Array.isArray(names) || names.length === 0 || !names.every(isName)) {
    fail(`'${prop}' must be at least one name without spaces, got ${show(names)}: write ${write}`, scope);
  }
}

function checkAlgorithms(algorithms: JwtAlgorithm[], scope?: IConstruct): void {
  if (!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every((name) => ALGORITHMS.includes(name))) {
    fail(`'algorithms' must be some of ${ALGORITHMS.join(', ')}, got ${show(algorithms)}: write [JwtAlgorithm.RS256], for example, or leave it out; a secret that both sides know is no proof of who signed`, scope);
  }
}

function checkTolerance(tolerance: Duration | undefined, scope?: IConstruct): void {
  if (tolerance === undefined) return;
  if (typeof (tolerance as Partial<Duration> | null)?.toSeconds !== 'function') fail(`'clockTolerance' must be a Duration, got ${show(tolerance)}: write Duration.seconds(5), for example`, scope);
  if (tolerance.isUnresolved()) return;
  const seconds = tolerance.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds > 300) {
    fail(`'clockTolerance' must be whole seconds from 0 to 300, got ${seconds}: write Duration.seconds(5), for example; so long expired tokens are taken`, scope);
  }
}
