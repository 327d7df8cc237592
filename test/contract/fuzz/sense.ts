import { goodJson } from './good-values';
import { Said } from './said';

type Members = Record<string, Said>;

const FUNCTION: Said = { given: 'aws-cdk-lib.aws_lambda.IFunction', index: 0 };

const POST: Said = { given: 'aws-cdk-lib.aws_apigatewayv2.HttpMethod', index: 6 };
const GET: Said = { given: 'aws-cdk-lib.aws_apigatewayv2.HttpMethod', index: 2 };

const says = (said: Said | undefined, text: RegExp) => text.test(JSON.stringify(said) ?? '');
const without = (members: Members, ...names: string[]) => Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));

/** What goes together, by what a struct has: without it, most random gateways are refused for the same few reasons. */
const RULES: Array<[when: (members: Members, of: string) => boolean, then: (members: Members) => Members]> = [
  [(members) => 'lowSeverityTopic' in members && !('alertTopic' in members), (members) => without(members, 'lowSeverityTopic')],
  [(members) => 'endpointAccessMode' in members, (members) => without(members, 'endpointAccessMode')],
  [(members) => 'authorizationScopes' in members && !says(members.authorizer, /cognito|jwt/i), (members) => without(members, 'authorizationScopes')],
  [(members) => 'payloadFormatVersion' in members && !('handler' in members), (members) => without(members, 'payloadFormatVersion')],
  [(members) => !('vpc' in members), (members) => without(members, 'vpcSubnets', 'securityGroups')],
  [(_, of) => /ServiceLevelObjectivesOptions$/.test(of), (members) => ({ availability: 99.9, ...members })],
  [(_, of) => /StagedFunctionProps$|FunctionReleaseProps$/.test(of), (members) => ({ ...without(members, 'aliases', 'alias', 'versions'), handler: FUNCTION })],
  [(_, of) => /OpenApiProps$/.test(of), (members) => ({
    ...without(members, 'layout', 'integrations', 'stagedHandlers', 'unvalidatedOperations'),
    definition: { made: 'cdk-gatehouse.OpenApiDocument.fromInline', args: goodJson('definition') },
    handlers: { members: { list: FUNCTION } },
  })],
  [(_, of) => /WebSocketGatewayRouteOptions$/.test(of), (members) => without(members, 'authorizer', 'modelSelectionExpression', 'integrationResponses', 'requestParameters', 'apiKeyRequired', 'response')],
  [(_, of) => /RestRouteOptions$/.test(of), (members) => without(members, 'requestValidator', ...('requestSchema' in members ? ['requestModels'] : []))],
  [(members, of) => /RestRouteOptions$/.test(of) && 'cache' in members, (members) => ({ ...without(members, 'requestSchema'), methods: [GET] })],
  [(members) => 'requestSchema' in members, (members) => ({ ...members, methods: [POST] })],
  [(_, of) => /RouteCacheOptions$/.test(of), (members) => without(members, 'methods')],
  [(_, of) => /ProvisionedConcurrencyOptions$/.test(of), (members) => without(members, 'utilization', 'maximum')],
  [(_, of) => /MuteWindowOptions$/.test(of), (members) => ({ ...without(members, 'at'), cron: '0 22 * * ? *' })],
  [(_, of) => /LambdaRequestAuthorizerOptions$/.test(of), (members) => ({ identitySources: ['header.Authorization'], ...members })],
  [(_, of) => /MonthlyLoad$/.test(of), (members) => ({ ...members, region: 'us-east-1' })],
  [(_, of) => /LatencyObjective$/.test(of), (members) => ({ ...members, percentile: 99 })],
  [(members) => 'dataTrace' in members, (members) => ({ ...members, dataTraceAcknowledged: true })],
  [(members) => 'stagedHandler' in members, (members) => without(members, 'throttle')],
];

/** A struct whose members go together. */
export function sensible(said: Said, of: string): Said {
  if (typeof said !== 'object' || said === null || !('members' in said)) return said;
  return { ...said, members: RULES.reduce((members, [when, then]) => (when(members, of) ? then(members) : members), { ...said.members } as Members) };
}
