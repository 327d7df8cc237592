import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudFormationServer } from './cloud-formation-server';
import { violations } from './schemas';
import { COMMANDS } from '../../../bin/commands';
import { gatehouse } from '../../../bin/program';
import type { Surroundings, Target } from '../../../bin/surroundings';
import { ApiGatewayServer, ControlPlane } from '../../support/api-gateway';

/** What a run has left. */
export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What was asked. */
  readonly questions: string[];
  /** What `--json` printed. */
  readonly json: any;
}

/** How a run differs from one without a terminal. */
export interface RunOptions {
  /** What is answered on a terminal; there is none if left out. */
  readonly answer?: string | (() => string);
  readonly width?: number;
  readonly cwd?: string;
}

/** The command in this process, with the real SDK, over HTTP to models of API Gateway and CloudFormation. */
export class CommandLine {
  public static async start(plane: ControlPlane = new ControlPlane()): Promise<CommandLine> {
    return new CommandLine(plane, await ApiGatewayServer.start(plane), await CloudFormationServer.start());
  }

  public cwd = '/nowhere';
  /** Regions and profiles that clients were made for. */
  public readonly targets: Target[] = [];
  public readonly waits: number[] = [];

  private constructor(
    public readonly plane: ControlPlane,
    public readonly apiGateway: ApiGatewayServer,
    public readonly cloudFormation: CloudFormationServer,
  ) {}

  public async stop(): Promise<void> {
    await Promise.all([this.apiGateway.stop(), this.cloudFormation.stop()]);
  }

  public async run(args: string, { answer, width = 80, cwd = this.cwd }: RunOptions = {}): Promise<Run> {
    let out = '';
    let err = '';
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return typeof answer === 'function' ? answer() : answer!;
    };
    const surroundings: Surroundings = {
      cwd,
      width,
      clock: { now: () => Date.UTC(2026, 0, 31, 12), sleep: async (milliseconds) => { this.waits.push(milliseconds); } },
      clients: (target) => {
        this.targets.push(target);
        const config = { ...this.apiGateway.clientConfig };
        const cloudFormation = new CloudFormationClient({ ...config, endpoint: this.cloudFormation.endpoint });
        return { apiGateway: new APIGatewayClient(config), cloudFormation };
      },
      out: (text) => { out += typeof text === 'string' ? text : Buffer.from(text).toString(); },
      err: (text) => { err += text; },
      ...(answer !== undefined && { ask }),
    };
    const exitCode = await gatehouse(wordsOf(args), surroundings);
    if (/ --json\b/.test(args)) expect(violations(schemaOf(args, out, exitCode), JSON.parse(out))).toEqual([]);
    return { exitCode, out, err, questions, get json() { return JSON.parse(out); } };
  }
}

/** A command may fail with an answer, such as that of "test"; what has no answer has an error. */
function schemaOf(args: string, out: string, exitCode: number): string {
  if (exitCode !== 0 && 'error' in JSON.parse(out)) return 'error';
  const name = COMMANDS.map((command) => command.name).find((each) => args.startsWith(each));
  return name ?? 'error';
}

/** Words as a shell has them, with quotes for what has spaces in it. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);
}
