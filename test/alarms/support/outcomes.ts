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
}

/** The stage of the only API of a template, as its metrics name it; whatever the alarms of the template ask for. */
export function subjectOf(template: CfnTemplate): Subject {
  const [[name, api, stage]] = [
    ...resourcesOf(template, 'AWS::ApiGateway::RestApi').map(([, { Name }]) => [resolveText(Name), 'REST', 'AWS::ApiGateway::Stage'] as const),
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Api')
      .map(([id, { ProtocolType }]) => [`\${${id}}`, (ProtocolType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP') as ApiType, 'AWS::ApiGatewayV2::Stage'] as const),
  ];
  const [[, { StageName }]] = resourcesOf(template, stage);
  return { api, name, stage: resolveText(StageName) };
}

export interface OutcomeOptions extends EmitOptions {
  /** Seconds from a sample to its being seen. @default 0 */
  readonly delay?: number;
  /** Seconds of ordinary traffic before the incident, at least: as long as the longest window. @default - as the scenario says */
  readonly before?: number;
}

/** Alarms are there from an hour before the incident; alarms that learn have the time before that, too. */
export function outcomeOf(template: CfnTemplate, title: ScenarioTitle, options: OutcomeOptions = {}): Outcome {
  const scenario = scenarioOf(title, options);
  const end = INCIDENT + scenario.lasts + scenario.after;
  const metrics = metricsOf(title, subjectOf(template), options);
  const histories = Object.entries(simulate(template, metrics, { from: INCIDENT - HOUR, to: end, delay: options.delay }));
  const fired = histories.flatMap(([alarm, history]) => {
    const time = history.timeOf('ALARM', INCIDENT + MINUTE); // an evaluation at the beginning sees what was before
    return time === undefined ? [] : [[alarm, (time - INCIDENT) / MINUTE] as const];
  });
  return {
    fired: Object.fromEntries(fired),
    early: histories.filter(([, history]) => (history.timeOf('ALARM') ?? Infinity) <= INCIDENT).map(([alarm]) => alarm),
    lasting: histories.filter(([, history]) => history.state === 'ALARM').map(([alarm]) => alarm),
  };
}

function scenarioOf(title: ScenarioTitle, { before = 0 }: OutcomeOptions): Scenario {
  return { ...SCENARIOS[title], before: Math.max(before, SCENARIOS[title].before) };
}

let last: { readonly key: string; readonly store: MetricStore } | undefined;

/** Metrics are the same for all alarms. Only those of the last scenario are kept: they are large. */
function metricsOf(title: ScenarioTitle, subject: Subject, options: OutcomeOptions): MetricStore {
  const { also, route, before } = options;
  const zeroes = subject.api === 'REST' || (options.zeroes ?? true); // a REST API has them anyway
  const key = JSON.stringify([title, subject, zeroes, route, before]);
  if (!also && last?.key === key) return last.store;
  const store = new MetricStore(emit(scenarioOf(title, options), subject, options));
  last = also ? undefined : { key, store };
  return store;
}
