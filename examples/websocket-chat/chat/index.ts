import { BroadcasterClient, Connections } from 'cdk-gatehouse/connections';

const connections = new Connections();
const broadcaster = new BroadcasterClient();

/** What clients send: `{"action":"join","room":"tea"}`, `{"action":"talk","room":"tea","text":"hello"}`, `{"action":"leave","room":"tea"}`. */
interface Message {
  readonly action: string;
  readonly room?: unknown;
  readonly text?: unknown;
}

interface Event {
  readonly requestContext: { readonly connectionId: string; readonly authorizer: { readonly principalId: string } };
  readonly body: string;
}

const isShortText = (value: unknown, longest: number): value is string => typeof value === 'string' && value.length > 0 && value.length <= longest;
const answer = (value: object) => ({ statusCode: 200, body: JSON.stringify(value) });

export async function handler({ requestContext, body }: Event): Promise<{ readonly statusCode: number; readonly body: string }> {
  const { connectionId, authorizer } = requestContext;
  const { action, room, text } = JSON.parse(body) as Message;
  if (!isShortText(room, 50)) return answer({ error: 'room must be text of 1 to 50 characters' });
  const group = `room-${room}`;

  switch (action) {
    case 'join':
      return answer({ room, joined: await connections.join(connectionId, group) });
    case 'leave':
      await connections.leave(connectionId, group);
      return answer({ room, left: true });
    default: // talk
      if (!isShortText(text, 1_000)) return answer({ error: 'text must be text of 1 to 1000 characters' });
      if (!(await connections.groupsOf(connectionId)).includes(group)) return answer({ error: `you are not in ${room}` });
      // asynchronous: the broadcaster tries again what fails, and nobody waits for a room of thousands
      return answer({ room, said: await broadcaster.send({ group }, { room, from: authorizer.principalId, text }, { except: connectionId }) });
  }
}
