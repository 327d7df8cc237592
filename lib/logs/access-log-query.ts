import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { has } from '../private/kinds';
import { LoggedNames } from '../private/logged-names';
import { QueryText } from '../private/query-text';

/** A query of one's own. */
export interface AccessLogQueryOptions {
  /**
   * The query, in the language of CloudWatch Logs Insights, with API Gateway's variables where names of fields would stand: "filter $context.status >= 500
   * | stats count(*) by $context.routeKey". Each becomes the name that it has in the line of the stage; a field tells its variable as `.variable`.
   *
   * At most 10,000 characters.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
   */
  readonly query: string;

  /**
   * What the query finds: one line, which becomes a comment at its beginning.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * What whoever runs the query is asked for: `{{name}}` in the query. Letters, digits and underscores, at most 20.
   *
   * @default - none
   */
  readonly parameters?: CfnQueryDefinition.QueryParameterProperty[];
}

const MEMBERS: Members<AccessLogQueryOptions> = { query: true, description: true, parameters: true };
const PARAMETER: Members<CfnQueryDefinition.QueryParameterProperty> = { name: true, defaultValue: true, description: true };

/** Who called, as exactly as the line says. */
const CALLERS = ['$context.identity.apiKeyId, $context.identity.sourceIp', '$context.identity.apiKeyId', '$context.identity.sourceIp'];
const ROUTES = ['$context.httpMethod, $context.resourcePath', '$context.routeKey'];
const TIMES = ['$context.requestTime', '@timestamp']; // the first can be read, the other are milliseconds
const DURATIONS = ['$context.responseLatency', '$context.integration.latency'];

/** Why a caller may have been refused. */
const REASONS = [
  'error.responseType', 'error.message', 'authenticate.status', 'authenticate.error', 'authorize.status', 'authorize.error', 'authorizer.status', 'authorizer.error', 'wafResponseCode',
  'integration.status',
].map((variable) => `[[, $context.${variable}]]`).join('');

const IDS = ['requestId', 'extendedRequestId', 'xrayTraceId'].map((variable) => `[[, $context.${variable}]]`).join('');

/**
 * A query of CloudWatch Logs Insights on the access log of a stage.
 *
 * Those of the library compare so that numbers in quotes are found, and leave out the lines in which a number is absent ("-").
 *
 * @example
 *
 * declare const gateway: RestGateway;
 * const calls = AccessLogQuery.of('calls of tenants', { query: `stats count(*) as calls by ${RestAccessLogField.authorizerContext('tenant').variable}` });
 * gateway.addSavedQueries({ queries: [AccessLogQuery.ERRORS_BY_ROUTE, calls] });
 */
export class AccessLogQuery {
  /** Statuses of 400 and above, by route. */
  public static readonly ERRORS_BY_ROUTE = AccessLogQuery.own('errors by route', 'Requests that were answered with 400 or above, by route and status', `
    filter $context.status >= 400
    | stats count(*) as ~requests by <route>, $context.status[[, $context.error.responseType]]
    | sort ~requests desc
    | limit 100`);

  /** The requests that took longest; of a WebSocket API, those whose backend did. */
  public static readonly SLOWEST_REQUESTS = AccessLogQuery.own('slowest requests', 'The 50 requests that took longest, in milliseconds', `
    filter <duration> >= 0
    | fields @timestamp, <duration> * 1 as ~milliseconds, <route>[[, $context.status]]${IDS}
    | sort ~milliseconds desc
    | limit 50`);

  /** How long the backend of each route takes, and API Gateway besides. */
  public static readonly LATENCY_BY_ROUTE = AccessLogQuery.own('latency by route', 'Milliseconds of the backend, and of API Gateway besides, of requests that reached a backend', `
    filter $context.integration.latency >= 0[[ and $context.responseLatency >= 0]]
    | stats count(*) as ~requests, avg($context.integration.latency) as ~backend, pct($context.integration.latency, 99) as ~backendP99[[,
        avg($context.responseLatency - $context.integration.latency) as ~gateway, pct($context.responseLatency - $context.integration.latency, 99) as ~gatewayP99]] by <route>
    | sort ~backendP99 desc
    | limit 100`);

  /** Who got 401 or 403, from where, on which route, and why. */
  public static readonly CALLERS_REFUSED = AccessLogQuery.own('callers refused', 'Who was answered with 401 or 403, on which route, why and when', `
    filter $context.status = 401 or $context.status = 403
    | stats count(*) as ~requests, earliest(<when>) as ~firstTime, latest(<when>) as ~lastTime by $context.identity.sourceIp, <route>, $context.status${REASONS}
    | sort ~requests desc
    | limit 100`);

