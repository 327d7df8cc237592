import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnQueryDefinition, ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AccessLogQuery } from './access-log-query';
import { checkPlace, LoggedStage } from './logged-stage';
import { checkAllMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has, Kinds } from '../private/kinds';
import { LoggedNames } from '../private/logged-names';
import { TakenNames } from '../private/taken-names';

/** Options of saved queries. */
export interface AccessLogQueriesOptions {
  /**
   * The queries. One for which the line of the access log lacks a field is an error; each is a resource of CloudFormation.
   *
   * @default - all of the library whose fields the line has; `CANARY` only if a stage is defined with a canary, or of log groups
   */
  readonly queries?: AccessLogQuery[];

  /**
   * What stands before the names of the queries, with a slash: a folder in the console.
   *
   * @default - the names of API and stage, "OrdersApi/prod"; for several stages, and for log groups, the id of the construct
   */
  readonly folder?: string;
}

/** Log groups that stages write to which are not known here, and what they write. */
export interface LogGroupQueriesOptions extends AccessLogQueriesOptions {
  /** The log groups, of the account and Region of the stack. */
  readonly logGroups: ILogGroup[];

  /** What each line says: a format of JSON, of `RestAccessLogFormat`, `HttpAccessLogFormat` or `WebSocketAccessLogFormat`. */
  readonly format: AccessLogFormat;
}

const MEMBERS: Members<AccessLogQueriesOptions> = { queries: true, folder: true };
const LOG_GROUP_MEMBERS: Members<LogGroupQueriesOptions> = { ...MEMBERS, logGroups: true, format: true };

/** Parts between slashes, each with something to read. */
const isFolder = (value: unknown) => typeof value === 'string' && /^[^/\r\n]+(\/[^/\r\n]+)*$/.test(value) && value.split('/').every((part) => part.trim() !== '');

const KINDS: Kinds<LogGroupQueriesOptions> = [
  ['queries', (value) => Array.isArray(value) && value.every(has('_render', 'function')), 'a list of queries, such as [AccessLogQuery.ERRORS_BY_ROUTE]'],
  ['folder', isFolder, 'a name that neither begins nor ends with a slash, such as "orders/prod"'],
  ['logGroups', (value) => Array.isArray(value) && value.length > 0 && value.every(has('logGroupName', 'string')), 'a list of log groups of aws-cdk-lib/aws-logs'],
  ['format', (value) => typeof value === 'object' && value !== null && has('toString', 'function')(value), 'a format, such as RestAccessLogFormat.json()'],
];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
const MAX_NAME = 255;
const MAX_QUERY = 10_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html */
const MAX_LOG_GROUPS = 50;

const TAKEN = new TakenNames('region');

/** Lines of one format, or what the formats of several stages have in common. */
interface Source {
  readonly logGroupNames: string[];
  readonly names: LoggedNames;
  readonly folder: string;
  readonly hasCanaries: boolean;
  /** Whether lines may have a variable. */
  readonly knows: (variable: string) => boolean;
}

/**
 * Queries of CloudWatch Logs Insights on access logs, saved in the account for whoever is on call.
 *
 * They are made of the format that the stage has: a query names each field as the stage's line does, and is there only if the
 * line has what it reads. A format that is changed after them is an error at synthesis.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * legacy.deploymentStage.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.ensure() }));
 * AccessLogQueries.fromStage(this, 'LegacyQueries', legacy.deploymentStage);
 */
export class AccessLogQueries extends Construct {
  /**
   * Saves queries on the access log of a stage.
   *
   * @param scope   where the queries are defined
   * @param id      the id of the group of queries
   * @param stage   a stage of an API of any type, L2 or L1, that writes lines of JSON to a log group
   * @param options which queries, and in which folder
   */
  public static fromStage(scope: Construct, id: string, stage: IConstruct, options: AccessLogQueriesOptions = {}): AccessLogQueries {
    return AccessLogQueries.fromLogged(scope, id, [LoggedStage.of(stage, scope)], options);
  }

  /**
   * Saves queries that read the access logs of several stages together, with what their lines have in common.
   *
   * @param scope   where the queries are defined
   * @param id      the id of the group of queries
   * @param stages  stages of APIs of any type, L2 or L1, that write lines of JSON to log groups
   * @param options which queries, and in which folder
   */
  public static fromStages(scope: Construct, id: string, stages: IConstruct[], options: AccessLogQueriesOptions = {}): AccessLogQueries {
    if (!Array.isArray(stages) || stages.length === 0) fail(`'stages' must be a list of stages, got ${show(stages)}: write [gateway.stage], for example`, scope);
    return AccessLogQueries.fromLogged(scope, id, stages.map((stage) => LoggedStage.of(stage, scope)), options);
  }

