/**
 * What the alarms of a template would do with given metrics: metric alarms and composite alarms, minute by minute.
 *
 * Rules and their sources are in `metric-alarm.ts` (when and on what an alarm is evaluated, missing data), `metric-math.ts`,
 * `metric-store.ts` (statistics), `alarm-rule.ts` (composite alarms) and, for actions, below. Anything they do not know throws.
 */
import { AlarmRule, AlarmState, parseAlarmRule } from './alarm-rule';
import { MetricAlarm } from './metric-alarm';
import { MetricEvent, MetricStore, MINUTE } from './metric-store';
import { muteWindowsOf } from './mute-windows';
import { CfnTemplate, Properties, resolveText, resourcesOf } from './template-values';

export interface SimulationOptions {
  /** From when on there are alarms, in seconds since 1970: a whole minute. */
  readonly from: number;
  /** The last evaluation. */
  readonly to: number;
  /** Seconds from a sample to its being seen by alarms. */
  readonly delay?: number;
}

/** What became of an alarm. Times are in seconds since 1970. */
export class AlarmHistory {
  /** Changes of state. An alarm begins in INSUFFICIENT_DATA: "the alarm has just started". */
  public readonly transitions: Array<{ readonly time: number; readonly from: AlarmState; readonly to: AlarmState }> = [];
  /** When the actions for a state were taken. */
  public readonly actions: Array<{ readonly time: number; readonly state: AlarmState }> = [];

  /** The state at the end. */
  public get state(): AlarmState {
    return this.transitions[this.transitions.length - 1]?.to ?? 'INSUFFICIENT_DATA';
  }

  public stateAt(time: number): AlarmState {
    return this.transitions.filter((transition) => transition.time <= time).pop()?.to ?? 'INSUFFICIENT_DATA';
  }

  /** When it went into a state; undefined if never. */
  public timeOf(state: AlarmState, after = -Infinity): number | undefined {
    return this.transitions.find(({ time, to }) => time >= after && to === state)?.time;
  }

  /**
   * Takes the actions of a window of time back, in which the alarm was mute. One that is still raised at the end takes its action then.
   *
   * @internal
   */
  public _mute({ from, to }: { readonly from: number; readonly to: number }): void {
    const kept = this.actions.filter(({ time }) => time < from || time >= to);
    if (kept.length < this.actions.length && this.stateAt(to) === 'ALARM') kept.push({ time: to, state: 'ALARM' });
    this.actions.splice(0, this.actions.length, ...kept.sort((a, b) => a.time - b.time));
  }

  /** @internal */
  public _set(time: number, to: AlarmState): boolean {
    if (to === this.state) return false;
    this.transitions.push({ time, from: this.state, to });
    return true;
  }
}

/** The histories of all alarms of a template, by logical id. */
export function simulate(
  template: CfnTemplate,
  metrics: MetricStore | Iterable<MetricEvent>,
  options: SimulationOptions,
): Record<string, AlarmHistory> {
  const { from, to, delay = 0 } = options;
  if (from % MINUTE !== 0) throw new Error(`'from' must be a whole minute, got ${from}`);
  const store = metrics instanceof MetricStore ? metrics : new MetricStore(metrics);
  const simple = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, properties]) => ({ id, alarm: new MetricAlarm(properties, store), history: new AlarmHistory() }));
  const histories = Object.fromEntries(simple.map(({ id, history }) => [id, history]));
  const composites = compositesOf(template, histories);
  for (let time = from; time <= to; time += MINUTE) {
    for (const { alarm, history } of simple) {
      if (!alarm.isEvaluatedAt(time)) continue;
      if (history._set(time, alarm.evaluate(time, delay, history.state))) history.actions.push({ time, state: history.state });
    }
    for (const composite of composites) composite.evaluate(time);
  }
  for (const composite of composites) composite.end(to);
  for (const { alarms, ...window } of muteWindowsOf(template)) for (const alarm of alarms) histories[alarm]._mute(window);
  return histories;
}

