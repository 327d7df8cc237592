import { OpenApiObject } from './rest-api-definition';
import { SourceOperation } from './source-document';
import { show } from '../private/errors';

const REST = { literal: /^[A-Za-z0-9._:-]+$/, variable: /^\{[A-Za-z0-9._-]+\+?\}$/ };
const HTTP = { literal: /^[A-Za-z0-9._:$-]+$/, variable: /^\{[A-Za-z0-9._:$-]+\+?\}$/ };

/** What a path of a document has that API Gateway does not take, each with file, line and reason. */
export function pathProblems(operations: SourceOperation[], isRest: boolean): string[] {
  const byPath = new Map(operations.map((operation) => [operation.path, operation]));
  const variables = new Map<string, string>();
  const traces = operations.filter(({ method }) => method === 'TRACE');
  const problems = traces.map(({ cursor }) => `${cursor.place}: API Gateway has no method TRACE: leave the operation out`);
  for (const { path, content, cursor } of operations) {
    const strange = (content.parameters ?? []).find((parameter: OpenApiObject) => parameter.in === 'path' && !path.includes(`{${parameter.name}}`) && !path.includes(`{${parameter.name}+}`));
    if (strange) problems.push(`${cursor.place}: the parameter ${show(strange.name)} is none of the path ${show(path)}: write "{${strange.name}}" there, or leave it out`);
  }
  for (const [path, { cursor }] of byPath) {
    if (path === '/') continue;
    const parts = path.split('/').slice(1);
    const ofParts = parts.map((part, index) => problemOf(part, index === parts.length - 1, isRest ? REST : HTTP));
    const ofVariables = isRest ? parts.map((_, index) => otherVariable(parts, index, variables)) : [];
    const reason = [...ofParts, ...ofVariables].find((problem) => problem !== undefined);
    if (reason) problems.push(`${cursor.place}: the path ${show(path)} ${reason}`);
  }
  return problems;
}

function problemOf(part: string, isLast: boolean, { literal, variable }: typeof REST): string | undefined {
  if (part === '') return isLast ? 'ends with "/", and API Gateway has no empty parts of a path: leave the "/" out' : 'has "//", and API Gateway has no empty parts of a path: leave one "/" out';
  if (part.endsWith('+}') && !isLast) return `goes on behind ${show(part)}, which takes all that is left: end it there`;
  if (literal.test(part) || variable.test(part)) return undefined;
  if (/[{}]/.test(part)) return `has the part ${show(part)}, and in API Gateway a variable is a whole part of a path, of letters, digits and ". _ -": write "{name}"`;
  if (part.includes(',') && literal.test(part.replace(/,/g, ''))) return `has the part ${show(part)}, and the CDK takes no commas in a path: rename it`;
  return `has the part ${show(part)}, and API Gateway takes letters, digits and ". _ : -" there: rename it`;
}

/** A path has one variable below it, whatever the method. */
function otherVariable(parts: string[], index: number, variables: Map<string, string>): string | undefined {
  const part = parts[index];
  if (!part.startsWith('{')) return undefined;
  const parent = `/${parts.slice(0, index).join('/')}`;
  const known = variables.get(parent) ?? part;
  variables.set(parent, known);
  const isGreedy = known.endsWith('+}') !== part.endsWith('+}');
  return known === part || isGreedy ? undefined : `has ${part} below ${show(parent)}, and another path has ${known} there: API Gateway takes one name of a variable below a path, so use the same`;
}
