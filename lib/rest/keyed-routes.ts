import { CfnMethod, Method } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { KeyedRoute } from '../access/keyed-api';

/** The routes of an API that ask for an API key, also those that were added to the L2. */
export function keyedRoutes(api: IConstruct): KeyedRoute[] {
  const l1s = api.node.findAll().filter((construct) => CfnMethod.isCfnMethod(construct)) as CfnMethod[];
  return l1s.filter(({ apiKeyRequired }) => apiKeyRequired === true).map((l1) => {
    const { resource } = l1.node.scope as Partial<Method>; // none if it is an L1 that was defined by hand
    return { routeKey: resource ? `${l1.httpMethod} ${resource.path}` : l1.node.path, authorizationType: l1.authorizationType };
  });
}
