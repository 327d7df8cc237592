import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRestApi, CfnStage as CfnRestStage, EndpointType, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { ApiDomain, DomainRoutingMode, DomainRoutingRule, GatewayDomain } from '../../lib';
import { StageDomain } from '../../lib/edge/stage-domain';

/** What the table says of each: whether API Gateway takes it, by its documentation. The tests ask the library. */
const ENDPOINTS = [EndpointType.REGIONAL, EndpointType.EDGE];
const POLICIES = Object.values(SecurityPolicy);
const IP_TYPES = [IpAddressType.IPV4, IpAddressType.DUAL_STACK];
const MODES = [DomainRoutingMode.MAPPINGS_ONLY, DomainRoutingMode.RULES_ONLY, DomainRoutingMode.RULES_THEN_MAPPINGS];

interface Combination {
  readonly endpointType: EndpointType;
  readonly securityPolicy: SecurityPolicy;
  readonly mutualTls: boolean;
  readonly ipAddressType: IpAddressType;
}

const COMBINATIONS: Combination[] = ENDPOINTS.flatMap((endpointType) => POLICIES.flatMap((securityPolicy) => [false, true].flatMap((mutualTls) =>
  IP_TYPES.map((ipAddressType) => ({ endpointType, securityPolicy, mutualTls, ipAddressType })))));

type Route = (scope: Stack, shared: ApiDomain) => unknown;

function mapped(apiType: 'REST' | 'HTTP' | 'WEBSOCKET', basePath: string): Route {
  return (scope, shared) => {
    if (apiType === 'REST') {
      const api = new CfnRestApi(scope, 'Api', { name: 'orders', endpointConfiguration: { types: [EndpointType.REGIONAL] } });
      return new StageDomain(scope, { shared, basePath }, { api, stage: new CfnRestStage(scope, 'Stage', { restApiId: api.ref }), prefix: '' });
    }
    const api = new CfnApi(scope, 'Api', { protocolType: apiType });
    return new StageDomain(scope, { shared, basePath }, { api, stage: new CfnStage(scope, 'Stage', { apiId: api.ref, stageName: 'prod' }), prefix: '' });
  };
}

/** What a domain may lead to, in the words of the table. */
const ROUTES: Array<[name: string, route: Route]> = [
  ['REST', mapped('REST', 'orders')],
  ['REST `a/b`', mapped('REST', 'orders/v1')],
  ['HTTP', mapped('HTTP', 'orders')],
  ['HTTP `a/b`', mapped('HTTP', 'orders/v1')],
  ['WebSocket', mapped('WEBSOCKET', 'orders')],
  ['WebSocket `a/b`', mapped('WEBSOCKET', 'orders/v1')],
  ['rules', (scope, domain) => new DomainRoutingRule(scope, 'Rule', { domain, stage: { stageRef: { restApiId: 'a1b2c3', stageName: 'prod' }, env: { account: '1', region: 'us-east-1' } } as never, priority: 1 })],
];

