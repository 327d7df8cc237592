import { CfnMethod, Method } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { KeyedRoute } from '../access/keyed-api';

/** The routes of an API that ask for an API key, also those that were added to the L2. */
export function keyedRoutes(api: IConstruct): KeyedRoute[] {
  return methodsOf(api).filter(({ apiKeyRequired }) => apiKeyRequired === true).map((l1) =>
    ({ routeKey: routeKeyOf(l1) ?? l1.node.path, authorizationType: l1.authorizationType }));
}

/** The keys of all routes of an API, also of those that were added to the L2. */
export function allRouteKeys(api: IConstruct): string[] {
  return methodsOf(api).map(routeKeyOf).filter((routeKey) => routeKey !== undefined);
}

function methodsOf(api: IConstruct): CfnMethod[] {
  return api.node.findAll().filter((construct) => CfnMethod.isCfnMethod(construct)) as CfnMethod[];
}

/** None if it is an L1 that was defined by hand. */
function routeKeyOf(l1: CfnMethod): string | undefined {
  const { resource } = l1.node.scope as Partial<Method>;
  return resource && `${l1.httpMethod} ${resource.path}`;
}
