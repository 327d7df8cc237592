import { DescribedApi, DescribedStage, RouteSettings } from './described-api';
import { ChangeKind, Changes } from './diff-report';
import { code, counted, isRaised, throttleText } from './words';
import { canonical } from '../../lib/openapi/compare-source';

const NONE: RouteSettings = { throttle: {}, cache: '', logging: 'execution log OFF' };

/** Compares the stages of an API. */
export function compareStages(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  for (const [name, stage] of after.stages) {
    const known = before.stages.get(name);
    if (known) new StageComparer(known, stage, changes).compare();
    else changes.add('stages', 'stage-added', 'other', `stage ${name}`, `is new: ${summary(stage)}`);
  }
  for (const name of before.stages.keys()) {
    if (!after.stages.has(name)) changes.add('stages', 'stage-removed', 'breaking', `stage ${name}`, 'is gone, and with it its URL');
  }
}

class StageComparer {
  private readonly subject: string;

  constructor(private readonly before: DescribedStage, private readonly after: DescribedStage, private readonly changes: Changes) {
    this.subject = `stage ${after.name}`;
  }

  public compare(): void {
    this.compareSettings();
    const { before, after } = this;
    if (before.cacheCluster !== after.cacheCluster) {
      this.add('cache-cluster-changed', 'other', after.cacheCluster ? `has a cache of ${after.cacheCluster}, and had ${before.cacheCluster ? `one of ${before.cacheCluster}` : 'none'}` : 'has no cache any more');
    }
    for (const name of new Set([...Object.keys(before.variables), ...Object.keys(after.variables)])) this.compareVariable(name);
    if (before.accessLog !== after.accessLog) {
      if (!after.accessLog) this.add('access-log-removed', 'review', 'writes no access log any more', false);
      else this.add('access-log-changed', 'other', before.accessLog ? 'writes its access log to another place' : 'writes an access log', false);
    } else if (before.accessLogFormat !== after.accessLogFormat) {
      this.add('access-log-changed', 'other', 'writes other fields to its access log', false);
    }
    if (before.tracing !== after.tracing) this.add('tracing-changed', 'other', after.tracing ? 'traces with X-Ray' : 'does not trace with X-Ray any more', false);
    if (before.clientCertificate !== after.clientCertificate) this.add('client-certificate-changed', 'review', after.clientCertificate ? 'shows backends another client certificate' : 'shows backends no client certificate any more', false);
    if (before.webAcl !== after.webAcl) {
      if (!after.webAcl) this.add('web-acl-removed', 'review', 'is behind no web ACL any more');
      else this.add('web-acl-changed', 'review', before.webAcl ? 'is behind another web ACL' : 'is behind a web ACL');
    }
    if (before.release !== after.release) this.add('release-changed', 'other', `is released with ${code(after.release ?? 'all at once')}, and was with ${code(before.release ?? 'all at once')}`, false);
  }

  private compareSettings(): void {
    const [was, is] = [this.before.settings, this.after.settings];
    const ofStage = { before: was.get('*') ?? NONE, after: is.get('*') ?? NONE };
    this.compareEntry('', ofStage.before, ofStage.after);
    const changeOfStage = canonical(ofStage);
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      if (key === '*') continue;
      // what a route does not say it has of the stage
      const [before, after] = [was.get(key) ?? ofStage.before, is.get(key) ?? ofStage.after];
      if (canonical({ before, after }) !== changeOfStage) this.compareEntry(key, before, after, ofStage);
    }
  }

  private compareEntry(key: string, before: RouteSettings, after: RouteSettings, ofStage?: { before: RouteSettings; after: RouteSettings }): void {
    const place = key === '' ? '' : ` at ${code(key)}`;
    const differs = (part: keyof RouteSettings) => canonical(before[part]) !== canonical(after[part])
      && !(ofStage && canonical([before[part], after[part]]) === canonical([ofStage.before[part], ofStage.after[part]]));
    if (differs('throttle')) {
      const raised = isRaised(before.throttle, after.throttle);
      const text = `${throttleText(after.throttle)}, and was ${throttleText(before.throttle)}`;
      this.add(raised ? 'throttle-raised' : 'throttle-lowered', raised ? 'review' : 'other', `has its throttle${place} ${raised ? 'raised' : 'lowered'}: ${text}`);
    }
    if (differs('cache')) this.add('cache-changed', 'other', after.cache ? `caches answers${place} for ${after.cache}, and did ${before.cache ? `for ${before.cache}` : 'not'}` : `caches no answers${place} any more`);
    if (differs('logging')) {
      const isMore = after.logging.includes('whole requests') && !before.logging.includes('whole requests');
      this.add('execution-log-changed', isMore ? 'review' : 'other', `has ${after.logging}${place}, and had ${before.logging}`, false);
    }
  }

  private compareVariable(name: string): void {
    const [was, is] = [this.before.variables[name], this.after.variables[name]];
    if (was === is) return;
    if (is === undefined) this.add('variable-removed', 'other', `has no variable ${code(name)} any more`);
    else this.add('variable-changed', 'other', `has the variable ${code(name)} ${code(is)}${was === undefined ? '' : `, and had ${code(was)}`}`);
  }

  private add(kind: ChangeKind, effect: Parameters<Changes['add']>[2], message: string, callers = true): void {
    this.changes.add('stages', kind, effect, this.subject, message, callers);
  }
}

function summary({ settings, variables, cacheCluster, accessLog, webAcl }: DescribedStage): string {
  const count = Object.keys(variables).length;
  return [
    throttleText(settings.get('*')?.throttle ?? {}),
    cacheCluster && `a cache of ${cacheCluster}`,
    count > 0 && counted(count, 'variable'),
    accessLog ? 'an access log' : 'no access log',
    webAcl && 'a web ACL',
  ].filter(Boolean).join(', ');
}