function takes(combination: Combination, routingMode: DomainRoutingMode, route?: Route): boolean {
  const stack = new Stack(new App({ treeMetadata: false }), 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  const truststoreBucket = Bucket.fromBucketName(stack, 'Trusted', 'trusted');
  try {
    const domain = new GatewayDomain(stack, 'Domain', {
      ...combination,
      name: 'api.example.com',
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/1-2'),
      mutualTls: combination.mutualTls ? { truststoreBucket, truststoreKey: 'truststore.pem' } : undefined,
      routingMode,
    });
    route?.(stack, domain);
    return true;
  } catch (error) {
    expect((error as Error).message).toMatch(/^'(securityPolicy|mutualTls|domain|domain\.basePath)' [^]*\n {4}at \[Shop/);
    return false;
  }
}

function cell(combination: Combination, mode: DomainRoutingMode): string {
  if (!takes(combination, mode)) return 'refused';
  return ROUTES.filter(([, route]) => takes(combination, mode, route)).map(([name]) => name).join(', ');
}

/** What API Gateway takes, by the sources of the table. */
function expected({ endpointType, securityPolicy, mutualTls }: Combination, mode: DomainRoutingMode): string {
  const edge = endpointType === EndpointType.EDGE;
  const policy = String(securityPolicy);
  const ofEdge = policy.endsWith('_EDGE');
  const legacy = policy.startsWith('TLS_');
  if (!legacy && ofEdge !== edge) return 'refused';
  if (mutualTls && (edge || policy !== 'TLS_1_2')) return 'refused';
  if (mode === DomainRoutingMode.RULES_ONLY) return 'rules';
  const rest = edge || policy === 'TLS_1_0' ? 'REST' : 'REST, REST `a/b`';
  if (mode === DomainRoutingMode.RULES_THEN_MAPPINGS) return `${rest}, rules`;
  if (policy !== 'TLS_1_2' || edge) return rest;
  return `${rest}, HTTP, HTTP \`a/b\`${mutualTls ? '' : ', WebSocket'}`;
}

const GUIDE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';

function sourcesOf({ endpointType, securityPolicy, mutualTls }: Combination): string {
  const list = `[policies](${GUIDE}/apigateway-security-policies-list.html)`;
  const choice = `[choice of a policy](${GUIDE}/apigateway-custom-domain-tls-version.html)`;
  if (mutualTls) return endpointType === EndpointType.EDGE ? `[mutual TLS](${GUIDE}/rest-api-mutual-tls.html)` : `[mutual TLS](${GUIDE}/rest-api-mutual-tls.html), ${choice}`;
  return `${list}, ${String(securityPolicy).startsWith('TLS_') ? `[mappings](${GUIDE}/rest-api-mappings.html)` : choice}`;
}

interface Row {
  readonly combinations: Combination[];
  readonly cells: string[];
  readonly sources: string;
}

/** Combinations of which the same is true are one row. */
function rows(): Row[] {
  const grouped = new Map<string, Row>();
  for (const combination of COMBINATIONS) {
    const cells = MODES.map((mode) => cell(combination, mode));
    const sources = sourcesOf(combination);
    const key = JSON.stringify([combination.endpointType, combination.mutualTls, cells, sources]);
    const row = grouped.get(key) ?? { combinations: [], cells, sources };
    row.combinations.push(combination);
    grouped.set(key, row);
  }
  return [...grouped.values()];
}

const HEAD = ['endpoint', 'security policy', 'mutual TLS', 'IP types', '`MAPPINGS_ONLY`', '`RULES_ONLY`', '`RULES_THEN_MAPPINGS`', 'source'];
const distinct = (values: string[]) => [...new Set(values)].join(', ');

function table(): string {
  const lines = rows().map(({ combinations, cells, sources }) => [
    distinct(combinations.map(({ endpointType }) => endpointType)), distinct(combinations.map(({ securityPolicy }) => `\`${securityPolicy}\``)),
    combinations[0].mutualTls ? 'yes' : 'no', distinct(combinations.map(({ ipAddressType }) => ipAddressType)), ...cells, sources,
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |\n`).join('');
}

test.each(COMBINATIONS)('a domain of $endpointType, $securityPolicy, mutual TLS $mutualTls and $ipAddressType takes what API Gateway does', (combination) => {
  for (const mode of MODES) expect([mode, cell(combination, mode)]).toEqual([mode, expected(combination, mode)]);
});

const onFloor = process.env.CDK_UNDER_TEST === 'newest' ? test.skip : test; // a newer CDK may know more policies

onFloor('docs/edge.md says it as it is: UPDATE_TABLES=1 writes it anew', () => {
  const file = join(__dirname, '../../docs/edge.md');
  const page = readFileSync(file, 'utf8');
  const written = page.match(/\| endpoint \| security policy \|[^]*?\n(?=\n)/)?.[0] ?? '';
  const drawn = table();
  if (process.env.UPDATE_TABLES) writeFileSync(file, page.replace(written, drawn));
  expect(readFileSync(file, 'utf8')).toContain(`\n\n${drawn}\n`);
});
