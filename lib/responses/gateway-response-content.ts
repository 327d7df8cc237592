/** What an error is answered by. */
export interface GatewayResponseContext {
  /** The status, if it is another than that of the error. */
  readonly statusCode?: number;
  /** Whether bodies of requests are checked. */
  readonly isValidated: boolean;
}

/** A body, and what it is. */
export interface GatewayResponseContent {
  readonly body: string;
  readonly contentType?: string;
}
