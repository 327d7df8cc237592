import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** How the types of APIs write what a request has. */
export type SourceStyle = 'REST' | 'HTTP' | 'WEBSOCKET';

const REQUEST: Record<SourceStyle, string> = { REST: 'method.request.', HTTP: '$request.', WEBSOCKET: 'route.request.' };

const KINDS = /^(header|query|context|stageVariables)\.([^\s,]+)$/;

/**
 * An identity source as API Gateway has it: of "header.Authorization" it makes `method.request.header.Authorization`,
 * `$request.header.Authorization` or `route.request.header.Authorization`.
 *
 * @param kinds of what it may be
 */
export function renderSource(source: string, style: SourceStyle, prop: string, kinds = ['header', 'query', 'context', 'stageVariables']): string {
  if (Token.isUnresolved(source)) fail(`'${prop}' must be known at synthesis, got a token: write "header.Authorization", for example`);
  const [, kind, name] = (typeof source === 'string' && KINDS.exec(source)) || [];
  const examples: Record<string, string> = { header: '"header.Authorization"', query: '"query.token"', context: '"context.identity.sourceIp"', stageVariables: '"stageVariables.tenant"' };
  if (!kind || !kinds.includes(kind)) fail(`'${prop}' must be like ${kinds.map((known) => examples[known]).join(', ')}, got ${show(source)}`);
  if (kind === 'context' || kind === 'stageVariables') return `${style === 'HTTP' ? '$' : ''}${kind}.${name}`;
  return `${REQUEST[style]}${kind === 'query' ? 'querystring' : kind}.${name}`;
}

/** The identity sources of an authorizer that sees whole requests. */
export function renderSources(sources: string[] | undefined, style: SourceStyle): string[] {
  if (sources === undefined) return [];
  if (!Array.isArray(sources) || Token.isUnresolved(sources)) {
    fail(`'identitySources' must be a list, known at synthesis, such as ["header.Authorization"], got ${Token.isUnresolved(sources) ? 'a token' : show(sources)}`);
  }
  const rendered = sources.map((source) => renderSource(source, style, 'identitySources'));
  const twice = sources.find((_source, index) => rendered.indexOf(rendered[index]) !== index);
  if (twice !== undefined) fail(`'identitySources' has ${show(twice)} twice: name it once`);
  return rendered;
}
