import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isPlainObject } from './is-object';

/** Variables that say the same. */
const SAME = [
  ['$context.integration.latency', '$context.integrationLatency'],
  ['$context.integration.integrationStatus', '$context.integrationStatus'],
];

/** Words of the query language that a name cannot be without backticks. */
const RESERVED = new Set([
  'and', 'as', 'asc', 'by', 'desc', 'dedup', 'diff', 'display', 'fields', 'filter', 'in', 'join', 'like', 'limit', 'not', 'or', 'parse', 'pattern', 'sort', 'source',
  'stats', 'unmask', 'unnest',
]);

/** Under which names CloudWatch Logs Insights finds the variables of a line of the access log. */
export class LoggedNames {
  /** Reads a format. CloudWatch Logs finds fields by itself in lines of JSON only. */
  public static of(format: string | AccessLogFormat, scope: IConstruct): LoggedNames {
    const text = format.toString();
    if (Token.isUnresolved(text)) fail("'format' of the access log is not known before deployment, so that no query can be made for it: write it as text", scope);
    const names = new Map<string, string>();
    collect(parse(text, scope), [], names);
    return new LoggedNames(names);
  }

  /** Reads a format, if queries can. */
  public static ifReadable(format: string): LoggedNames | undefined {
    const line = Token.isUnresolved(format) || !format.trim().startsWith('{') ? undefined : parsed(format);
    if (line === undefined) return undefined;
    const names = new Map<string, string>();
    collect(line, [], names);
    return new LoggedNames(names);
  }

  /** What several lines have in common. */
  public static common(all: LoggedNames[]): LoggedNames {
    const [first, ...others] = all;
    return new LoggedNames(new Map([...first.names].filter(([variable, name]) => others.every((other) => other.names.get(variable) === name))));
  }

  /** @param names by variable: "requestId" by "$context.requestId" */
  private constructor(private readonly names: ReadonlyMap<string, string>) {}

  /** The variables that a query can read. */
  public get variables(): string[] {
    return [...this.names.keys()];
  }

  /** The name of a variable, as a query writes it; undefined if the line does not have it. */
  public nameOf(variable: string): string | undefined {
    const same = SAME.find((variables) => variables.includes(variable)) ?? [variable];
    return [variable, ...same].map((candidate) => this.names.get(candidate)).find((name) => name !== undefined);
  }

  /** A name for a result that no field has. */
  public free(name: string): string {
    return [...this.names.values()].some((taken) => taken.replaceAll('`', '') === name) ? this.free(`${name}Found`) : name;
  }
}

function parse(text: string, scope: IConstruct): unknown {
  const instead = "take RestAccessLogFormat.json() or that of the API's type";
  if (!text.trim().startsWith('{')) fail(`'format' of the access log must be JSON, in which alone CloudWatch Logs Insights finds fields by itself, got ${show(text)}: ${instead}`, scope);
  return parsed(text)
    ?? fail(`'format' of the access log must be JSON with every value in quotes, got ${show(text)}: quote each variable, since an absent one is logged as "-", or ${instead}`, scope);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Structures become names with points. What begins with "@" is a field of CloudWatch Logs. */
function collect(value: unknown, path: string[], names: Map<string, string>): void {
  if (isPlainObject(value)) {
    for (const [key, inner] of Object.entries(value)) if (/^[^@`][^`]*$/.test(key)) collect(inner, [...path, key], names);
    return;
  }
  const [variable, inBraces] = typeof value === 'string' ? /^\$(?:context[\w.]*|\{(context[\w.]*)\})$/.exec(value) ?? [] : [];
  const read = inBraces ? `$${inBraces}` : variable;
  if (read && !names.has(read)) names.set(read, quoted(path));
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Guidelines.html */
function quoted(path: string[]): string {
  const plain = path.every((part) => /^[A-Za-z][A-Za-z0-9]*$/.test(part));
  return plain && !RESERVED.has(path[0].toLowerCase()) ? path.join('.') : `\`${path.join('.')}\``;
}