  /** Each request with 401 or 403, of one address or of all, with its ids. */
  public static readonly REFUSED_REQUESTS = AccessLogQuery.own('refused requests, one by one', 'Requests that were answered with 401 or 403, of one caller or of all', `
    filter ($context.status = 401 or $context.status = 403) and $context.identity.sourceIp like /^{{callerIp}}$/
    | fields @timestamp, $context.identity.sourceIp, <route>, $context.status${REASONS}${IDS}
    | sort @timestamp desc
    | limit 1000`, { name: 'callerIp', defaultValue: '.*', description: 'The address of the caller: 203.0.113.7, for example; .* for all' });

  /** Who got 429: by API key, if the line has its id, and by address. */
  public static readonly THROTTLED_CALLERS = AccessLogQuery.own('throttled callers', 'Who was answered with 429, because of a limit or a quota', `
    filter $context.status = 429
    | stats count(*) as ~requests, earliest(<when>) as ~firstTime, latest(<when>) as ~lastTime by <caller>[[, $context.error.responseType]]
    | sort ~requests desc
    | limit 100`);

  /** Who calls most: by API key, if the line has its id, and by address. */
  public static readonly TOP_TALKERS = AccessLogQuery.own('top talkers', 'Who calls most', `
    stats count(*) as ~requests by <caller>[[, $context.identity.caller]]
    | sort ~requests desc
    | limit 50`);

  /** How long authorizers take, by route. */
  public static readonly AUTHORIZER_LATENCY = AccessLogQuery.own('authorizer latency', 'Milliseconds of authorizers, of requests that asked one', `
    filter $context.authorizer.latency >= 0
    | stats count(*) as ~requests, avg($context.authorizer.latency) as ~average, pct($context.authorizer.latency, 99) as ~p99, max($context.authorizer.latency) as ~slowest
        by <route>[[, $context.authorizer.status]]
    | sort ~p99 desc
    | limit 100`);

  /** What a canary answers, beside what the base does. */
  public static readonly CANARY = AccessLogQuery.own('canary and base', 'Answers of the canary (true) and of the base (false), by status', `
    [[filter $context.responseLatency >= 0
    | ]]stats count(*) as ~requests[[, avg($context.responseLatency) as ~average, pct($context.responseLatency, 99) as ~p99]]
        by $context.isCanaryRequest, $context.status
    | sort ~requests desc`);

  /** The request of an id that its answer had in a header, such as `x-amzn-RequestId`, or in its body. */
  public static readonly ONE_REQUEST = AccessLogQuery.own('one request', 'The request of an id that its answer had', `
    filter <id>
    | fields @timestamp, @message
    | limit 20`, { name: 'requestId', description: 'The id of the request' });

  /** The requests of a trace of X-Ray. */
  public static readonly ONE_TRACE = AccessLogQuery.own('one trace', 'The requests of a trace of X-Ray', `
    filter $context.xrayTraceId like "{{traceId}}"
    | fields @timestamp, $context.xrayTraceId[[, $context.requestId]][[, $context.httpMethod]][[, $context.resourcePath]][[, $context.status]]
    | sort @timestamp desc
    | limit 100`, { name: 'traceId', defaultValue: '1-', description: 'The id of the trace, or its beginning' });

  /** How many clients of a WebSocket API connect and disconnect, over time. */
  public static readonly CONNECTIONS = AccessLogQuery.own('connects and disconnects', 'Connects and disconnects in five minutes each', `
    filter $context.eventType = "CONNECT" or $context.eventType = "DISCONNECT"
    | stats count(*) as ~events by bin(5m), $context.eventType`);

  /** Connects, messages and disconnects of a WebSocket API, by route. */
  public static readonly EVENTS_BY_TYPE = AccessLogQuery.own('events by type', 'Connects, messages and disconnects, by route and status', `
    stats count(*) as ~events by $context.eventType, $context.routeKey[[, $context.status]]
    | sort ~events desc
    | limit 100`);

  /** All that was logged of a connection of a WebSocket API. */
  public static readonly ONE_CONNECTION = AccessLogQuery.own('one connection', 'All that came from a connection', `
    filter $context.connectionId = "{{connectionId}}"
    | fields @timestamp, $context.connectionId[[, $context.eventType]][[, $context.routeKey]][[, $context.status]]${IDS}
    | sort @timestamp asc
    | limit 1000`, { name: 'connectionId', description: 'The id of the connection' });

  /** A query of one's own. */
  public static of(name: string, options: AccessLogQueryOptions): AccessLogQuery {
    if (typeof name !== 'string' || !/^[^/\s]([^\r\n]*[^/\s])?$/.test(name) || name.length > 200) {
      fail(`'name' of a query must be one line of at most 200 characters that begins and ends with neither a slash nor a space, got ${show(name)}: write "calls of tenants", for example`);
    }
    if (isObject(options)) checkMembers(options, Object.keys(MEMBERS), `the query ${show(name)}`);
    const { query, description, parameters = [] } = options ?? {};
    if (typeof query !== 'string' || query.trim() === '') fail(`'query' of ${show(name)} must be text, got ${show(query)}: write "filter $context.status >= 500", for example`);
    if (description !== undefined && (typeof description !== 'string' || /[\r\n]/.test(description))) fail(`'description' of ${show(name)} must be one line, got ${show(description)}`);
    checkParameters(name, query, parameters);
    return new AccessLogQuery(name, description, [new QueryText(query)], parameters);
  }

