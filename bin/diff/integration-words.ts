import { DescribedApi } from './described-api';
import { functionIn, named } from './names';
import { code } from './words';
import { canonical } from '../../lib/openapi/compare-source';
import { OpenApiObject } from '../../lib/openapi/rest-api-definition';

/** Says what answers: "calls the function `Orders`". */
export function describeIntegration(integration: OpenApiObject, api: DescribedApi): string {
  const { type, uri, httpMethod, connectionId } = integration;
  if (type === undefined && uri === undefined) return 'has no integration';
  if (String(type).startsWith('mock')) return 'answers itself (mock)';
  const { template } = api.resource;
  const target = functionIn(String(uri), template);
  if (target !== undefined) return `calls the function ${code(target)}`;
  const [, service, action] = /:([a-z0-9-]+):(?:action|path)\/(.*)$/.exec(String(uri)) ?? [];
  if (service) return `calls ${code(`${service} ${action}`)} of AWS`;
  return `calls ${code([httpMethod, uri === undefined ? integration.integrationSubtype : named(String(uri), template)].filter(Boolean).join(' '))}${connectionId ? ' over a VPC link' : ''}`;
}

/** What is other in an integration, a clause each. */
export function integrationChanges(was: OpenApiObject, is: OpenApiObject, before: DescribedApi, after: DescribedApi): string[] {
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  const differing = [...keys].filter((key) => canonical(was[key] ?? null) !== canonical(is[key] ?? null));
  if (differing.length === 0) return [];
  const [then, now] = [describeIntegration(was, before), describeIntegration(is, after)];
  const isSaid = (key: string) => then !== now && ['type', 'uri', 'httpMethod', 'integrationMethod', 'integrationSubtype'].includes(key);
  const clauses = differing.filter((key) => !isSaid(key)).map((key) => {
    if ([was[key], is[key]].some((value) => typeof value === 'object')) return `has another ${code(key)} of its integration`;
    return `has the ${code(key)} ${code(is[key] ?? 'default')} of its integration, and had ${code(was[key] ?? 'default')}`;
  });
  return then === now ? clauses : [`${now}, and ${pastOf(then)}`, ...clauses];
}

/** What is other in the answer to a preflight; which methods it names follows from the routes. */
export function preflightChanges(was: OpenApiObject, is: OpenApiObject): string[] {
  const [left, right] = [headersOf(was), headersOf(is)];
  const differing = [...new Set([...left.keys(), ...right.keys()])].filter((name) => !/-Methods$/i.test(name) && left.get(name) !== right.get(name));
  return differing.map((name) =>
    `answers the preflight of CORS with ${code(name)} ${code(right.get(name) ?? 'nothing')}, and did with ${code(left.get(name) ?? 'nothing')}`);
}

function headersOf({ responses }: OpenApiObject): Map<string, string> {
  return new Map(Object.values<OpenApiObject>(responses ?? {}).flatMap((response) =>
    Object.entries<string>(response?.responseParameters ?? {}).map(([name, value]) => [name.replace('method.response.header.', ''), String(value)] as const)));
}

function pastOf(clause: string): string {
  return clause.replace(/^calls/, 'called').replace(/^answers/, 'answered').replace(/^has/, 'had');
}
