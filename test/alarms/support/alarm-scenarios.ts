/** The page of the documentation that says which alarms fire in which scenario. */
import { ApiType, ScenarioTitle } from './scenarios';

/** What is said of an alarm. */
interface DescribedRow {
  /** The end of its path, as in logical ids. */
  readonly alarm: string;
  /** Of high severity. */
  readonly high: boolean;
  readonly fires: Partial<Record<ScenarioTitle, number>>;
  readonly unfit?: readonly ScenarioTitle[];
}

/** The alarms of a type of API. */
export interface ApiRows {
  readonly type: ApiType;
  readonly rows: readonly DescribedRow[];
  readonly pageAfter: (title: ScenarioTitle) => number | undefined;
}

/** What happens, where the title alone does not say it. */
const WHAT: Partial<Record<ScenarioTitle, string>> = {
  'a quiet night': 'five requests an hour',
  'an ordinary day': '1,200 requests a minute, which go up and down by half',
  'one error at low traffic': 'one of two requests in a minute',
  '2 % errors at load': 'an hour, at 1,200 requests a minute, as all that follow unless it is said',
  'slow burn over 3 days': '0.3 % fail',
  'fast burn': '4 % fail for an hour',
  'metric gap of 30 minutes': 'requests are answered, and CloudWatch gets nothing',
  'outage without traffic': 'an hour without a request',
  'a backend that hangs': '8 % of the calls take 6 seconds',
  'all requests are slow': '6 seconds each',
  'overhead of the gateway': 'half a second',
  'one slow cold start at night': '4 seconds',
  'a little of everything at low traffic': 'one request a minute; half of them fail in one of six ways',
  'traffic surge': 'five times as many as ever',
  'traffic drop': 'a tenth',
  'flood': 'a million requests a minute, for 10 minutes',
  'clients that err': '30 % of the requests get 4xx',
  'throttled clients': '40 % get 429',
  'a partner who asks too often': 'uses a quota of a day',
  'integrations time out': '3 %',
  'authorizers fail': '3 %',
  'the function fails': '10 %',
  'the function is throttled': '3 %',
  'the canary fails': 'a fifth of the requests to a canary, which gets 5 %',
  'the canary is slow': 'a tenth of the requests to a canary, which gets 5 %, take 6 seconds',
};

const HEAD = `# What fires when

Minutes from the beginning of an incident until each alarm is raised, of stages that have **every** alarm of [alarms.md](alarms.md), with its default threshold, and objectives of 99.9 % and p99 under a second. What is not named is not raised.

The page is what the composite alarm tells, once for each incident, with the first alarm of high severity. Those in bold are of high severity. Function alarms are on an alias with 20 provisioned calls (REST) or on the function; \`latency p50\` has a
threshold of 150 ms, the quota is 30,000 requests a day.

The minutes are those of an evaluation of the synthesized alarms by CloudWatch's documented rules (\`test/alarms/do-they-fire.test.ts\`), which writes this page and fails if it is another. Metrics that arrive late come on top, and
bands of what is usual are a stand-in for CloudWatch's, whose model is not published.
`;

/** The page, in Markdown. */
export function describeScenarios(titles: readonly ScenarioTitle[], apis: readonly ApiRows[]): string {
  return [HEAD, ...apis.map((api) => tableOf(titles, api))].join('\n');
}

function tableOf(titles: readonly ScenarioTitle[], { type, rows, pageAfter }: ApiRows): string {
  const lines = titles.map((title) => {
    const raised = rows.flatMap(({ alarm, high, fires: { [title]: minute } }) => (minute === undefined ? [] : [{ minute, text: `${high ? `**${labelOf(alarm)}**` : labelOf(alarm)} ${number(minute)}` }]));
    const unfit = rows.filter((row) => row.unfit?.includes(title)).map(({ alarm }) => `(${labelOf(alarm)} is not for an API that rests)`);
    const alarms = [...raised.sort((a, b) => a.minute - b.minute).map(({ text }) => text), ...unfit].join(', ');
    const page = pageAfter(title);
    return `| ${[WHAT[title] ? `${title}: ${WHAT[title]}` : title, page === undefined ? '–' : number(page), alarms || '–'].join(' | ')} |`;
  });
  return [`## ${type === 'WebSocket' ? 'A WebSocket API' : `A ${type} API`}`, '', '| scenario | page after | raised after minutes |', '|---|---|---|', ...lines, ''].join('\n');
}

function number(minute: number): string {
  return minute.toLocaleString('en-US');
}

/** As docs/alarms.md calls an alarm. */
function labelOf(alarm: string): string {
  const [, rest] = /^(?:Alarms)?(.*)$/.exec(alarm)!;
  const name = rest
    .replace(/GETorders$/, ' of a route')
    .replace(/p(\d\d)(?= |$)/, (_, percentile: string) => (percentile === '99' ? '' : ` p${percentile}`))
    .replace(/^QuotaUsage.*$/, 'QuotaUsage')
    .replace(/^Function(.)/, (_, letter: string) => `function ${letter.toLowerCase()}`)
    .replace(/^Slo(.*)(Page|Ticket)$/, (_, objective: string, kind: string) => `${objective} objective, ${kind.toLowerCase()}`);
  return name[0].toLowerCase() + name.slice(1);
}