  /**
   * Saves queries on log groups whose stages are not defined in the app, such as imported ones.
   *
   * @param scope   where the queries are defined
   * @param id      the id of the group of queries
   * @param options the log groups, the format of their lines, which queries, and in which folder
   */
  public static fromLogGroups(scope: Construct, id: string, options: LogGroupQueriesOptions): AccessLogQueries {
    checkKinds(options, KINDS, scope);
    checkAllMembers(options, LOG_GROUP_MEMBERS, "'options'", scope);
    const { logGroups, format } = options;
    if (!logGroups || !format) fail(`set 'logGroups' and 'format' for queries of log groups, got ${show(options)}`, scope);
    for (const { env } of logGroups) checkPlace(scope, env);
    const logGroupNames = [...new Set(logGroups.map(({ logGroupName }) => logGroupName))];
    const names = LoggedNames.of(format, scope);
    return new AccessLogQueries(scope, id, { logGroupNames, names, folder: id, hasCanaries: true, knows: () => true }, options);
  }

  private static fromLogged(scope: Construct, id: string, stages: LoggedStage[], options: AccessLogQueriesOptions): AccessLogQueries {
    checkKinds(options, KINDS as Kinds<AccessLogQueriesOptions>, scope);
    checkAllMembers(options, MEMBERS, "'options'", scope);
    const source: Source = {
      logGroupNames: [...new Set(stages.map(({ logGroupName }) => logGroupName))],
      names: LoggedNames.common(stages.map(({ format }) => LoggedNames.of(format, scope))),
      folder: stages.length === 1 ? stages[0].folder : id,
      hasCanaries: stages.some((stage) => stage.hasCanaries),
      knows: (variable) => stages.every((stage) => stage.knows(variable)),
    };
    const queries = new AccessLogQueries(scope, id, source, options);
    const formats = stages.map(({ format }) => format);
    const changed = () => stages.some(({ format }, index) => format !== formats[index]);
    queries.node.addValidation({
      validate: () => (changed() ? ['the format of the access log was changed after the queries on it were saved: change it before, so that the queries name its fields'] : []),
    });
    return queries;
  }

  /** The names of the queries that are there, without the folder. */
  public readonly names: string[];

  private readonly texts = new Map<string, string>();

  /** What is wrong with the first name that another stack has, too. */
  private twice?: string;

  private constructor(scope: Construct, id: string, source: Source, options: AccessLogQueriesOptions) {
    if (scope.node.tryFindChild(id)) fail(`queries are saved already as ${show(id)}: name all in one list of 'queries', or write AccessLogQueries.fromStage with another id`, scope);
    super(scope, id);
    if (source.logGroupNames.length > MAX_LOG_GROUPS) fail(`a query must be of at most ${MAX_LOG_GROUPS} log groups, got ${source.logGroupNames.length}: save several, each of some of the log groups`, this);
    const offered = AccessLogQuery._all().filter((query) => query !== AccessLogQuery.CANARY || source.hasCanaries);
    const { queries = offered.filter((query) => query._render(source.names) !== undefined), folder = source.folder } = options;
    if (queries.length === 0) fail("'queries' has none to save: name one, or let the access log have more fields", this);
    for (const query of queries) this.define(query, folder, source);
    this.warnOfTwice();
    this.names = [...this.texts.keys()];
  }

  /** The text of a query that is there, for a widget of a dashboard. */
  public queryString(query: AccessLogQuery): string {
    return this.texts.get(query?.name) ?? fail(`'query' must be one that is saved here, got ${show(query?.name)}: write one of ${this.names.map(show).join(', ')}`, this);
  }

  private define(query: AccessLogQuery, folder: string, { logGroupNames, names, knows }: Source): void {
    const { name } = query;
    if (this.texts.has(name)) fail(`'queries' has two of the name ${show(name)}: give one another name`, this);
    if (this.node.tryFindChild(name)) fail(`'queries' has ${show(name)} and one of a name in which only "/" and "--" differ: give one another name`, this);
    const text = query._render(names)
      ?? fail(`'queries' has ${show(name)}, for which the access log lacks ${query._missing(names, knows)}: add the field to its format, or leave the query out`, this);
    const fullName = `${folder}/${name}`;
    if (!Token.isUnresolved(fullName) && fullName.length > MAX_NAME) fail(`the name of a query must be at most ${MAX_NAME} characters with its folder, got ${show(fullName)}: give 'folder' a shorter name`, this);
    if (text.length > MAX_QUERY) fail(`'query' of ${show(name)} must be at most ${MAX_QUERY} characters, got ${text.length}: shorten it`, this);
    this.take(fullName);
    new CfnQueryDefinition(this, name, { name: fullName, queryString: text, logGroupNames, parameters: query._parameters });
    this.texts.set(name, text);
  }

  /** Two of one name are not told apart in the console. */
  private take(fullName: string): void {
    const taken = TAKEN.take(fullName, this);
    if (!taken) return;
    const problem = `${show(Stack.of(this).resolve(fullName))} is the name of a query of [${taken.by.node.path}] already`;
    if (Stack.of(taken.by) === Stack.of(this)) fail(`${problem}: give these another 'folder'`, this);
    this.twice ??= problem;
  }

  private warnOfTwice(): void {
    if (this.twice) Annotations.of(this).addWarningV2('cdk-gatehouse:savedQueryTwice', `${this.twice}, and in one account and Region nobody can tell the two apart: give one a 'folder', or each stack its 'env'`);
  }
}
