import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { Clients } from './clients';
import { Bake, Settings } from './event';
import { History } from './history';
import * as messages from './messages';
import { isForbidden, Patience } from './patience';
import { StageAccess } from './stage-access';
import { recordLive, stop, switchTo } from './transitions';

const MINUTE_MS = 60_000;

/** The most that DescribeAlarms takes. */
const PAGE = 100;

/** What is wrong with the alarms of a canary. */
interface Trouble {
  readonly alarm: string;
  readonly gone: boolean;
}

/** Watches a canary. */
export class Watch {
  constructor(private readonly client: Clients['cloudWatch'], private readonly patience: Patience, private readonly settings: Settings) {}

  /** Refuses a canary that would be stopped at once. */
  public async start(live: string): Promise<void> {
    const { stageName } = this.settings;
    const trouble = await this.trouble();
    if (trouble) throw new Error((trouble.gone ? messages.canaryNotWatched : messages.canaryNotStarted)(stageName, trouble.alarm, live));
  }

  /** Whether the bake of a running canary is over, well: then its deployment is live. Throws if it is over otherwise. */
  public async isOver(bake: Bake, access: StageAccess): Promise<boolean> {
    const { stageName, candidate, bakeSeconds = 0, minimumRequests } = this.settings;
    const { stage, history } = await access.read();
    const since = Date.parse(bake.Since);
    const now = this.patience.clock.now();
    const passed = now - since;
    if (!stage) throw new Error(messages.stageGone(stageName, passed));

    const live = stage.deploymentId!;
    const fail = (reason: string) => this.end(access, history, reason, messages.canaryStopped(stageName, reason, live));
    if (stage.canarySettings?.deploymentId !== candidate) {
      const stopped = history.record(candidate)?.stopped;
      if (live !== candidate && stopped !== undefined && stopped !== 'removed') throw new Error(messages.canaryStopped(stageName, stopped, live));
      if (live !== candidate) return this.end(access, history, 'removed', messages.canaryRemoved(stageName, passed, bake.Base, live));
      await recordLive(access, history, candidate, stage.variables, this.settings.names);
      return true;
    }
    const trouble = await this.trouble();
    if (trouble) return fail((trouble.gone ? messages.alarmGoneReason : messages.alarmReason)(trouble.alarm, passed));
    if (passed < bakeSeconds * 1000) return false;
    if (minimumRequests > 0) {
      const requests = await this.requests(since, now);
      if (requests < minimumRequests) return fail(messages.fewRequestsReason(requests, minimumRequests, passed));
    }
    const overrides = stage.canarySettings.stageVariableOverrides ?? {};
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
      const states = await this.states(names);
      const alarm = names.find((name) => states.get(name) === 'ALARM') ?? names.find((name) => !states.has(name));
      if (alarm !== undefined) return { alarm, gone: !states.has(alarm) };
    }
    return undefined;
  }

  /** Who may read some alarms may not ask for composite ones, so they are asked for only if one is not a metric's. */
  private async states(names: string[]): Promise<Map<string, string>> {
    const found = await this.describe(names, 'MetricAlarm');
    const others = names.filter((name) => !found.has(name));
    if (others.length === 0) return found;
    try {
      return new Map([...found, ...await this.describe(others, 'CompositeAlarm')]);
    } catch (error) {
      if (isForbidden(error)) return found; // there was none when the policy was made
      throw error;
    }
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
