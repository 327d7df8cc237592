import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** A deployed stack. */
export interface DeployedStack {
  readonly status?: string;
  /** Physical ids by logical ids. */
  readonly resources: Readonly<Record<string, string>>;
  readonly template?: object;
}

/** Answers DescribeStacks, DescribeStackResource and GetTemplate in the Query protocol of CloudFormation. */
export class CloudFormationServer {
  public static async start(): Promise<CloudFormationServer> {
    const server = new CloudFormationServer();
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** By name or ARN. */
  public readonly stacks: Record<string, DeployedStack> = {};
  /** Actions that are refused. */
  public readonly forbidden = new Set<string>();
  public readonly calls: string[] = [];
  private readonly http: Server;

  private constructor() {
    this.http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [status, body] = this.answer(new URLSearchParams(Buffer.concat(chunks).toString()));
        response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
      });
    });
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  public stop(): Promise<void> {
    this.http.closeAllConnections();
    return new Promise((resolve) => this.http.close(() => resolve()));
  }

  private answer(input: URLSearchParams): [number, string] {
    const action = input.get('Action')!;
    const name = input.get('StackName')!;
    this.calls.push(`${action} ${name}`);
    if (this.forbidden.has(action)) return refused(403, 'AccessDenied', `User: arn:aws:iam::111111111111:user/ann is not authorized to perform: cloudformation:${action}`);
    const stack = this.stacks[name];
    if (!stack) return refused(400, 'ValidationError', `Stack with id ${name} does not exist`);
    switch (action) {
      case 'DescribeStacks': {
        const status = `<StackStatus>${stack.status ?? 'UPDATE_COMPLETE'}</StackStatus>`;
        return answered(action, `<Stacks><member><StackName>${name}</StackName>${status}<CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>`);
      }
      case 'DescribeStackResource': {
        const logicalId = input.get('LogicalResourceId')!;
        const id = stack.resources[logicalId];
        if (id === undefined) return refused(400, 'ValidationError', `Resource ${logicalId} does not exist for stack ${name}`);
        return answered(action, `<StackResourceDetail><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId></StackResourceDetail>`);
      }
      case 'GetTemplate':
        return answered(action, `<TemplateBody>${escaped(JSON.stringify(stack.template ?? {}))}</TemplateBody>`);
      default:
        return refused(400, 'InvalidAction', `not modelled: ${action}`);
    }
  }
}

const XMLNS = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function answered(action: string, result: string): [number, string] {
  return [200, `<${action}Response ${XMLNS}><${action}Result>${result}</${action}Result></${action}Response>`];
}

function refused(status: number, code: string, message: string): [number, string] {
  return [status, `<ErrorResponse ${XMLNS}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`];
}
