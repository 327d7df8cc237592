import { MonthlyLoad } from './monthly-load';

/** What a WebSocket API is asked in a month. */
export interface WebSocketMonthlyLoad extends MonthlyLoad {
  /** How many messages are sent and received in a month, of both directions. */
  readonly messages: number;

  /**
   * How many minutes clients are connected in a month, all together.
   *
   * @default 0
   */
  readonly connectionMinutes?: number;

  /**
   * The size of a message, on average, in KB of 1,024 bytes, at most 128. API Gateway meters messages in units of 32 KB.
   *
   * @default 1
   */
  readonly averageMessageKb?: number;

  /**
   * How many of the messages go to clients: they leave AWS, and have no line in the access log.
   *
   * @default - not known: all are reckoned to leave AWS, and to have a line
   */
  readonly messagesToClients?: number;
}
