import { WebSocket } from 'ws';

/** What a client of the WebSocket API gets. */
export class Inbox {
  public static of(socket: WebSocket): Inbox {
    return new Inbox(socket);
  }

  /** Every message, in the order of arrival. */
  public readonly messages: string[] = [];
  /** Resolves with the status of the closing frame. */
  public readonly closed: Promise<number>;

  /** Its id, if it was the only one that connected. */
  public connectionId = '';

  private read = 0;
  private waiting?: () => void;

  private constructor(public readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.messages.push(data.toString());
      this.waiting?.();
    });
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
  }

  /** The next message that was not read. */
  public async next(): Promise<string> {
    while (this.messages.length <= this.read) {
      await Promise.race([new Promise<void>((resolve) => { this.waiting = resolve; }), this.closed.then((code) => { throw new Error(`closed with ${code}`); })]);
    }
    return this.messages[this.read++];
  }

  /** Sends a message, and waits for the next that comes. */
  public ask(message: string): Promise<string> {
    this.socket.send(message);
    return this.next();
  }
}
