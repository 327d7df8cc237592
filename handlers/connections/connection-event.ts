import type { Configuration } from './configuration';
import type { Connection } from './store';

/** What API Gateway says of a connection that begins or ends. */
export interface ConnectionEvent {
  readonly requestContext: {
    readonly eventType: string;
    readonly connectionId: string;
    readonly connectedAt?: number;
    readonly stage: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly requestId?: string;
    readonly authorizer?: Record<string, unknown> | null;
    readonly identity?: Record<string, unknown>;
  };
  readonly headers?: Record<string, string | undefined>;
  readonly queryStringParameters?: Record<string, string | undefined> | null;
}

/** How long a value may be that a client chooses, in bytes. */
const LONGEST_VALUE = 1024;

/** What a client sent cannot be kept. */
export class UnfitValue extends Error {
  public readonly name = 'UnfitValue';
}

/** The connection of an event, with nothing but what is asked for. */
export function connectionOf(event: ConnectionEvent, configuration: Configuration, now: number): Connection {
  const { connectionId, stage, connectedAt = now } = event.requestContext;
  const userId = valueOf(event, configuration.userId);
  const attributes: Record<string, string> = {};
  for (const [name, source] of Object.entries(configuration.attributes)) {
    const value = valueOf(event, source);
    if (value !== undefined) attributes[name] = value;
  }
  return { connectionId, stage, endpoint: endpointOf(event, configuration), connectedAt, ...(userId !== undefined && { userId }), attributes };
}

/**
 * Where messages for a connection are posted. With a custom domain the event has its name, and not the path that it maps to the stage; the API's own
 * endpoint serves all the same, unless it is disabled.
 */
export function endpointOf({ requestContext }: ConnectionEvent, { callbackUrl, region }: Pick<Configuration, 'callbackUrl' | 'region'>): string {
  const { apiId, domainName, stage } = requestContext;
  if (callbackUrl) return callbackUrl.replaceAll('{stage}', stage).replace(/\/$/, '');
  const isOwn = domainName?.startsWith(`${apiId}.execute-api.`);
  return `https://${isOwn ? domainName : `${apiId}.execute-api.${region}.${suffixOf(region)}`}/${stage}`;
}

/** The first of the subprotocols that a client offers which the server speaks: a browser ends a connection that confirms none of them. */
export function subprotocolOf(event: ConnectionEvent, spoken: string[]): string | undefined {
  const offered = headerOf(event, 'sec-websocket-protocol')?.split(',').map((one) => one.trim()) ?? [];
  return offered.find((one) => spoken.includes(one));
}

function valueOf(event: ConnectionEvent, source: string): string | undefined {
  const [kind, name] = [source.slice(0, source.indexOf('.')), source.slice(source.indexOf('.') + 1)];
  const found: Record<string, () => unknown> = {
    authorizer: () => own(event.requestContext.authorizer, name),
    identity: () => own(event.requestContext.identity, name),
    query: () => own(event.queryStringParameters, name),
    header: () => headerOf(event, name.toLowerCase()),
  };
  const value = found[kind]?.();
  if (!['string', 'number', 'boolean'].includes(typeof value) || value === '') return undefined;
  if (Buffer.byteLength(String(value)) > LONGEST_VALUE) throw new UnfitValue(`${source} is longer than ${LONGEST_VALUE} bytes`);
  return String(value);
}

function own(values: Record<string, unknown> | null | undefined, name: string): unknown {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

function headerOf({ headers }: ConnectionEvent, lowerName: string): string | undefined {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === lowerName)?.[1];
}

function suffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
