import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { Clients } from './clients';
import { Bake, Settings } from './event';
import { History } from './history';
import * as messages from './messages';
import { isForbidden, Patience } from './patience';
import { StageAccess } from './stage-access';
import { observe, recordLive, replaced, stop, switchTo } from './transitions';

const MINUTE_MS = 60_000;

/** The most that DescribeAlarms takes. */
const PAGE = 100;

/** What is wrong with the alarms of a canary: as it is told before the canary begins, and of one that runs. */
interface Trouble {
  readonly atStart: string;
  readonly reason: (passed: number) => string;
}

/** Ends of a canary that `observe` and the polls write, so that they are no reasons of their own. */
const BY_HAND: ReadonlyArray<string | undefined> = [undefined, 'removed', 'replaced'];

/** Watches a canary. */
export class Watch {
  constructor(private readonly client: Clients['cloudWatch'], private readonly patience: Patience, private readonly settings: Settings) {}

  /** Refuses a canary that would be stopped at once. */
  public async start(live: string): Promise<void> {
    const { stageName } = this.settings;
    const trouble = await this.trouble();
    if (trouble) throw new Error(messages.canaryNotStarted(stageName, trouble.atStart, live));
  }

  /** Whether the bake of a running canary is over, well: then its deployment is live. Throws if it is over otherwise. */
  public async isOver(bake: Bake, access: StageAccess): Promise<boolean> {
    const { stageName, candidate, bakeSeconds = 0, minimumRequests, names, canary: { percent } } = this.settings;
    const { stage, history } = await access.read();
    const since = Date.parse(bake.Since);
    const now = this.patience.clock.now();
    const passed = now - since;
    if (!stage) throw new Error(messages.stageGone(stageName, passed));

    const live = stage.deploymentId!;
    const fail = (reason: string) => this.end(access, history, reason, messages.canaryStopped(stageName, reason, live));
    const running = stage.canarySettings?.deploymentId;
    if (live === candidate && running !== candidate) {
      await recordLive(access, history, candidate, stage.variables, names);
      return true;
    }
    const stopped = history.record(candidate)?.stopped;
    if (running !== candidate && !BY_HAND.includes(stopped)) throw new Error(messages.canaryStopped(stageName, stopped!, live));
    const isOther = live !== bake.Base && live !== candidate;
    if (isOther) await observe(access, stage, history, names); // the rollback leaves it
    if (running === undefined) return this.end(access, history, 'removed', messages.canaryRemoved(stageName, passed, bake.Base, live));
    if (running !== candidate) {
      await replaced(access, history, candidate);
      throw new Error(messages.canaryReplaced(stageName, passed, running, live));
    }
    if (isOther) return fail(messages.liveByHandReason(live, passed));
    if (!stage.canarySettings?.percentTraffic && percent > 0) return fail(messages.noTrafficReason(passed));
    const trouble = await this.trouble();
    if (trouble) return fail(trouble.reason(passed));
    if (passed < bakeSeconds * 1000) return false;
    if (minimumRequests > 0) {
      const requests = await this.requests(since, now);
      if (requests < minimumRequests) return fail(messages.fewRequestsReason(requests, minimumRequests, passed));
    }
    const overrides = stage.canarySettings?.stageVariableOverrides ?? {};
    await switchTo(access, history, candidate, overrides, Object.keys(overrides));
    return true;
  }

  private async end(access: StageAccess, history: History, reason: string, message: string): Promise<never> {
    await stop(access, history, this.settings.candidate, reason);
    throw new Error(message);
  }

  private async trouble(): Promise<Trouble | undefined> {
    const { alarms } = this.settings;
    for (let start = 0; start < alarms.length; start += PAGE) {
      const names = alarms.slice(start, start + PAGE);
      const trouble = await this.troubleOf(names);
      if (trouble) return trouble;
    }
    return undefined;
  }

  /** Who may read some alarms may not ask for composite ones, so they are asked for only if one is not a metric's. */
  private async troubleOf(names: string[]): Promise<Trouble | undefined> {
    const states = new Map<string, string>();
    let mayAsk = true;
    for (const type of ['MetricAlarm', 'CompositeAlarm'] as const) {
      const wanted = names.filter((name) => !states.has(name));
      if (wanted.length === 0) break;
      try {
        for (const [name, state] of await this.describe(wanted, type)) states.set(name, state);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        if (type === 'MetricAlarm') return always(messages.alarmForbidden(namedIn(error as Error, names), (error as Error).message));
        mayAsk = false;
      }
    }
    const raised = names.find((name) => states.get(name) === 'ALARM');
    if (raised !== undefined) return { atStart: messages.alarmRaised(raised), reason: (passed) => messages.alarmReason(raised, passed) };
    const missing = names.find((name) => !states.has(name));
    if (missing === undefined) return undefined;
    if (!mayAsk) return always(messages.alarmHidden(missing));
    return { atStart: messages.alarmGone(missing), reason: (passed) => messages.alarmGoneReason(missing, passed) };
  }

  private async describe(AlarmNames: string[], type: 'MetricAlarm' | 'CompositeAlarm'): Promise<Map<string, string>> {
    const input = { AlarmNames, AlarmTypes: [type], MaxRecords: PAGE };
    const { MetricAlarms = [], CompositeAlarms = [] } = await this.patience.call(() => this.client.send(new DescribeAlarmsCommand(input)));
    return new Map([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => [AlarmName!, StateValue!]));
  }

  /** How many requests the canary had. Metrics are of whole minutes. */
  private async requests(since: number, until: number): Promise<number> {
    const { Namespace, MetricName, Dimensions } = this.settings.canaryRequests!;
    const MetricStat = { Metric: { Namespace, MetricName, Dimensions: Dimensions?.map(({ Name, Value }) => ({ Name, Value })) }, Period: 60, Stat: 'Sum' };
    let sum = 0;
    let NextToken: string | undefined;
    do {
      const answer = await this.patience.call(() => this.client.send(new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'requests', MetricStat }],
        StartTime: new Date(Math.floor(since / MINUTE_MS) * MINUTE_MS),
        EndTime: new Date(until),
        NextToken,
      })));
      for (const { Values = [] } of answer.MetricDataResults ?? []) for (const value of Values) sum += value;
      ({ NextToken } = answer);
    } while (NextToken !== undefined);
    return sum;
  }
}

const always = (told: string): Trouble => ({ atStart: told, reason: () => told });

/** The alarm that a refusal of IAM names, as far as it does. */
function namedIn({ message }: Error, names: string[]): string {
  const found = names.filter((name) => message.includes(`:alarm:${name}`)).sort((a, b) => b.length - a.length);
  return found[0] ?? names[0];
}
