import { ApiDiff, AREAS, DiffChange, DiffReport, Effect, EFFECTS, FAIL_ON } from './diff-report';
import { code, counted, listed, number } from './words';

/** What a comment of GitHub holds is 65,536 characters. */
const LONGEST = 60_000;

/** How many lines stand before the others are folded, and how many of these there are; less if it is too long. */
const LENGTHS = [{ shown: 10, folded: 1000 }, { shown: 10, folded: 100 }, { shown: 5, folded: 20 }, { shown: 3, folded: 0 }];

const TITLES: Record<Effect, string> = {
  opened: '🔓 Opened',
  destructive: '⛔ Destructive',
  breaking: '💥 Breaks clients',
  review: '⚠️ Look twice',
  other: 'Other changes',
};

/** The report for a pull request: short, and the most important first. */
export function toMarkdown(report: DiffReport): string {
  const texts = LENGTHS.map((length) => () => new MarkdownWriter(length).write(report));
  for (const text of texts) {
    const written = text();
    if (written.length <= LONGEST) return written;
  }
  return `${texts[texts.length - 1]().slice(0, LONGEST)}\n\n…\n`;
}

class MarkdownWriter {
  constructor(private readonly length: { readonly shown: number; readonly folded: number }) {}

  public write(report: DiffReport): string {
    const changed = report.apis.filter(({ state }) => state !== 'unchanged');
    const unchanged = report.apis.filter(({ state }) => state === 'unchanged');
    return [
      `## ${headline(report)}`,
      report.failedOn.length > 0 && `**Fails:** ${report.failedOn.map((name) => `${code(name)} (${FAIL_ON[name]})`).join(', ')}.`,
      ...changed.map((api) => this.api(api, report)),
      report.general.length > 0 && `### Of no single API\n\n${this.sections(report.general)}`,
      unchanged.length > 0 && `Unchanged: ${listed(unchanged.map(({ title }) => code(title)))}.`,
      this.costs(unchanged.filter(({ monthlyCost: { before, after } = {} as never }) => before !== after), report),
      unpriced(report.apis),
      notRead(unchanged),
      others(report),
    ].filter(Boolean).join('\n\n') + '\n';
  }

  private api(api: ApiDiff, report: DiffReport): string {
    const { title, stack, kind, routes, changes, state } = api;
    const count = routes.before === routes.after || state !== 'changed' ? counted(routes.after || routes.before, 'route') : `${number(routes.before)} → ${counted(routes.after, 'route')}`;
    const hasCallers = changes.some(({ callers }) => callers);
    return [
      `### ${code(title)} · ${kind} API of ${code(stack)}, ${count}`,
      !hasCallers && 'Nothing changed for callers.',
      this.sections(changes),
      this.costs([api], report),
      notRead([api]),
    ].filter(Boolean).join('\n\n');
  }

  private sections(changes: DiffChange[]): string {
    return EFFECTS.flatMap((effect) => {
      const ofEffect = changes.filter((change) => change.effect === effect);
      if (ofEffect.length === 0) return [];
      if (effect !== 'other') return [`**${TITLES[effect]}**\n\n${this.list(this.lines(ofEffect))}`];
      const areas = AREAS.map((area) => ofEffect.filter((change) => change.area === area)).filter((found) => found.length > 0);
      if (this.lines(ofEffect).length <= this.length.shown / 2) return [`**${TITLES.other}**\n\n${this.list(this.lines(ofEffect))}`];
      return [fold(`${counted(ofEffect.length, 'other change')}: ${areas.map((found) => `${found[0].area} ${found.length}`).join(', ')}`, this.cut(areas.flatMap((found) => this.lines(found))))];
    }).join('\n\n');
  }

  /** Changes that say the same of several things stand on one line. */
  private lines(changes: DiffChange[]): string[] {
    const byMessage = new Map<string, DiffChange[]>();
    for (const change of changes) {
      const key = `${change.area} ${change.message}`;
      const known = byMessage.get(key);
      if (known) known.push(change);
      else byMessage.set(key, [change]);
    }
    return [...byMessage.values()].map((same) => {
      const subjects = [...new Set(same.map(({ subject }) => subject))];
      const [{ area, message, effect }] = same;
      if (subjects.length > 1) return this.lineOfMany(subjects, message, effect);
      return `- ${subjectText(subjects[0])}${area === 'for clients' ? ':' : ''} ${message}`;
    });
  }

