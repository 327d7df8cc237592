import { ApiKind } from './described-api';
import { Kind } from '../../lib/openapi/compare-kinds';

/** What a change does, the most important first. */
export const EFFECTS = ['opened', 'destructive', 'breaking', 'review', 'other'] as const;
export type Effect = typeof EFFECTS[number];

/** What a change is about. */
export const AREAS = ['API', 'routes', 'resource policy', 'for clients', 'stages', 'usage plans', 'domains', 'alarms'] as const;
export type Area = typeof AREAS[number];

/** For what a run of the command can fail, and what that is. */
export const FAIL_ON = {
  'breaking': 'a change breaks clients',
  'open-route': 'a route needs no authorization, and is new or did need it',
  'policy-widened': 'a resource policy lets in more callers',
  'alarm-weakened': 'an alarm is gone, sounds later, or tells nobody',
  'destructive': 'a deployment takes an API away, replaces it, or is refused',
} as const;
export type FailOn = keyof typeof FAIL_ON;

/** What changes are called; contract. What changes for clients has the kinds of a comparison of documents. */
export const CHANGE_KINDS = [
  'api-added', 'api-removed', 'api-replaced', 'layout-changed', 'setting-changed', 'gateway-response-changed', 'endpoint-opened', 'endpoint-changed', 'endpoint-refused',
  'route-added', 'route-removed', 'route-opened', 'route-closed', 'open-route-added', 'authorizer-changed', 'scopes-widened', 'scopes-changed', 'api-key-dropped', 'api-key-required',
  'integration-changed', 'validation-added', 'validation-dropped', 'preflight-added', 'preflight-removed', 'cors-changed',
  'policy-widened', 'policy-narrowed',
  'stage-added', 'stage-removed', 'throttle-raised', 'throttle-lowered', 'cache-changed', 'cache-cluster-changed', 'variable-changed', 'variable-removed', 'access-log-changed', 'access-log-removed',
  'execution-log-changed', 'tracing-changed', 'client-certificate-changed', 'web-acl-changed', 'web-acl-removed', 'release-changed',
  'plan-added', 'plan-removed', 'plan-stages-changed', 'quota-changed',
  'domain-added', 'domain-changed', 'domain-removed', 'mapping-added', 'mapping-changed', 'mapping-removed',
  'alarm-added', 'alarm-changed', 'alarm-removed', 'alarm-weakened',
] as const;
export type ChangeKind = typeof CHANGE_KINDS[number] | Kind;

/** One change, in words. */
export interface DiffChange {
  readonly area: Area;
  /** Such as "route-opened"; programs may compare it. */
  readonly kind: ChangeKind;
  readonly effect: Effect;
  /** What has changed: "GET /orders", a stage, an alarm. */
  readonly subject: string;
  /** What follows the subject in a sentence, with code in backticks. */
  readonly message: string;
  /** Whether callers can notice it. */
  readonly callers: boolean;
}

/** What an API costs a month. */
export interface CostChange {
  /** USD, of an API that was there and whose prices are known. */
  readonly before?: number;
  /** USD, of an API that is there and whose prices are known. */
  readonly after?: number;
  /** The Region whose prices are taken. */
  readonly region: string;
  /** What no price is known of. */
  readonly missing: string[];
}

/** What is other in an API. */
export interface ApiDiff {
  readonly title: string;
  readonly stack: string;
  readonly kind: ApiKind;
  readonly state: 'added' | 'removed' | 'changed' | 'unchanged';
  readonly routes: { readonly before: number; readonly after: number };
  /** The most important first. */
  readonly changes: DiffChange[];
  /** If somebody estimates it. */
  readonly monthlyCost?: CostChange;
  /** What could not be read, and so is not compared. */
  readonly unread: string[];
}

/** How many resources of other kinds are other. */
export interface OtherChanges {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** By type of resource, all of the three together. */
  readonly byType: Record<string, number>;
}

/** What is other between two folders `cdk.out`. */
export interface DiffReport {
  readonly apis: ApiDiff[];
  /** What is of no API: domains, and alarms of something else. */
  readonly general: DiffChange[];
  readonly others: OtherChanges;
  /** How many requests to each API the costs are for. */
  readonly monthlyRequests?: number;
  /** What the run should fail on, and does. */
  readonly failedOn: FailOn[];
}

/** A place to gather changes of one area in. */
export class Changes {
  public readonly all: DiffChange[] = [];

  public add(area: Area, kind: ChangeKind, effect: Effect, subject: string, message: string, callers = true): void {
    this.all.push({ area, kind, effect, subject, message, callers });
  }
}

/** The most important first, otherwise as they were found. */
export function byImportance(changes: DiffChange[]): DiffChange[] {
  const weight = ({ effect, area }: DiffChange) => EFFECTS.indexOf(effect) * AREAS.length + AREAS.indexOf(area);
  return [...changes].sort((one, other) => weight(one) - weight(other));
}
