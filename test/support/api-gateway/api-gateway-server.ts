import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { ApiError, badRequest, NoAnswerError } from './api-error';
import { CloudWatch } from './cloud-watch';
import { answerOf, operationOf as cloudWatchOperationOf, refusalOf } from './cloud-watch-protocol';
import { ControlPlane } from './control-plane';
import { BINDINGS, operationOf } from './operations';

/** The part of an SDK client's configuration that a server gives. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Speaks API Gateway's REST protocol on loopback over a control plane, so that the AWS SDK runs against it by its
 * `endpoint`; and CloudWatch's protocols over a CloudWatch, by the same endpoint.
 */
export class ApiGatewayServer {
  /** Starts a server on a free port. */
  public static async start(plane: ControlPlane = new ControlPlane(), cloudWatch: CloudWatch = new CloudWatch()): Promise<ApiGatewayServer> {
    const server = new ApiGatewayServer(plane, cloudWatch);
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private readonly http: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(public readonly plane: ControlPlane, public readonly cloudWatch: CloudWatch) {
    this.http = createServer((request, response) => void this.serve(request, response));
    this.http.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Such as "http://127.0.0.1:49152". */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** What an SDK client needs to talk to this server; it does not retry unless told. */
  public get clientConfig(): ClientConfig {
    return { endpoint: this.endpoint, region: this.plane.region, maxAttempts: 1, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' } };
  }

  /** Ends the server and the calls that hang. */
  public async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST' && pathname === '/') return this.serveCloudWatch(request, response, body);
    try {
      const route = operationOf(request.method ?? '', pathname, searchParams);
      if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
        throw new ApiError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
      }
      if (!route) throw new ApiError('UnknownOperationException', 404, `not modelled: ${request.method} ${pathname}`);
      const { status, rawBody, bytes } = BINDINGS[route.operation];
      const given = rawBody ? { [rawBody]: body } : parsed(body);
      const accepts = request.headers.accept;
      const output: any = this.plane.call(route.operation, { ...given, ...route.input, ...(bytes && accepts && { accepts }) } as any);
      if (!bytes) return answer(response, status, wire(output));
      response.writeHead(status, { 'content-type': output.contentType, 'content-disposition': output.contentDisposition });
      response.end(output.body);
    } catch (error) {
      const refusal = refused(request, error);
      if (!refusal) return;
      response.setHeader('x-amzn-ErrorType', refusal.name);
      if (refusal.retryAfterSeconds) response.setHeader('Retry-After', refusal.retryAfterSeconds);
      answer(response, refusal.status, { message: refusal.message });
    }
  }

  private serveCloudWatch(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { protocol, operation, input } = cloudWatchOperationOf(request.headers, body);
    const send = (status: number, [type, text]: [string, string]) => {
      response.setHeader('content-type', type);
      response.statusCode = status;
      response.end(text);
    };
    try {
      send(200, answerOf(protocol, operation, this.cloudWatch.call(operation, input)));
    } catch (error) {
      const refusal = refused(request, error);
      if (refusal) send(refusal.status, refusalOf(protocol, refusal));
    }
  }
}

/** The refusal to answer with, or none where the connection is left to break or to hang. */
function refused(request: IncomingMessage, error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof NoAnswerError)) return new ApiError('InternalServerErrorException', 500, String(error));
  if (error.reason === 'reset') request.socket.resetAndDestroy();
  return undefined;
}

function parsed(body: Buffer): object {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw badRequest('Invalid JSON');
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.setHeader('x-amzn-RequestId', '00000000-0000-4000-8000-000000000000');
  response.setHeader('content-type', 'application/json');
  response.statusCode = status;
  response.end(JSON.stringify(body));
}

/** As it is sent: dates as seconds, lists as "item", usage as "values". */
function wire(output: any): unknown {
  const { items, ...rest } = output;
  return seconds(items ? { ...rest, [Array.isArray(items) ? 'item' : 'values']: items } : rest);
}

function seconds(value: any): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(seconds);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, seconds(item)]));
  return value;
}