  private lineOfMany(subjects: string[], message: string, effect: Effect): string {
    const kinds = new Set(subjects.map((subject) => KIND.exec(subject)?.[1] ?? ''));
    const [kind] = kinds;
    const texts = kinds.size > 1 ? subjects.map(subjectText) : subjects.map((subject) => code(KIND.exec(subject)?.[2] ?? subject));
    const visible = effect === 'opened' ? 20 : 5;
    const { folded } = this.length;
    const isFolded = texts.length > visible + 1;
    const shown = isFolded ? [...texts.slice(0, visible), counted(texts.length - visible, 'other')] : texts;
    const line = `- ${kinds.size === 1 && kind ? `${capitalized(kind)}s ` : ''}${listed(shown)}, each: ${message}`;
    if (!isFolded || folded === 0) return line;
    const rest = texts.slice(visible);
    const named = `${rest.slice(0, folded).join(', ')}${rest.length > folded ? ', …' : ''}`;
    return `${line}\n  <details><summary>The ${counted(rest.length, 'other')}</summary>\n\n  ${named}\n\n  </details>`;
  }

  private list(all: string[]): string {
    const { shown } = this.length;
    if (all.length <= shown + 2) return all.join('\n');
    return `${all.slice(0, shown).join('\n')}\n\n${fold(`${number(all.length - shown)} more`, this.cut(all.slice(shown)))}`;
  }

  private cut(all: string[]): string {
    const { folded } = this.length;
    return [...all.slice(0, folded), ...(all.length > folded ? [`- … and ${number(all.length - folded)} more`] : [])].join('\n');
  }

  private costs(apis: ApiDiff[], { monthlyRequests = 0 }: DiffReport): string {
    return apis.flatMap(({ title, state, monthlyCost: { before, after, region } = {} as never }) => {
      if (!before && !after) return [];
      const what = state === 'unchanged' ? ` of ${code(title)}` : '';
      const load = monthlyRequests === 0 ? 'without requests' : `for ${counted(monthlyRequests, 'request')}`;
      const [was, is] = [before, after].map((usd) => (usd === undefined ? undefined : `${number(usd.toFixed(2))} USD`));
      const amount = was === is ? `${is}, as before` : was === undefined ? is : is === undefined ? `nothing, and it was ${was}` : `${was} → ${is}`;
      return [`Cost${what} a month, ${load}, at the prices of ${region}: ${amount}.`];
    }).join('\n');
  }
}

/** How things are called that are no routes. */
const KIND = /^(stage|usage plan|alarm|domain) (.+)$/;

function subjectText(subject: string): string {
  const [, kind, name] = KIND.exec(subject) ?? [];
  if (kind) return `${capitalized(kind)} ${code(name)}`;
  return subject.startsWith('the ') ? capitalized(subject) : code(subject);
}

function capitalized(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

function headline({ apis, general }: DiffReport): string {
  const all = [...apis.flatMap(({ changes }) => changes), ...general];
  const count = (effect: Effect) => all.filter((change) => change.effect === effect).length;
  const parts = [
    count('opened') > 0 && `🔓 ${number(count('opened'))} opened`,
    count('destructive') > 0 && `⛔ ${number(count('destructive'))} destructive`,
    count('breaking') > 0 && `💥 ${number(count('breaking'))} breaking`,
  ].filter((part) => part !== false);
  const calm = all.some(({ callers }) => callers) ? [] : ['nothing changed for callers'];
  if (parts.length + calm.length > 0) return `APIs: ${[...calm, ...parts].join(', ')}`;
  return 'APIs: nothing opened, nothing breaks clients';
}

function notRead(apis: ApiDiff[]): string {
  const all = apis.flatMap(({ title, unread }) => unread.map((text) => `- ${code(title)}: ${code(text)}`));
  return all.length === 0 ? '' : fold(`${counted(all.length, 'part')} could not be read, and ${all.length === 1 ? 'is' : 'are'} not compared`, all.slice(0, 20).join('\n'));
}

function unpriced(apis: ApiDiff[]): string {
  const all = apis.filter(({ monthlyCost: { missing = [] } = {} as never }) => missing.length > 0);
  if (all.length === 0) return '';
  const missing = [...new Set(all.flatMap(({ monthlyCost }) => monthlyCost!.missing))];
  const regions = [...new Set(all.map(({ monthlyCost }) => monthlyCost!.region))];
  return `What ${listed(all.map(({ title }) => code(title)))} ${all.length === 1 ? 'costs' : 'cost'} is not known: there is no price for ${listed(regions)} of ${listed(missing)}. \`--region\` takes those of another Region.`;
}

function others({ others: { added, removed, changed, byType } }: DiffReport): string {
  const total = added + removed + changed;
  if (total === 0) return '';
  const types = Object.entries(byType);
  const named = types.slice(0, 4).map(([type, count]) => `${type.replace(/^AWS::/, '')} ${count}`);
  return `Elsewhere in the templates: ${number(added)} added, ${number(removed)} removed, ${number(changed)} changed (${[...named, ...(types.length > 4 ? ['…'] : [])].join(', ')}).`;
}

function fold(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}
