/** What $connect and $disconnect are to do, from the environment of the function. */
export interface Configuration {
  readonly tableName: string;
  /** Which value of the event says who the user is. */
  readonly userId: string;
  /** Which values of the event are kept, by the names that they get. */
  readonly attributes: Record<string, string>;
  readonly onConnect?: string;
  readonly onDisconnect?: string;
  readonly subprotocols: string[];
  /** Where messages are posted to, with "{stage}" for the stage. */
  readonly callbackUrl?: string;
  readonly region: string;
}

/** Reads what the library wrote into the environment. */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const { CONNECTIONS_TABLE, USER_ID, ATTRIBUTES, ON_CONNECT, ON_DISCONNECT, SUBPROTOCOLS, CALLBACK_URL, AWS_REGION } = environment;
  if (!CONNECTIONS_TABLE) throw new Error('the environment variable CONNECTIONS_TABLE is missing');
  return {
    tableName: CONNECTIONS_TABLE,
    userId: USER_ID ?? 'authorizer.principalId',
    attributes: JSON.parse(ATTRIBUTES ?? '{}'),
    onConnect: ON_CONNECT,
    onDisconnect: ON_DISCONNECT,
    subprotocols: JSON.parse(SUBPROTOCOLS ?? '[]'),
    callbackUrl: CALLBACK_URL,
    region: AWS_REGION ?? 'us-east-1',
  };
}