  /** @internal */
  public static _all(): AccessLogQuery[] {
    return Object.values(AccessLogQuery).filter((value) => value instanceof AccessLogQuery);
  }

  /** The first text whose variables a line has is the query; what is in double brackets is left out if the line has not all of it. */
  private static own(name: string, description: string, text: string, parameter?: CfnQueryDefinition.QueryParameterProperty): AccessLogQuery {
    const requestIds = ['$context.requestId = "{{requestId}}"[[ or $context.extendedRequestId = "{{requestId}}"]]', '$context.extendedRequestId = "{{requestId}}"'];
    const choices: Record<string, string[]> = { '<route>': ROUTES, '<caller>': CALLERS, '<duration>': DURATIONS, '<when>': TIMES, '<id>': requestIds };
    let texts = [text.trim().replace(/\n {4}/g, '\n')];
    for (const [place, alternatives] of Object.entries(choices)) {
      if (text.includes(place)) texts = alternatives.flatMap((alternative) => texts.map((one) => one.replaceAll(place, alternative)));
    }
    return new AccessLogQuery(name, description, texts.map((one) => new QueryText(one, true)), parameter ? [parameter] : []);
  }

  /**
   * @param name  the name, without the folder
   * @param texts of which the first that fits is taken
   */
  private constructor(
    /** The name, without the folder. */
    public readonly name: string,
    private readonly description: string | undefined,
    private readonly texts: QueryText[],
    private readonly parameters: CfnQueryDefinition.QueryParameterProperty[],
  ) {}

  /** @internal */
  public get _parameters(): CfnQueryDefinition.QueryParameterProperty[] | undefined {
    return this.parameters.length > 0 ? this.parameters : undefined;
  }

  /**
   * The query for lines of a format; undefined if they lack what it reads.
   *
   * @internal
   */
  public _render(names: LoggedNames): string | undefined {
    const text = this.texts.map((candidate) => candidate.render(names)).find((rendered) => rendered !== undefined);
    return text && this.description ? `# ${this.description}\n${text}` : text;
  }

  /**
   * What lines lack for the query, in words.
   *
   * @param knows whether lines may have a variable
   * @internal
   */
  public _missing(names: LoggedNames, knows: (variable: string) => boolean): string {
    const all = this.texts.map((text) => text.missing(names));
    const possible = all.filter((variables) => variables.every(knows));
    const missing = possible.length > 0 ? possible : all;
    const fewest = Math.min(...missing.map(({ length }) => length));
    return [...new Set(missing.filter(({ length }) => length === fewest).map((variables) => variables.join(' and ')))].join(', or ');
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_QueryParameter.html */
function checkParameters(query: string, text: string, parameters: CfnQueryDefinition.QueryParameterProperty[]): void {
  if (!Array.isArray(parameters) || !parameters.every(has('name', 'string')) || parameters.length > 20) fail(`'parameters' of ${show(query)} must be a list of at most 20 parameters, got ${show(parameters)}: write [{ name: "tenant" }], for example`);
  const declared = parameters.map(({ name }) => name);
  const wrong = declared.find((name, index) => !/^[A-Za-z_]\w{0,127}$/.test(name) || declared.indexOf(name) < index);
  if (wrong !== undefined) fail(`'parameters' of ${show(query)} must have names of letters, digits and underscores, each once, got ${show(wrong)}: write "tenant", for example`);
  for (const parameter of parameters) {
    checkMembers(parameter, Object.keys(PARAMETER), `the parameter ${show(parameter.name)} of the query ${show(query)}`);
    const other = Object.entries(parameter).find(([, value]) => value !== undefined && typeof value !== 'string');
    if (other) fail(`'${other[0]}' of the parameter ${show(parameter.name)} of ${show(query)} must be text, got ${show(other[1])}`);
  }
  const used = [...text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map(([, name]) => name);
  const unknown = used.find((name) => !declared.includes(name));
  if (unknown !== undefined) fail(`'query' of ${show(query)} asks for {{${unknown}}}, which is not among its 'parameters': add { name: ${show(unknown)} } to them`);
  const idle = declared.find((name) => !used.includes(name));
  if (idle !== undefined) fail(`'parameters' of ${show(query)} have ${show(idle)}, which the query does not use: write {{${idle}}} in it, or leave the parameter out`);
}
