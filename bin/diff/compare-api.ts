import { compareClients } from './compare-clients';
import { comparePolicies } from './compare-policy';
import { compareRoutes } from './compare-routes';
import { compareStages } from './compare-stages';
import { DescribedApi } from './described-api';
import { ChangeKind, Changes } from './diff-report';
import { code, isRaised, throttleText } from './words';
import { canonical } from '../../lib/openapi/compare-source';
import { isEndpointChangeRefused } from '../endpoint-changes';

const SUBJECT = 'the API';

/** Compares two descriptions of an API. Returns what could not be compared. */
export function compareApi(before: DescribedApi, after: DescribedApi, changes: Changes): string[] {
  const isReplaced = compareResource(before, after, changes);
  if (!isReplaced) compareLayout(before, after, changes);
  compareSettings(before, after, changes);
  compareRoutes(before, after, changes);
  comparePolicies(before, after, changes);
  const unread = compareClients(before, after, changes);
  compareStages(before, after, changes);
  comparePlans(before, after, changes);
  compareMappings(before, after, changes);
  return [...new Set([...before.unread, ...after.unread, ...unread])];
}

/** An API that CloudFormation makes anew has another id, and so another URL. */
function compareResource(before: DescribedApi, after: DescribedApi, changes: Changes): boolean {
  const [was, is] = [before, after].map(({ kind, stack, resource }) => `${kind} ${stack} ${resource.logicalId}`);
  if (was === is) return false;
  const reason = before.kind !== after.kind ? `it is a ${after.kind} API, and was a ${before.kind} API`
    : before.stack !== after.stack ? `it is in the stack ${code(after.stack)}, and was in ${code(before.stack)}`
      : `its logical id is ${code(after.resource.logicalId)}, and was ${code(before.resource.logicalId)}`;
  changes.add('API', 'api-replaced', 'destructive', SUBJECT, `is made anew, with another id and another URL: ${reason}`);
  return true;
}

/** A deployed API does not survive a change of its layout in place. */
function compareLayout(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  if (before.kind !== 'REST' || before.layout === after.layout) return;
  const [was, is] = [before, after].map(({ layout }) => (layout === 'document' ? 'as one document' : 'as a resource for each path and method'));
  changes.add('API', 'layout-changed', 'destructive', SUBJECT,
    `is deployed ${is}, and was ${was}: in place this leaves an API without routes, or fails. Deploy a second API behind the same domain (docs/openapi-layout.md)`, false);
}

function compareSettings(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  compareEndpoint(before, after, changes);
  for (const name of new Set([...Object.keys(before.settings), ...Object.keys(after.settings)])) {
    const [was, is] = [before, after].map(({ settings }) => settings[name] ?? DEFAULTS[name]);
    if (canonical(was ?? null) === canonical(is ?? null)) continue;
    const isDisabled = name === 'DisableExecuteApiEndpoint' && String(is) === 'true';
    const effect = isDisabled ? 'breaking' : ['SecurityPolicy', 'DisableExecuteApiEndpoint', 'CorsConfiguration', 'EndpointAccessMode', 'VpcEndpointIds'].includes(name) ? 'review' : 'other';
    const text = isDisabled ? 'does not answer at the URL that API Gateway gives it any more' : `has ${code(name)} ${code(is ?? 'nothing')}, and had ${code(was ?? 'nothing')}`;
    changes.add('API', 'setting-changed', effect, SUBJECT, text, name !== 'Name');
  }
  const types = new Set([...Object.keys(before.gatewayResponses), ...Object.keys(after.gatewayResponses)]);
  for (const type of types) {
    if (canonical(before.gatewayResponses[type] ?? null) === canonical(after.gatewayResponses[type] ?? null)) continue;
    const verb = !(type in before.gatewayResponses) ? 'answers in its own way' : type in after.gatewayResponses ? 'answers in another way' : 'answers as API Gateway does by default';
    changes.add('API', 'gateway-response-changed', 'other', SUBJECT, `${verb} to errors of the type ${code(type)}`);
  }
}

const DEFAULTS: Record<string, unknown> = { ApiKeySourceType: 'HEADER', DisableExecuteApiEndpoint: false };

function compareEndpoint({ endpointType: was }: DescribedApi, { endpointType: is }: DescribedApi, changes: Changes): void {
  if (was === undefined || is === undefined || was === is) return;
  const text = `is ${code(is)}, and was ${code(was)}`;
  if (isEndpointChangeRefused(was, is)) changes.add('API', 'endpoint-refused', 'destructive', SUBJECT, `${text}: API Gateway refuses that, go by REGIONAL in a deployment of its own`);
  else if (was === 'PRIVATE') changes.add('API', 'endpoint-opened', 'opened', SUBJECT, `${text}: it can be reached from the internet`);
  else changes.add('API', 'endpoint-changed', is === 'PRIVATE' ? 'breaking' : 'review', SUBJECT, `${text}${is === 'PRIVATE' ? ': it cannot be reached from the internet any more' : ''}`);
}

function comparePlans(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  const add = (kind: ChangeKind, effect: 'breaking' | 'review' | 'other', title: string, message: string) => changes.add('usage plans', kind, effect, `usage plan ${title}`, message);
  for (const [title, plan] of after.plans) {
    const known = before.plans.get(title);
    if (!known) {
      add('plan-added', 'other', title, `is new: ${throttleText(plan.throttle)}, ${plan.quota || 'no quota'}`);
      continue;
    }
    if (canonical(known.throttle) !== canonical(plan.throttle)) {
      const raised = isRaised(known.throttle, plan.throttle);
      add(raised ? 'throttle-raised' : 'throttle-lowered', raised ? 'review' : 'other', title, `has its throttle ${raised ? 'raised' : 'lowered'}: ${throttleText(plan.throttle)}, and was ${throttleText(known.throttle)}`);
    }
    if (known.quota !== plan.quota) add('quota-changed', 'review', title, `has ${plan.quota ? `a quota of ${plan.quota}` : 'no quota'}, and had ${known.quota || 'none'}`);
    if (known.stages !== plan.stages) add('plan-stages-changed', 'review', title, `is for ${code(plan.stages || 'no stage')}, and was for ${code(known.stages || 'no stage')}`);
  }
  for (const title of before.plans.keys()) if (!after.plans.has(title)) add('plan-removed', 'breaking', title, 'is gone: routes that need an API key refuse the keys of it');
}

function compareMappings(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  for (const [place, stage] of after.mappings) {
    const known = before.mappings.get(place);
    if (known === undefined) changes.add('domains', 'mapping-added', 'other', SUBJECT, `answers at ${code(place)}`);
    else if (known !== stage) changes.add('domains', 'mapping-changed', 'review', SUBJECT, `answers at ${code(place)} with the stage ${code(stage)}, and did with ${code(known)}`);
  }
  for (const place of before.mappings.keys()) if (!after.mappings.has(place)) changes.add('domains', 'mapping-removed', 'breaking', SUBJECT, `does not answer at ${code(place)} any more`);
}