/** Composite alarms in such an order that each comes after those that it names; their histories are added. */
function compositesOf(template: CfnTemplate, histories: Record<string, AlarmHistory>): CompositeAlarm[] {
  const waiting = new Map(resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm'));
  const named: Record<string, string> = {};
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']) {
    for (const [id, { AlarmName: name }] of resourcesOf(template, type)) {
      for (const text of [`\${${id}}`, `\${${id}.Arn}`, ...name === undefined ? [] : [resolveText(name)]]) named[text] = id;
    }
  }
  const find = (alarm: string): string => named[alarm] ?? fail(`no alarm ${JSON.stringify(alarm)} in the template`);
  const ordered: CompositeAlarm[] = [];
  while (waiting.size > 0) {
    const before = waiting.size;
    for (const [id, properties] of waiting) {
      const composite = new CompositeAlarm(properties, histories, find);
      if (!composite.names.every((name) => name in histories)) continue;
      histories[id] = composite.history;
      ordered.push(composite);
      waiting.delete(id);
    }
    if (waiting.size === before) fail(`composite alarms that name each other: ${[...waiting.keys()].join(', ')}`);
  }
  return ordered;
}

const COMPOSITE_PROPERTIES = [
  'ActionsEnabled', 'ActionsSuppressor', 'ActionsSuppressorExtensionPeriod', 'ActionsSuppressorWaitPeriod', 'AlarmActions', 'AlarmDescription',
  'AlarmName', 'AlarmRule', 'InsufficientDataActions', 'OKActions', 'Tags',
];

/**
 * A composite alarm. It is in ALARM while its rule is true, and otherwise OK. Its actions may be suppressed, by
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html, whose examples 1 to 6 are tests of this:
 * a change of state starts a WaitPeriod and discards what period there was; a suppressor that goes into ALARM discards it, too, and
 * when it leaves ALARM an ExtensionPeriod starts; when a period ends, the alarm takes the actions for its state at that time.
 *
 * Not documented, and assumed: a period that ends while no change of state is left without its actions takes none.
 */
class CompositeAlarm {
  public readonly history = new AlarmHistory();
  /** The logical ids of alarms that it depends on. */
  public readonly names: string[];
  private readonly rule: AlarmRule;
  private readonly suppressor?: string;
  private suppressed = false;
  private pending = false;
  private until?: number;

  public constructor(
    private readonly properties: Properties,
    private readonly histories: Record<string, AlarmHistory>,
    private readonly find: (alarm: string) => string,
  ) {
    for (const key of Object.keys(properties)) if (!COMPOSITE_PROPERTIES.includes(key)) fail(`unknown property ${key} of a composite alarm`);
    this.rule = parseAlarmRule(resolveText(properties.AlarmRule));
    this.names = this.rule.alarms.map(find);
    const { ActionsSuppressor: suppressor, ActionsSuppressorWaitPeriod: wait, ActionsSuppressorExtensionPeriod: extension } = properties;
    if (suppressor === undefined) return;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    if (wait === undefined || extension === undefined) fail('ActionsSuppressor requires ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod');
    this.suppressor = find(resolveText(suppressor));
    this.names.push(this.suppressor);
  }

  public evaluate(time: number): void {
    this.end(time - 1);
    const { ActionsSuppressorWaitPeriod: wait, ActionsSuppressorExtensionPeriod: extension } = this.properties;
    const suppressed = this.suppressor !== undefined && this.histories[this.suppressor].state === 'ALARM';
    if (suppressed !== this.suppressed) this.until = suppressed ? undefined : time + extension;
    this.suppressed = suppressed;
    const changed = this.history._set(time, this.rule.isTrue((alarm) => this.histories[this.find(alarm)].state) ? 'ALARM' : 'OK');
    if (changed) {
      this.pending = true;
      if (!suppressed) this.until = time + (this.suppressor === undefined ? 0 : wait);
    }
    this.end(time);
  }

  /** Takes the actions that are due. */
  public end(time: number): void {
    if (this.until === undefined || this.until > time) return;
    if (this.pending) this.history.actions.push({ time: this.until, state: this.history.state });
    this.pending = false;
    this.until = undefined;
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}
