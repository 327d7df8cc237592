import { createHash } from 'node:crypto';
import { ControlPlane } from '../../support/api-gateway';

/** An API with a stage, three deployments and a canary of the last one. Always the same, so that docs may show it. */
export interface Demo {
  readonly plane: ControlPlane;
  readonly restApiId: string;
  /** The first one, the one that is live, and the canary's. */
  readonly deployments: readonly [string, string, string];
}

const MINUTE = 60_000;

export function demo({ canary = true, records = true, tags = {} as Record<string, string> } = {}): Demo {
  let time = Date.UTC(2026, 0, 31, 9);
  const plane = new ControlPlane({ now: () => (time += MINUTE) });
  const definition = { paths: { '/orders': { GET: {}, POST: {} }, '/orders/{id}': { GET: {} }, '/health': { GET: {} } } };
  const { id: restApiId } = plane.addRestApi({ id: 'a1b2c3d4e5', name: 'OrdersApi', tags, definition });
  const deploy = (name: string, record?: object) => {
    const description = `OrdersApiDeployment${createHash('md5').update(name).digest('hex')}${record && records ? ` ${JSON.stringify({ prod: record })}` : ''}`;
    return plane.call('CreateDeployment', { restApiId, description }).id!;
  };
  const first = deploy('first', { live: Date.UTC(2026, 0, 31, 9, 5) });
  const live = deploy('second', { live: Date.UTC(2026, 0, 31, 9, 30), variables: { table: 'orders' } });
  const next = deploy('third', { canary: 10 });
  const variables = { table: 'orders' };
  plane.call('CreateStage', { restApiId, stageName: 'prod', deploymentId: live, variables, cacheClusterEnabled: true, cacheClusterSize: '0.5', tracingEnabled: true });
  const throttle = (path: string, rate: string, burst: string) => [
    { op: 'replace' as const, path: `/${path}/throttling/rateLimit`, value: rate }, { op: 'replace' as const, path: `/${path}/throttling/burstLimit`, value: burst },
  ];
  const patchOperations = [
    ...throttle('*/*', '500', '1000'),
    ...throttle('~1orders/POST', '20', '40'),
    { op: 'replace' as const, path: '/accessLogSettings/destinationArn', value: 'arn:aws:logs:eu-west-1:111111111111:log-group:OrdersApi' },
    { op: 'replace' as const, path: '/accessLogSettings/format', value: '{"requestId":"$context.requestId"}' },
  ];
  plane.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations });
  if (canary) {
    plane.call('UpdateStage', {
      restApiId,
      stageName: 'prod',
      patchOperations: [
        { op: 'replace', path: '/canarySettings/deploymentId', value: next },
        { op: 'replace', path: '/canarySettings/stageVariableOverrides/table', value: 'orders-v2' },
        { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' },
      ],
    });
  }
  return { plane, restApiId, deployments: [first, live, next] };
}

/** Usage plans and keys for the API of a demo. */
export function addKeys({ plane, restApiId }: Demo): { partners: string; internal: string; keys: readonly [string, string, string] } {
  const put = (name: string, enabled = true) => plane.addApiKey({ name, value: `secret-of-${name}-0123456789`, enabled }).id;
  const keys = [put('acme'), put('globex'), put('initech', false)] as const;
  const apiStages = [{ apiId: restApiId, stage: 'prod' }];
  const partners = plane.addUsagePlan({
    name: 'Partners',
    apiStages,
    keyIds: [keys[0], keys[1]],
    quota: { limit: 10_000, period: 'DAY' },
    usage: { [keys[0]]: [[1200, 8800], [3400, 6600]], [keys[1]]: [[17, 9983], [0, 10000]] },
  }).id;
  const internal = plane.addUsagePlan({ name: 'Internal', apiStages, keyIds: [keys[0]], usage: { [keys[0]]: [[5, 0]] } }).id;
  return { partners, internal, keys };
}
