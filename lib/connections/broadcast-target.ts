import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** Whom a message is for. */
export class BroadcastTarget {
  /** All connections of the stage. */
  public static all(): BroadcastTarget {
    return new BroadcastTarget({ all: true });
  }

  /** The connections that joined a group. */
  public static group(name: string): BroadcastTarget {
    if (typeof name === 'string' && name.startsWith('#')) fail(`the name of a group must not begin with "#", got ${show(name)}: write "lobby", for example`);
    return new BroadcastTarget({ group: nonEmpty(name, 'the name of a group', 'lobby', 512) });
  }

  /** The connections of a user. */
  public static user(userId: string): BroadcastTarget {
    return new BroadcastTarget({ user: nonEmpty(userId, 'the id of a user', 'u-123') });
  }

  /** A single connection. */
  public static connection(connectionId: string): BroadcastTarget {
    return new BroadcastTarget({ connection: nonEmpty(connectionId, 'the id of a connection', 'L0SM9cOFvHcCIhw=') });
  }

  private constructor(private readonly to: Record<string, unknown>) {}

  /**
   * What handlers/connections/request.ts reads.
   *
   * @internal
   */
  public _render(): Record<string, unknown> {
    return { ...this.to };
  }
}

function nonEmpty(value: string, what: string, example: string, longest = 1024): string {
  if (typeof value !== 'string' || value === '') fail(`${what} must be text, got ${show(value)}: write "${example}", for example, or a field of the event`);
  const isLong = !Token.isUnresolved(value) && Buffer.byteLength(value) > longest;
  if (isLong) fail(`${what} must be at most ${longest} bytes, got ${Buffer.byteLength(value)}: write "${example}", for example`);
  return value;
}
