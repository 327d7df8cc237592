import { createHash } from 'node:crypto';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { SamplingOptions } from './sampling-options';
import { isVariable } from '../private/route-path';

type SamplingRule = CfnSamplingRule.SamplingRuleProperty;

/** The priority of the rule of a stage, and of the first rule of a route. */
const [OF_STAGE, OF_ROUTES] = [9000, 5000];

/** The longest name of rules and groups. */
export const MAX_NAME = 32;

/** The longest path of a rule. */
export const MAX_PATH = 128;

/** A name that tells what it is of, with a digest of what does not fit. */
export function shortName(...parts: string[]): string {
  const name = parts.join('-').replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-|-$/g, '');
  const isWhole = name.length <= MAX_NAME && name === parts.join('-');
  if (isWhole) return name;
  return `${name.slice(0, MAX_NAME - 9).replace(/-$/, '')}-${createHash('md5').update(parts.join('\n')).digest('hex').slice(0, 8)}`;
}

/** The rule of a stage. */
export function stageRule(serviceName: string, sampling: SamplingOptions): SamplingRule {
  return rule(serviceName, shortName(...serviceName.split('/')), '*', '*', sampling, OF_STAGE);
}

/** The rules of routes: of two that match a request, that with less variables and the longer path is looked at first. */
export function routeRules(serviceName: string, routes: Record<string, SamplingOptions>): Array<[routeKey: string, rule: SamplingRule]> {
  const keys = Object.keys(routes).sort((a, b) => variables(a) - variables(b) || b.length - a.length || (a < b ? -1 : 1));
  return keys.map((key, index) => {
    const [method, path] = key.split(' ');
    const name = shortName(...serviceName.split('/'), method, path);
    return [key, rule(serviceName, name, method === 'ANY' ? '*' : method, pathPattern(path), routes[key], OF_ROUTES + index)];
  });
}

/** The path of a URL has the stage, or the base path of a domain, before that of the route. */
export function pathPattern(path: string): string {
  return `*${path.split('/').map((part) => (isVariable(part) ? '*' : part)).join('/')}`;
}

function variables(key: string): number {
  return key.split('/').filter(isVariable).length;
}

function rule(serviceName: string, name: string, httpMethod: string, urlPath: string, sampling: SamplingOptions, priority: number): SamplingRule {
  return {
    ruleName: name,
    version: 1,
    priority: sampling.priority ?? priority,
    fixedRate: sampling.rate,
    reservoirSize: sampling.reservoir ?? 1,
    serviceName,
    serviceType: 'AWS::ApiGateway::Stage',
    httpMethod,
    urlPath,
    host: '*',
    resourceArn: '*',
  };
}
