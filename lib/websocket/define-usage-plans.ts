import { CfnApi, CfnStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { WebSocketRouteSettings } from './web-socket-gateway-stage-options';
import { StageRegistry } from '../common/stage-registry';
import { Throttles } from '../common/throttles';
import { UsagePlans } from '../common/usage-plans';
import { routesOf } from '../private/routes-of';

interface PlannedApi {
  readonly api: CfnApi;
  readonly stage: WebSocketStage;
  readonly stages: StageRegistry<CfnStage, WebSocketRouteSettings>;
  readonly throttles: Throttles;
  readonly outputs?: boolean;
}

/** What the usage plans of a gateway know of it. */
export function defineUsagePlans(gateway: Construct, { api, stage, stages, throttles, outputs }: PlannedApi): UsagePlans {
  return new UsagePlans(gateway, {
    stages,
    throttles,
    stage: stage.node.defaultChild as CfnStage,
    outputs,
    keyedRoutes: () => routesOf(api).filter(({ apiKeyRequired }) => apiKeyRequired === true),
    routeKeys: () => stages.routeKeys,
    keyIsOfAuthorizer: () => api.apiKeySelectionExpression === '$context.authorizer.usageIdentifierKey',
    headerInstead: "leave 'apiKeySelectionExpression' out, so that clients send the key in x-api-key",
  });
}
