import { GetRestApiCommand, MethodSetting } from '@aws-sdk/client-api-gateway';
import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { Layout, layoutOf } from '../assembly';
import type { Command } from '../command';
import type { Context } from '../context';
import { endpointChange, endpointTypeName } from '../endpoint-changes';
import type { FoundApi } from '../find-api';
import { withNotes } from '../output/answer';
import { count, iso, moment } from '../output/words';
import { deploymentData, DeploymentData, deploymentText, openStage, OpenStage } from '../stage-state';

interface Warning {
  readonly id: 'endpointType' | 'layout';
  readonly message: string;
}

/** What `gatehouse status --json` prints. */
export interface StatusData {
  readonly api: {
    readonly id: string;
    readonly name: string;
    readonly endpointType: string | null;
    readonly layout: Layout | null;
    readonly path: string | null;
    readonly stack: string | null;
  };
  readonly stage: string;
  readonly lastUpdated: string | null;
  readonly live: DeploymentData & { readonly lastRecorded: string | null };
  readonly canary: DeploymentData & { readonly percentTraffic: number; readonly useStageCache: boolean; readonly overrides: string[] } | null;
  readonly cache: { readonly sizeGb: string; readonly status: string } | null;
  readonly throttle: { readonly rateLimit: number | null; readonly burstLimit: number | null };
  readonly routesWithThrottle: number;
  readonly tracing: boolean;
  readonly accessLog: string | null;
  readonly webAcl: string | null;
  readonly warnings: Warning[];
}

export const status: Command = {
  name: 'status',
  summary: 'What a stage serves, its canary, cache and limits',
  details: 'Warns if the template in the cloud assembly has another endpoint type or layout than what is deployed.',
  about: 'stage',
  run: async (context) => {
    const open = await openStage(context);
    const data = await statusData(context, open);
    return { data, text: statusText(data, context.width) };
  },
};

async function statusData(context: Context, { found, stage, live, history }: OpenStage): Promise<StatusData> {
  const { restApiId, template, stackName } = found;
  const { name = '', endpointConfiguration } = await context.call(({ apiGateway }) => apiGateway.send(new GetRestApiCommand({ restApiId })));
  const endpointType = endpointConfiguration?.types?.[0] ?? null;
  const layout = await deployedLayout(context, found);
  const { canarySettings: canary, methodSettings = {} } = stage;
  const recorded = history.record(live)?.live;
  return {
    api: { id: restApiId, name, endpointType, layout, path: template?.path ?? null, stack: stackName ?? null },
    stage: stage.stageName!,
    lastUpdated: iso(stage.lastUpdatedDate),
    live: { ...deploymentData(history, live), lastRecorded: iso(recorded) },
    canary: canary?.deploymentId === undefined ? null : {
      ...deploymentData(history, canary.deploymentId),
      percentTraffic: canary.percentTraffic ?? 0,
      useStageCache: canary.useStageCache ?? false,
      overrides: Object.keys(canary.stageVariableOverrides ?? {}).sort(),
    },
    cache: stage.cacheClusterEnabled ? { sizeGb: stage.cacheClusterSize ?? '', status: stage.cacheClusterStatus ?? '' } : null,
    throttle: throttleOf(methodSettings['*/*']),
    routesWithThrottle: Object.entries(methodSettings).filter(([key, setting]) => key !== '*/*' && differs(setting, methodSettings['*/*'])).length,
    tracing: stage.tracingEnabled ?? false,
    accessLog: stage.accessLogSettings?.destinationArn ?? null,
    webAcl: stage.webAclArn ?? null,
    warnings: warningsOf(found, endpointType, layout),
  };
}

/** What is deployed, by the template that CloudFormation has: API Gateway itself does not tell. */
async function deployedLayout(context: Context, { template, stackName }: FoundApi): Promise<Layout | null> {
  if (!template) return null;
  try {
    const { TemplateBody = '{}' } = await context.call(({ cloudFormation }) => cloudFormation.send(new GetTemplateCommand({ StackName: stackName })));
    const resource = JSON.parse(TemplateBody).Resources?.[template.logicalId];
    return resource ? layoutOf(resource.Properties) : null;
  } catch {
    return null; // looking at the template needs a permission that the rest does not
  }
}

function warningsOf({ template }: FoundApi, endpointType: string | null, layout: Layout | null): Warning[] {
  const warnings: Warning[] = [];
  const change = endpointType && template?.endpointType && endpointChange(endpointType, template.endpointType);
  if (change) warnings.push({ id: 'endpointType', message: change });
  if (template && layout && layout !== template.layout) {
    const message = `the API is deployed in the layout ${name(layout)}, and the template has ${name(template.layout)}: deploying it replaces every route, ` +
      'and requests fail meanwhile; docs/adoption.md shows a safe way';
    warnings.push({ id: 'layout', message });
  }
  return warnings;
}

const name = (layout: Layout) => layout.toUpperCase();

/** API Gateway gives -1 where there is no limit. */
function throttleOf({ throttlingRateLimit: steady = -1, throttlingBurstLimit: burst = -1 }: MethodSetting = {}): StatusData['throttle'] {
  return { rateLimit: steady < 0 ? null : steady, burstLimit: burst < 0 ? null : burst };
}

function differs(setting: MethodSetting, general: MethodSetting | undefined): boolean {
  return JSON.stringify(throttleOf(setting)) !== JSON.stringify(throttleOf(general));
}

function statusText(data: StatusData, width: number): string {
  const { api, live, canary, cache, throttle: { rateLimit, burstLimit }, routesWithThrottle } = data;
  const traits = [endpointTypeName(api.endpointType), api.layout && `layout ${name(api.layout)}`].filter((trait) => trait);
  const own = routesWithThrottle ? `; ${count(routesWithThrottle, 'route')} with a limit of ${routesWithThrottle === 1 ? 'its' : 'their'} own` : '';
  const limit = rateLimit === null && burstLimit === null ? 'that of the account' : `${rate(rateLimit)} requests a second, bursts of ${rate(burstLimit)}`;
  return withNotes([
    ['API', [`${api.name} (${api.id})`, ...traits].join(', ')],
    ['Construct', api.path ? `${api.path} in stack ${api.stack}` : undefined],
    ['Stage', data.stage + (data.lastUpdated ? `, changed ${moment(data.lastUpdated)}` : '')],
    ['Serves', deploymentText(live) + (live.lastRecorded ? `, recorded as live ${moment(live.lastRecorded)}` : '')],
    ['Canary', canary ? `${canary.percentTraffic} % of the requests: ${deploymentText(canary)}` : 'none'],
    ['Overrides', canary?.overrides.length ? canary.overrides.join(', ') : undefined],
    ['Cache', cache ? `${cache.sizeGb} GB, ${cache.status.toLowerCase().replace(/_/g, ' ')}` : 'none'],
    ['Throttle', limit + own],
    ['X-Ray', data.tracing ? 'on' : 'off'],
    ['Access log', data.accessLog ?? 'none'],
    ['Web ACL', data.webAcl ?? 'none'],
  ], data.warnings.map(({ message }) => message), width);
}

function rate(limit: number | null): string {
  return limit === null ? 'any number of' : limit.toLocaleString('en-US');
}
