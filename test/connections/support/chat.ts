import { App, Stack } from 'aws-cdk-lib/core';
import { Inbox } from './inbox';
import { LocalCloud } from './local-cloud';
import { ChatStack } from '../../../examples/websocket-chat/chat-stack';

/** The example's stack on this machine, and people who talk. */
export class Chat {
  public static async deploy(define: (app: App) => Stack = (app) => new ChatStack(app, 'Chat')): Promise<Chat> {
    return new Chat(await LocalCloud.deploy(define));
  }

  public readonly broadcaster: string;
  public readonly store: string;
  public readonly announcements: string;

  private readonly clientId: string;

  private constructor(public readonly cloud: LocalCloud) {
    this.broadcaster = cloud.functionId('Broadcaster');
    this.store = cloud.functionId('Connections');
    this.announcements = cloud.idsOf('AWS::SQS::Queue').find((id) => id.startsWith('Announcements'))!;
    [this.clientId] = cloud.idsOf('AWS::Cognito::UserPoolClient');
  }

  public async connect(user: string): Promise<Inbox> {
    const before = new Set(this.cloud.api.openConnections);
    const inbox = Inbox.of(await this.cloud.connect({ access_token: this.cloud.issuer.token(user, this.clientId) }));
    inbox.connectionId = this.cloud.api.openConnections.find((id) => !before.has(id))!; // meaningful if nobody else connects meanwhile
    return inbox;
  }

  /** Sends a message, and waits for what the route answers; what others say comes between. */
  public async say(inbox: Inbox, message: object): Promise<any> {
    inbox.socket.send(JSON.stringify(message));
    for (;;) {
      const answer = JSON.parse(await inbox.next());
      if (answer.text === undefined) return answer;
    }
  }

  /** Puts a request for the broadcaster into the queue of announcements. */
  public announce(request: object): string {
    return this.cloud.queues.put(this.cloud.attributeOf(this.announcements, 'Arn'), JSON.stringify(request));
  }

  /** What is left in the store of connections that are there: their items, and in which indexes. */
  public async left(): Promise<{ readonly connections: string[]; readonly groups: string[]; readonly byGroup: number; readonly byUser: number }> {
    const items = await this.cloud.items();
    return {
      connections: items.filter(({ sk, gone, pk }) => sk.S === '#' && !gone && !pk.S!.startsWith('broadcast#')).map(({ pk }) => pk.S!),
      groups: items.filter(({ sk }) => sk.S!.startsWith('group#')).map(({ pk, sk }) => `${pk.S} ${sk.S}`),
      byGroup: (await this.cloud.items('byGroup')).length,
      byUser: (await this.cloud.items('byUser')).length,
    };
  }
}

/** A store in which nobody is. */
export const NOBODY = { connections: [], groups: [], byGroup: 0, byUser: 0 };
