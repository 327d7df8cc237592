import { accessLogMetrics } from './access-log';
import { AlarmState } from './alarm-rule';
import { simulate } from './cloudwatch-evaluator';
import { HOUR, MetricStore, MINUTE } from './metric-store';
import { ApiType, emit, EmitOptions, INCIDENT, Scenario, SCENARIOS, ScenarioTitle, Subject } from './scenarios';
import { CfnTemplate, resolveText, resourcesOf } from './template-values';

/** What the alarms of a template did in a scenario. */
export interface Outcome {
  /** Minutes from the beginning of the incident to ALARM, of the alarms that were in it. */
  readonly fired: Record<string, number>;
  /** The alarms that were in ALARM before the incident. */
  readonly early: readonly string[];
  /** The alarms that were in ALARM an hour after the incident. */
  readonly lasting: readonly string[];
  /** For which states each alarm took actions since the incident began. */
  readonly told: Record<string, readonly AlarmState[]>;
  /** How many minutes after its beginning. */
  readonly toldAt: Record<string, readonly number[]>;
}

/** The stage of the only API of a template, as its metrics name it, and all functions; whatever the alarms of the template ask for. */
export function subjectOf(template: CfnTemplate): Subject {
  const [[name, api, stage]] = [
    ...resourcesOf(template, 'AWS::ApiGateway::RestApi').map(([, { Name }]) => [resolveText(Name), 'REST', 'AWS::ApiGateway::Stage'] as const),
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Api')
      .map(([id, { ProtocolType }]) => [`\${${id}}`, (ProtocolType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP') as ApiType, 'AWS::ApiGatewayV2::Stage'] as const),
  ];
  const [[, { StageName }]] = resourcesOf(template, stage);
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias').map(([, { FunctionName, Name }]) => [resolveText(FunctionName), resolveText(Name)]);
  const functions = [
    ...resourcesOf(template, 'AWS::Lambda::Function').map(([id]) => ({ FunctionName: `\${${id}}` })),
    ...aliases.map(([of, alias]) => ({ FunctionName: of, Resource: `${of}:${alias}` })),
  ];
  return { api, name, stage: resolveText(StageName), functions };
}

export interface OutcomeOptions extends Pick<EmitOptions, 'zeroes' | 'route'> {
  /** Seconds from a sample to its being seen. @default 0 */
  readonly delay?: number;
  /** Seconds of ordinary traffic before the incident, at least: as long as the longest window. @default - as the scenario says */
  readonly before?: number;
}

/** Alarms are there from an hour before the incident; alarms that learn have the time before that, too. */
export function outcomeOf(template: CfnTemplate, title: ScenarioTitle, options: OutcomeOptions = {}): Outcome {
  const scenario = scenarioOf(title, options);
  const end = INCIDENT + scenario.lasts + scenario.after;
  const metrics = metricsOf(template, title, options);
  const histories = Object.entries(simulate(template, metrics, { from: INCIDENT - HOUR, to: end, delay: options.delay }));
  const fired = histories.flatMap(([alarm, history]) => {
    const time = history.timeOf('ALARM', INCIDENT + MINUTE); // an evaluation at the beginning sees what was before
    return time === undefined ? [] : [[alarm, (time - INCIDENT) / MINUTE] as const];
  });
  const actions = histories.map(([alarm, history]) => [alarm, history.actions.filter(({ time }) => time > INCIDENT)] as const);
  return {
    fired: Object.fromEntries(fired),
    early: histories.filter(([, history]) => (history.timeOf('ALARM') ?? Infinity) <= INCIDENT).map(([alarm]) => alarm),
    lasting: histories.filter(([, history]) => history.state === 'ALARM').map(([alarm]) => alarm),
    told: Object.fromEntries(actions.map(([alarm, taken]) => [alarm, taken.map(({ state }) => state)])),
    toldAt: Object.fromEntries(actions.map(([alarm, taken]) => [alarm, taken.map(({ time }) => (time - INCIDENT) / MINUTE)])),
  };
}

function scenarioOf(title: ScenarioTitle, { before = 0 }: OutcomeOptions): Scenario {
  return { ...SCENARIOS[title], before: Math.max(before, SCENARIOS[title].before) };
}

/** Of one template, since metrics are large: those of the last scenario, which are the same for all delays, and those of ordinary traffic. */
interface Known {
  readonly template: CfnTemplate;
  readonly ordinary: Map<string, MetricStore>;
  last?: { readonly key: string; readonly store: MetricStore };
}

let known: Known | undefined;

function metricsOf(template: CfnTemplate, title: ScenarioTitle, options: OutcomeOptions): MetricStore {
  const subject = subjectOf(template);
  const zeroes = subject.api === 'REST' || (options.zeroes ?? true); // a REST API has them anyway
  const key = JSON.stringify([title, zeroes, options.route, options.before]);
  if (known?.template !== template) known = { template, ordinary: new Map() };
  if (known.last?.key === key) return known.last.store;
  const scenario = scenarioOf(title, options);
  const emitted = (only: 'before' | 'since') => emit(scenario, subject, { route: options.route, zeroes, also: accessLogMetrics(template), only });
  const { normal, before } = scenario;
  const ordinaryKey = JSON.stringify([normal, before, zeroes, options.route]);
  const ordinary = known.ordinary.get(ordinaryKey) ?? new MetricStore(emitted('before'));
  known.ordinary.set(ordinaryKey, ordinary);
  const store = ordinary.extended(emitted('since'));
  known.last = { key, store };
  return store;
}
