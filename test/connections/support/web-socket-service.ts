import { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { Clock } from './clock';
import { ApiFacts, authorizerEvent, ConnectionFacts, connectEvent, ConnectRequest, disconnectEvent, messageEvent, serviceId } from './events';
import { frameSizes } from './frame-sizes';
import { LambdaAnswer } from './lambda-service';

const KB = 1024;
/** Quotas of API Gateway, https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html. */
export const QUOTAS = { frame: 32 * KB, message: 128 * KB, idle: 10 * 60_000, duration: 2 * 60 * 60_000 };

/** A route: what it calls, and whether it answers. */
export interface LocalRoute {
  /** Calls the function of its integration; undefined: a mock. */
  readonly invoke?: (event: unknown) => Promise<LambdaAnswer>;
  /** What a mock answers with. */
  readonly mockAnswer?: string;
  /** Whether it has a route response, so that communication is two-way. */
  readonly twoWay: boolean;
}

/** The authorizer of `$connect`. */
export interface LocalAuthorizer {
  /** "route.request.header.Authorization", "route.request.querystring.token". */
  readonly identitySources: string[];
  readonly invoke: (event: unknown) => Promise<LambdaAnswer>;
}

export interface LocalApi extends ApiFacts {
  /** "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5". */
  readonly arn: string;
  /** The only expression that there is a model of: "$request.body.<name>". */
  readonly routeSelectionExpression: string;
  readonly routes: Map<string, LocalRoute>;
  readonly authorizer?: LocalAuthorizer;
  /** Whether the API's own domain is not served. */
  readonly isEndpointDisabled?: boolean;
}

interface Connection extends ConnectionFacts {
  /** Undefined until `$connect` has answered. */
  socket?: WebSocket;
  lastActiveAt: number;
  /** What the server closed it with. */
  closedBy?: { readonly code: number; readonly reason: string };
}

/** What the service did. */
export interface ServiceCounts {
  messagesIn: number;
  messagesOut: number;
}

const REASONS: Record<number, string> = { 1005: 'Client-side close frame status not set', 1006: 'Connection closed abnormally' };

/** API Gateway, as clients and backends of a WebSocket API see it. */
export class WebSocketService {
  public readonly counts: ServiceCounts = { messagesIn: 0, messagesOut: 0 };

  /** Custom domains with the path that is mapped to the stage, such as "socket.example.com/chat". */
  public readonly mappings = new Set<string>();

  /** How often the event of `$connect` is delivered. */
  public connectDeliveries = 1;

  private readonly connections = new Map<string, Connection>();
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: QUOTAS.message, perMessageDeflate: false });
  private readonly working = new Set<Promise<unknown>>();

  constructor(private readonly api: LocalApi, private readonly clock: Clock) {}

  /** Called instead of delivering a `$disconnect`, which is a best-effort event: may deliver it later, twice or never. */
  public onDisconnectEvent: (deliver: () => Promise<LambdaAnswer | undefined>) => Promise<unknown> = (deliver) => deliver();

  /** Called between the authorizer and `$connect`. */
  public beforeConnect: () => Promise<void> = async () => undefined;

  /** Called between the answer of `$connect` and the handshake: what it throws refuses the connection. */
  public beforeHandshake: (connectionId: string) => Promise<void> = async () => undefined;

  /** Ids of the connections that are open. */
  public get openConnections(): string[] {
    return [...this.connections.values()].filter(({ socket }) => socket).map(({ connectionId }) => connectionId);
  }

  /** Whether a URL is that of the stage. */
  public serves(host: string | undefined, basePath: string): boolean {
    const { domainName, stage, isEndpointDisabled } = this.api;
    return host === domainName ? !isEndpointDisabled && basePath === stage : this.mappings.has(`${host}/${basePath}`);
  }

  /** Resolves when nothing is being done: no event is under way. */
  public async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.all([...this.working]);
  }

  /** Resolves when clients have what was sent to them: they answer a ping after the messages before it. */
  public async arrived(): Promise<void> {
    const open = [...this.connections.values()].flatMap(({ socket }) => (socket?.readyState === WebSocket.OPEN ? [socket] : []));
    await Promise.all(open.map((socket) => new Promise<void>((resolve) => {
      const done = () => {
        socket.off('pong', done).off('close', done);
        resolve();
      };
      socket.on('pong', done).on('close', done).ping();
    })));
  }

  /** A client's request to connect: the authorizer, `$connect`, and the handshake if both let it in. */
  public async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refuse = (status: number, message: string) => {
      const body = JSON.stringify({ message, connectionId, requestId: serviceId() });
      socket.end(`HTTP/1.1 ${status} ${message}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    };
    const connectionId = serviceId();
    const url = new URL(request.url ?? '/', 'http://local');
    const { host } = request.headers;
    if (!this.serves(host, url.pathname.replace(/^\/|\/$/g, ''))) return refuse(403, 'Forbidden');

    const asked: ConnectRequest = { headers: headersOf(request), query: Object.fromEntries(url.searchParams) };
    const now = this.clock.now();
    let connection: Connection = {
      connectionId, connectedAt: now, lastActiveAt: now, sourceIp: request.socket.remoteAddress ?? '127.0.0.1', userAgent: request.headers['user-agent'], domainName: host,
    };
    const authorized = await this.authorize(connection, asked);
    if ('status' in authorized) return refuse(authorized.status, authorized.message);
    connection = { ...connection, ...authorized };
    this.connections.set(connectionId, connection);

    const answer = await this.connect(connection, asked).catch(() => ({ status: 500, protocol: undefined }));
    if (answer.status < 200 || answer.status > 299) {
      this.connections.delete(connectionId); // it never was: there is no $disconnect
      return refuse(answer.status, 'Forbidden');
    }
    if (socket.destroyed) return void this.track(this.ended(connection, 1006, REASONS[1006]));
    request.headers['sec-websocket-protocol'] = answer.protocol;
    if (answer.protocol === undefined) delete request.headers['sec-websocket-protocol'];
    this.server.handleUpgrade(request, socket, head, (opened) => this.opened(connection, opened, socket));
    return undefined;
  }

  /** A request to `/{stage}/@connections/{connectionId}`. */
  public management(method: string, connectionId: string, body: Buffer, response: ServerResponse): void {
    const connection = this.connections.get(connectionId);
    if (!connection?.socket || connection.closedBy) return answerWith(response, 410, undefined, 'GoneException');
    if (method === 'GET') {
      const { connectedAt, lastActiveAt, sourceIp, userAgent } = connection;
      const time = (milliseconds: number) => new Date(milliseconds).toISOString();
      return answerWith(response, 200, { connectedAt: time(connectedAt), identity: { sourceIp, userAgent }, lastActiveAt: time(lastActiveAt) });
    }
    if (method === 'DELETE') {
      this.closeFromServer(connection, 1000, 'Connection Closed Normally');
      return answerWith(response, 204);
    }
    if (method !== 'POST') return answerWith(response, 405, { message: 'Method Not Allowed' });
    if (body.length > QUOTAS.message) return answerWith(response, 413, { message: 'Message too long' }, 'PayloadTooLargeException');
    this.sendTo(connection, body.toString());
    return answerWith(response, 200);
  }

  /** Closes what has been idle for ten minutes or open for two hours. */
  public closeOverdue(): void {
    const now = this.clock.now();
    for (const connection of this.connections.values()) {
      if (connection.socket && now - connection.lastActiveAt >= QUOTAS.idle) this.closeFromServer(connection, 1001, 'Going away');
      else if (connection.socket && now - connection.connectedAt >= QUOTAS.duration) this.closeFromServer(connection, 1001, 'Going away');
    }
  }

  /** Breaks every connection. */
  public breakAll(): void {
    for (const { socket } of this.connections.values()) socket?.terminate();
  }

  public close(): void {
    this.breakAll();
    this.server.close();
  }

  private async authorize(connection: Connection, asked: ConnectRequest): Promise<Pick<Connection, 'authorizer'> | { status: number; message: string }> {
    const { authorizer } = this.api;
    if (!authorizer) return {};
    if (authorizer.identitySources.some((source) => !identityOf(source, asked))) return { status: 401, message: 'Unauthorized' };
    const started = this.clock.now();
    const { failed, payload } = await authorizer.invoke(authorizerEvent(this.api, connection, asked, started, this.api.arn));
    const answer = JSON.parse(payload);
    if (failed) return answer.errorMessage === 'Unauthorized' ? { status: 401, message: 'Unauthorized' } : { status: 500, message: 'Internal server error' };
    const statements = [answer?.policyDocument?.Statement ?? []].flat();
    if (typeof answer?.principalId !== 'string' || statements.length === 0) return { status: 500, message: 'Internal server error' };
    const covers = (statement: { Resource: string | string[] }) =>
      [statement.Resource].flat().some((pattern) => wildcard(pattern).test(`${this.api.arn}/${this.api.stage}/$connect`));
    const effects = statements.filter(covers).map(({ Effect }: { Effect: string }) => Effect);
    if (effects.includes('Deny') || !effects.includes('Allow')) return { status: 403, message: 'Forbidden' };
    const context = Object.entries(answer.context ?? {});
    if (context.some(([, value]) => typeof value === 'object')) return { status: 500, message: 'Internal server error' };
    return {
      authorizer: {
        ...Object.fromEntries(context.map(([key, value]) => [key, String(value)])),
        principalId: answer.principalId,
        integrationLatency: this.clock.now() - started,
      },
    };
  }

  private async connect(connection: Connection, asked: ConnectRequest): Promise<{ readonly status: number; readonly protocol?: string }> {
    const route = this.api.routes.get('$connect');
    if (!route) return { status: 200 };
    if (route.invoke) {
      const event = connectEvent(this.api, connection, asked, this.clock.now());
      await this.beforeConnect();
      for (let times = 1; times < this.connectDeliveries; times++) await route.invoke(event);
      const { failed, payload } = await route.invoke(event);
      const answer = failed ? undefined : JSON.parse(payload);
      if (typeof answer?.statusCode !== 'number') return { status: 502 };
      if (answer.statusCode > 299) return { status: answer.statusCode };
      await this.beforeHandshake(connection.connectionId);
      return { status: 200, protocol: answer.headers?.['Sec-WebSocket-Protocol'] };
    }
    return { status: 200 };
  }

  private opened(connection: Connection, socket: WebSocket, raw: Duplex): void {
    connection.socket = socket;
    connection.lastActiveAt = this.clock.now();
    raw.prependListener('data', frameSizes((length) => {
      if (length > QUOTAS.frame) this.closeFromServer(connection, 1009, 'Message too long');
    }));
    socket.on('message', (data, isBinary) => {
      if (connection.closedBy) return;
      if (isBinary) this.closeFromServer(connection, 1003, 'Binary is not supported');
      else this.track(this.message(connection, data.toString()));
    });
    socket.on('error', () => undefined); // ws closes it by itself, with 1009 for instance
    socket.on('close', (code, reason) => {
      const closed = connection.closedBy ?? { code, reason: REASONS[code] ?? reason.toString() };
      this.track(this.ended(connection, closed.code, closed.reason));
    });
  }

  private async message(connection: Connection, body: string): Promise<void> {
    this.counts.messagesIn += 1;
    connection.lastActiveAt = this.clock.now();
    const { api } = this;
    const key = selectedKey(api.routeSelectionExpression, body);
    const routeKey = key !== undefined && api.routes.has(key) && !key.startsWith('$') ? key : '$default';
    const route = api.routes.get(routeKey);
    const { connectionId } = connection;
    const tell = (message: string) => this.sendTo(connection, JSON.stringify({ message, connectionId, requestId: serviceId() }));
    if (!route) return tell('Forbidden');
    if (!route.invoke) return route.twoWay && route.mockAnswer !== undefined ? this.sendTo(connection, route.mockAnswer) : undefined;
    const { failed, payload } = await route.invoke(messageEvent(api, connection, routeKey, body, this.clock.now()));
    const answer = failed ? undefined : JSON.parse(payload);
    if (typeof answer?.statusCode !== 'number') return tell('Internal server error');
    if (route.twoWay && typeof answer.body === 'string') this.sendTo(connection, answer.body);
    return undefined;
  }

  private sendTo(connection: Connection, text: string): void {
    if (!connection.socket || connection.closedBy) return;
    this.counts.messagesOut += 1;
    connection.lastActiveAt = this.clock.now();
    connection.socket.send(text);
  }

  private closeFromServer(connection: Connection, code: number, reason: string): void {
    connection.closedBy ??= { code, reason };
    connection.socket?.close(code, reason);
  }

  private async ended(connection: Connection, code: number, reason: string): Promise<void> {
    this.connections.delete(connection.connectionId);
    const route = this.api.routes.get('$disconnect');
    if (!route?.invoke) return;
    await this.onDisconnectEvent(() => route.invoke!(disconnectEvent(this.api, connection, code, reason, this.clock.now())));
  }

  private track(work: Promise<unknown>): void {
    this.working.add(work);
    void work.catch(() => undefined).then(() => this.working.delete(work));
  }
}

const wildcard = (pattern: string) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);

/** The value of an identity source. */
function identityOf(source: string, { headers, query }: ConnectRequest): string | undefined {
  const [, kind, name] = source.match(/^route\.request\.(header|querystring)\.(.+)$/) ?? [];
  if (kind === 'querystring') return query[name];
  if (kind === 'header') return Object.entries(headers).find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
  throw new Error(`no model of the identity source ${source}`);
}

/** The key that a route selection expression gives for a message. */
function selectedKey(expression: string, body: string): string | undefined {
  const property = expression.match(/^\$request\.body\.(\w+)$/)?.[1];
  if (property === undefined) throw new Error(`no model of the route selection expression ${expression}`);
  try {
    const value = JSON.parse(body)?.[property];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Headers as API Gateway hands them on: as the client wrote them, and those that it adds. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index];
    if (!['connection', 'upgrade'].includes(name.toLowerCase())) headers[name] = request.rawHeaders[index + 1];
  }
  return { ...headers, 'X-Forwarded-For': request.socket.remoteAddress ?? '127.0.0.1', 'X-Forwarded-Port': '443', 'X-Forwarded-Proto': 'https' };
}

/** An answer in the protocol "restJson1". */
export function answerWith(response: ServerResponse, status: number, body?: object, errorType?: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': serviceId(), ...(errorType ? { 'x-amzn-errortype': errorType } : {}) });
  response.end(body ? JSON.stringify(body) : undefined);
}
