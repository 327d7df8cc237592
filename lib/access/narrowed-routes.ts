import { keyOf, ShapedRoute } from './api-shape';
import { conditionsOf, isAboutCalls, isForEverybody, listOf, StatementJson } from './policy-statement';
import { asText, globMatches } from './policy-text';
import { partsOf, resourceFor } from './resource-patterns';

/** Where requests to a private API come from, besides their address, which every VPC may have. */
const ORIGINS = /^aws:SourceVpce?$/i;

/** Routes of a private API that no denial keeps to some VPCs or VPC endpoints: an Allow for everybody would open them to those of all accounts. */
export function routesFromAnywhere(routes: ShapedRoute[], statements: StatementJson[]): ShapedRoute[] {
  const patterns = statements.filter(isNarrowing).flatMap(({ Resource: resources }) => listOf(resources).map(asText)).filter((pattern) => !pattern.includes('?'));
  if (patterns.some((pattern) => globMatches(pattern, 'execute-api:/*'))) return [];
  // a pattern that takes in the "*" of another one takes in whatever that stands for
  const isCovered = (route: ShapedRoute) => patterns.some((pattern) => globMatches(pattern, resourceOf(route)));
  return routes.filter((route) => !isCovered(route));
}

function isNarrowing(statement: StatementJson): boolean {
  const { Effect: effect, NotPrincipal: others } = statement;
  if (effect !== 'Deny' || others !== undefined || !isForEverybody(statement) || !isAboutCalls(statement)) return false;
  const conditions = conditionsOf(statement);
  return conditions.length === 1 && conditions.every(([operator, key]) => ORIGINS.test(key) && /^(?:String|Arn)Not/.test(operator));
}

function resourceOf(route: ShapedRoute): string {
  const [method] = keyOf(route).split(' ');
  return resourceFor(['*', method === 'ANY' ? '*' : method, ...partsOf(route.path)]);
}
