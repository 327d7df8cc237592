/**
 * What the code of a function needs of a `ConnectionStore` and a `Broadcaster`. Its code is in the package and takes the AWS SDK v3 from where it
 * runs, which Lambda has; nothing of the CDK is in it.
 */

/** A connection, as it is in the store. */
export interface Connection {
  readonly connectionId: string;
  readonly stage: string;
  /** Where messages for it are posted: the client of the API Gateway Management API takes it as its `endpoint`. */
  readonly endpoint: string;
  /** When it was let in, in milliseconds since 1970. */
  readonly connectedAt: number;
  readonly userId?: string;
  /** What was chosen to be kept, and what `onConnect` answered. */
  readonly attributes: Record<string, string>;
}

/** A connection of a list. */
export interface Recipient {
  readonly connectionId: string;
  readonly endpoint: string;
  /** In milliseconds since 1970. */
  readonly connectedAt: number;
  /** In seconds since 1970. */
  readonly expiresAt: number;
  readonly userId?: string;
}

/** Whom a message is for. */
export type To =
  | { readonly all: true }
  | { readonly group: string }
  | { readonly user: string }
  | { readonly connection: string }
  | { readonly connections: string[] };

/** What became of a message. */
export interface Report {
  readonly delivered: number;
  /** Connections that are not there any more, and are not in the store any more either. */
  readonly gone: number;
  /** Connections that could not be reached, and why. */
  readonly failed: Array<{ readonly connectionId: string; readonly reason: string }>;
  readonly bytes: number;
  /** What API Gateway meters for one connection, in 32 KB. */
  readonly units: number;
  /** What API Gateway meters for all of them. */
  readonly meteredUnits: number;
}

/** Options of `Connections`. */
export interface ConnectionsOptions {
  /** The name of the table. Without it, that of the environment variable `CONNECTIONS_TABLE`, which `grantRead` and `grantWrite` set. */
  readonly tableName?: string;
  /** The stage of groups, users and "all": `event.requestContext.stage`. Without it, that of the environment variable `CONNECTIONS_STAGE`. */
  readonly stage?: string;
  /** To how many connections it is sent at once: 50 without it. */
  readonly concurrency?: number;
  /** How old a connection is at least, in milliseconds, that is taken out of the store if API Gateway does not know it: 5000 without it. */
  readonly connectingMs?: number;
}

/** Options of `Connections.send`. */
export interface SendOptions {
  /** Connections that do not get it, such as the sender. */
  readonly except?: string | string[];
  readonly stage?: string;
}

/** The store. What is done needs a grant: `grantRead`, `grantWrite`, and `grantManageConnections` of the gateway to send and to disconnect. */
export class Connections {
  constructor(options?: ConnectionsOptions);

  /** A connection; undefined if it is gone. */
  get(connectionId: string): Promise<Connection | undefined>;

  /** Puts a connection into a group; returns whether the connection is there. */
  join(connectionId: string, group: string): Promise<boolean>;

  /** Takes a connection out of a group. */
  leave(connectionId: string, group: string): Promise<void>;

  /** The groups that a connection is in. */
  groupsOf(connectionId: string): Promise<string[]>;

  /** The connections of a group. The list may lag behind by a moment. */
  ofGroup(group: string, stage?: string): AsyncIterable<Recipient>;

  /** The connections of a user. */
  ofUser(userId: string, stage?: string): AsyncIterable<Recipient>;

  /** All connections. */
  all(stage?: string): AsyncIterable<Recipient>;

  /**
   * Sends a message from here, while the function waits: text as it is, everything else as JSON. For a few connections; a `Broadcaster` has
   * more time, and goes on where it stopped.
   */
  send(to: To, message: unknown, options?: SendOptions): Promise<Report>;

  /** Closes a connection; returns whether it was there. */
  disconnect(connectionId: string): Promise<boolean>;
}

/** Options of `BroadcasterClient`. */
export interface BroadcasterClientOptions {
  /** The name of the broadcaster's function. Without it, that of the environment variable `BROADCASTER_FUNCTION`, which `grantSend` sets. */
  readonly functionName?: string;
}

/** Options of `BroadcasterClient.send`. */
export interface BroadcastOptions extends SendOptions {
  /** A name for the broadcast: one that is asked for again with the same name goes on, and does not begin again. */
  readonly id?: string;
}

/** The broadcaster. It needs `broadcaster.grantSend`. */
export class BroadcasterClient {
  constructor(options?: BroadcasterClientOptions);

  /** Asks for a message to be sent, and does not wait for it; returns the id of the broadcast. */
  send(to: To, message: unknown, options?: BroadcastOptions): Promise<string>;

  /** Has a message sent, and waits for the report, in which are those who could not be reached. */
  sendAndWait(to: To, message: unknown, options?: BroadcastOptions): Promise<Report & { readonly id: string }>;

  /** Closes a connection; returns whether it was there. */
  disconnect(connectionId: string): Promise<boolean>;
}
