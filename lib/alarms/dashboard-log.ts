import { LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessLogSource } from './access-log-source';
import { accessLogSettingOf, logGroupNameOf } from '../private/access-log-of-stage';
import { AnyStage } from '../private/api-type';
import { LoggedNames } from '../private/logged-names';
import { QueryText } from '../private/query-text';

/** A query that a widget runs, with API Gateway's variables for the names of fields. */
export interface DashboardQuery {
  readonly title: string;
  /** The first that the line has all fields of is run; see `QueryText`. */
  readonly texts: string[];
  readonly view?: LogQueryVisualizationType;
}

const ROUTES = ['$context.httpMethod, $context.resourcePath', '$context.routeKey'];
const CALLERS = ['$context.identity.apiKeyId, $context.identity.sourceIp', '$context.identity.apiKeyId', '$context.identity.sourceIp'];
const DURATIONS = ['$context.responseLatency', '$context.integration.latency'];
const TOP = '| limit 10';

const byRoute = (text: string) => ROUTES.map((route) => text.replaceAll('<route>', route));

/** What the access log is asked for. */
export const QUERIES = {
  requests: { title: 'Routes by requests', texts: byRoute(`stats count(*) as ~requests by <route>\n| sort ~requests desc\n${TOP}`) },
  errors: {
    title: 'Routes by errors',
    texts: byRoute(`filter $context.status >= 400\n| stats count(*) as ~errors by <route>, $context.status\n| sort ~errors desc\n${TOP}`),
  },
  slowest: {
    title: 'Routes by latency (ms)',
    texts: DURATIONS.flatMap((duration) =>
      byRoute(`filter ${duration} >= 0\n| stats pct(${duration}, 99) as ~p99, count(*) as ~requests by <route>\n| sort ~p99 desc\n${TOP}`)),
  },
  throttled: {
    title: 'Throttled requests (429)',
    texts: ['filter $context.status = 429\n| stats count(*) as ~throttled by bin(5m)'],
    view: LogQueryVisualizationType.BAR,
  },
  throttledCallers: {
    title: 'Throttled callers',
    texts: CALLERS.map((caller) => `filter $context.status = 429\n| stats count(*) as ~throttled by ${caller}\n| sort ~throttled desc\n${TOP}`),
  },
  keys: {
    title: 'Requests by API key',
    texts: ['filter $context.identity.apiKeyId != "-"\n| stats count(*) as ~requests by $context.identity.apiKeyId\n| sort ~requests desc\n| limit 20'],
  },
  canaryAnswers: {
    title: 'Canary (true) and base (false): answers',
    texts: ['stats count(*) as ~requests by $context.isCanaryRequest, $context.status\n| sort ~requests desc\n| limit 20'],
  },
  canaryLatency: {
    title: 'Canary (true) and base (false): latency (ms)',
    texts: DURATIONS.map((duration) => `filter ${duration} >= 0\n| stats avg(${duration}) as ~average, pct(${duration}, 99) as ~p99 by $context.isCanaryRequest`),
  },
} satisfies Record<string, DashboardQuery>;

/** The access log of a stage, for widgets that query it. It is read when the dashboard is rendered: a format that is changed is the one that is queried. */
export class DashboardLog {
  /**
   * @param stage  the L1 of the stage, if it is defined in the app
   * @param source the access log, if somebody said it
   * @param region where it is
   */
  constructor(private readonly stage: AnyStage | undefined, private readonly source: AccessLogSource | undefined, private readonly region: string) {}

  /** Why the access log cannot be queried; undefined if it can. */
  public get problem(): string | undefined {
    const { destinationArn } = accessLogSettingOf(this.stage);
    if (!this.source && destinationArn === undefined) return 'the stage has no access log, or it is not known here';
    if (this.logGroupName === undefined) return 'the access log goes to Firehose, or to a log group that is not known here';
    return this.names ? undefined : 'the lines of the access log are not JSON';
  }

  /** A widget for each query whose fields the line has. */
  public widgets(queries: DashboardQuery[], height: number): LogQueryWidget[] {
    const { names, logGroupName } = this;
    if (!names || logGroupName === undefined) return [];
    const found = queries.flatMap(({ title, texts, view }) => {
      const queryString = texts.map((text) => new QueryText(text, true).render(names)).find((text) => text !== undefined);
      return queryString === undefined ? [] : [{ title, queryString, view }];
    });
    const common = { logGroupNames: [logGroupName], region: this.region, width: Math.floor(24 / found.length), height };
    return found.map((query) => new LogQueryWidget({ ...query, ...common }));
  }

  private get logGroupName(): string | undefined {
    if (this.source) return this.source.logGroup.logGroupName;
    const { destinationArn } = accessLogSettingOf(this.stage);
    return this.stage && destinationArn !== undefined ? logGroupNameOf(destinationArn, this.stage) : undefined;
  }

  private get names(): LoggedNames | undefined {
    const format = this.source?.format.toString() ?? accessLogSettingOf(this.stage).format;
    return format === undefined ? undefined : LoggedNames.ifReadable(format);
  }
}
