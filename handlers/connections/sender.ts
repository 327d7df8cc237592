import { ApiGatewayManagementApiClient, DeleteConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Recipient } from './store';

const ATTEMPTS = 8;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** How long a call may take, of which there are many. */
export const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** API Gateway takes no longer message, and meters them in units. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const LARGEST_MESSAGE = 128 * 1024;
export const UNIT = 32 * 1024;

/** What became of a connection: it got the message, is gone, is perhaps not there yet, or cannot be reached. */
export type Outcome = 'delivered' | 'gone' | 'young' | { readonly reason: string };

/** What is sent is too long for API Gateway. Nothing is split: the client would not know. */
export class MessageTooLarge extends Error {
  public readonly name = 'MessageTooLarge';

  constructor(bytes: number) {
    super(`a message is at most ${LARGEST_MESSAGE} bytes, got ${bytes}: send what the client can fetch the rest with`);
  }
}

/** What the sender takes from its surroundings. */
export interface SenderSurroundings {
  readonly client: (endpoint: string) => ApiGatewayManagementApiClient;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Clients of the endpoints of stages, each with connections for as many calls at once as there are. */
export function clients(maxSockets: number): SenderSurroundings['client'] {
  const known = new Map<string, ApiGatewayManagementApiClient>();
  return (endpoint) => {
    const requestHandler = { ...TIMEOUTS, httpsAgent: { maxSockets }, httpAgent: { maxSockets } };
    const client = known.get(endpoint) ?? new ApiGatewayManagementApiClient({ endpoint, maxAttempts: 1, requestHandler });
    known.set(endpoint, client);
    return client;
  };
}

/** Says something to a single connection, again and again while that may help. */
export class Sender {
  /**
   * @param connectingMs how old a connection is at least that is gone if API Gateway says so: until `$connect` is answered, it says the same
   */
  constructor(private readonly around: SenderSurroundings, private readonly connectingMs: number) {}

  /** Sends a message. What times out or fails at the service may have arrived, and is sent again. */
  public post(recipient: Recipient, data: Uint8Array, deadline?: number): Promise<Outcome> {
    const { connectionId: ConnectionId, endpoint } = recipient;
    return this.insist(recipient, () => this.around.client(endpoint).send(new PostToConnectionCommand({ ConnectionId, Data: data })), deadline);
  }

  /** Closes a connection. */
  public close(recipient: Recipient): Promise<Outcome> {
    const { connectionId: ConnectionId, endpoint } = recipient;
    return this.insist(recipient, () => this.around.client(endpoint).send(new DeleteConnectionCommand({ ConnectionId })));
  }

  /** How long to wait until a connection that API Gateway does not know is one that is gone. */
  public youth({ connectedAt }: Recipient): number {
    return Math.max(0, connectedAt + this.connectingMs - this.around.now());
  }

  private async insist(recipient: Recipient, call: () => Promise<unknown>, deadline = Infinity): Promise<Outcome> {
    if (recipient.expiresAt * 1000 < this.around.now()) return 'gone';
    for (let attempt = 0; ; attempt++) {
      try {
        await call();
        return 'delivered';
      } catch (error) {
        const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
        const status = $metadata?.httpStatusCode;
        if (name === 'GoneException' || status === 410) return this.youth(recipient) > 0 ? 'young' : 'gone';
        const reason = `${name}: ${message}`;
        const mayPass = status === undefined ? isOfNetwork(error) : status === 429 || status >= 500;
        const wait = this.around.random() * Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
        if (!mayPass || attempt + 1 >= ATTEMPTS || this.around.now() + wait > deadline) return { reason };
        await this.around.sleep(wait);
      }
    }
  }
}

/** Whether something broke on the way, so that there is no answer; what the SDK refuses to send has no answer either, and no remedy. */
function isOfNetwork(error: unknown): boolean {
  const { name, code, $retryable } = error as { name?: string; code?: string; $retryable?: object };
  return name === 'TimeoutError' || name === 'AbortError' || $retryable !== undefined || /^(E[A-Z_]+|UND_ERR.*)$/.test(code ?? '') || ['NetworkingError', 'IncompleteRead'].includes(name ?? '');
}
