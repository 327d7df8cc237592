import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Inbox } from './inbox';
import { ConnectOptions, LocalCloud } from './local-cloud';
import { WebSocketConnectionsOptions, WebSocketGateway, WebSocketGatewayProps, WebSocketRouteAuthorizer } from '../../../lib';

/** A gateway that keeps who is connected, on this machine, and everybody may connect. */
export class Kit {
  public static async deploy(
    options: (stack: Stack) => WebSocketConnectionsOptions,
    more: (stack: Stack, gateway: WebSocketGateway) => void = () => undefined,
    props: WebSocketGatewayProps = {},
  ): Promise<Kit> {
    return new Kit(await LocalCloud.deploy((app) => {
      const stack = new Stack(app, 'Kit');
      const connections = { connectRoute: { authorizer: WebSocketRouteAuthorizer.none() }, ...options(stack) };
      more(stack, new WebSocketGateway(stack, 'Api', { ...props, connections }));
      return stack;
    }));
  }

  /** A function of its own in a stack. */
  public static function(stack: Stack, id: string, code: string): lambda.Function {
    return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code) });
  }

  public readonly broadcaster: string;

  private constructor(public readonly cloud: LocalCloud) {
    this.broadcaster = cloud.functionId('Broadcaster');
  }

  public async connect(query: Record<string, string> = {}, how: ConnectOptions = {}): Promise<Inbox> {
    const before = new Set(this.cloud.api.openConnections);
    const inbox = Inbox.of(await this.cloud.connect(query, how));
    inbox.connectionId = this.cloud.api.openConnections.find((id) => !before.has(id))!;
    return inbox;
  }

  /** Asks the broadcaster, and waits until clients have what it sent. */
  public async ask(request: object): Promise<any> {
    try {
      return await this.cloud.invoke(this.broadcaster, request);
    } finally {
      await this.cloud.api.arrived();
    }
  }

  /** What a function wrote to its log. */
  public async told(part: string): Promise<any[]> {
    await this.cloud.settled();
    await new Promise((resolve) => setTimeout(resolve, 50)); // the log of a thread comes a moment later
    return (this.cloud.functions.logs.get(this.cloud.functionId(part)) ?? '').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  }

  /** The items of connections that are there, and of their groups. */
  public async left(): Promise<any[]> {
    return (await this.cloud.items()).filter(({ gone, pk }) => !gone && !pk.S!.startsWith('broadcast#'));
  }

  /** Closes connections, and waits until the API has told of it. */
  public async goodbye(...people: Inbox[]): Promise<void> {
    for (const { socket } of people) socket.close();
    await Promise.all(people.map(({ closed }) => closed));
    await this.cloud.settled();
  }
}
