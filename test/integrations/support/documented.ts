import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import * as ts from 'typescript';
import * as library from '../../../lib';
import { testFunction, testStack } from '../../helpers';

const ROOT = path.join(__dirname, '..', '..', '..');

/** An integration as docs/integrations.md has it. */
export interface Documented {
  readonly apiType: 'REST' | 'HTTP' | 'WebSocket';
  readonly name: string;
  /** What API Gateway may do, by the table. */
  readonly may: string;
  /** The code below the table. */
  readonly snippet?: string;
}

/** Every row of the tables of docs/integrations.md, with its snippet. */
export function documented(): Documented[] {
  const page = readFileSync(path.join(ROOT, 'docs', 'integrations.md'), 'utf8');
  return (['REST', 'HTTP', 'WebSocket'] as const).flatMap((apiType) => {
    const section = new RegExp(`## For ${apiType} APIs([^]*?)\\n## `).exec(page)![1];
    const snippets = new Map([...section.matchAll(/^`(\w+)`:\n\n```ts\n([^]*?)```/gm)].map(([, name, code]) => [name, code]));
    const rows = [...section.matchAll(/^\| `([a-z]\w+)` \| ([^|]+) \|/gm)];
    return rows.map(([, name, may]) => ({ apiType, name, may, snippet: snippets.get(name) }));
  });
}

/** Kinds of gateways with their names, and what they need before there are routes. */
const GATEWAYS = {
  REST: { type: 'RestGateway', define: (stack: Stack) => new library.RestGateway(stack, 'Api', { binaryMediaTypes: ['image/png'] }) },
  HTTP: { type: 'HttpGateway', define: (stack: Stack) => new library.HttpGateway(stack, 'Api') },
  WebSocket: {
    type: 'WebSocketGateway',
    define: (stack: Stack) => {
      const gateway = new library.WebSocketGateway(stack, 'Api');
      gateway.addRoute('$connect');
      return gateway;
    },
  },
};

/** Things that a snippet may call, and how they are declared. */
const THINGS: Record<string, [type: string, define: (stack: Stack) => unknown]> = {
  handler: ["import('aws-cdk-lib/aws-lambda').IFunction", (stack) => testFunction(stack)],
  jobs: ["import('aws-cdk-lib/aws-sqs').IQueue", (stack) => new Queue(stack, 'Jobs')],
  news: ["import('aws-cdk-lib/aws-sns').ITopic", (stack) => new Topic(stack, 'News')],
  bus: ["import('aws-cdk-lib/aws-events').IEventBus", (stack) => new EventBus(stack, 'Bus')],
  clicks: ["import('aws-cdk-lib/aws-kinesis').IStream", (stack) => Stream.fromStreamArn(stack, 'Clicks', 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks')],
  quote: ["import('aws-cdk-lib/aws-stepfunctions').IStateMachine", (stack) => machine(stack, 'Quote', StateMachineType.EXPRESS)],
  checkout: ["import('aws-cdk-lib/aws-stepfunctions').IStateMachine", (stack) => machine(stack, 'Checkout', StateMachineType.STANDARD)],
  orders: ["import('aws-cdk-lib/aws-dynamodb').ITable", (stack) => new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } })],
  images: ["import('aws-cdk-lib/aws-s3').IBucket", (stack) => new Bucket(stack, 'Images')],
  appListener: ["import('aws-cdk-lib/aws-elasticloadbalancingv2').IApplicationListener", (stack) => listener(stack, 'Application')],
  netListener: ["import('aws-cdk-lib/aws-elasticloadbalancingv2').INetworkListener", (stack) => listener(stack, 'Network')],
  linkV1: ["import('aws-cdk-lib/aws-apigateway').IVpcLink", (stack) => apigateway.VpcLink.fromVpcLinkId(stack, 'LinkV1', 'abc123')],
  project: ["import('aws-cdk-lib/aws-codebuild').IProject", (stack) => Project.fromProjectName(stack, 'Project', 'site')],
};

/** The listener of a load balancer that is not on the internet. */
function listener(stack: Stack, kind: 'Application' | 'Network'): any {
  const vpc = stack.node.tryFindChild('Vpc') as Vpc | undefined ?? new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  if (kind === 'Application') return new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  const targets = new elbv2.NetworkTargetGroup(stack, 'Targets', { vpc, port: 80, targetType: elbv2.TargetType.IP });
  return new elbv2.NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 80, defaultTargetGroups: [targets] });
}

function machine(stack: Stack, id: string, stateMachineType: StateMachineType): StateMachine {
  return new StateMachine(stack, id, { stateMachineType, definitionBody: DefinitionBody.fromChainable(new Pass(stack, `${id}Pass`)) });
}

/** The stack that a snippet makes, in an app of its own. */
export function runSnippet({ apiType, snippet }: Documented): Stack {
  const stack = testStack();
  const gateway = GATEWAYS[apiType].define(stack);
  const used = Object.entries(THINGS).filter(([name]) => new RegExp(`\\b${name}\\b`).test(snippet!));
  const things = Object.fromEntries(used.map(([name, [, define]]) => [name, define(stack)]));
  const names: Record<string, unknown> = { ...library, apigateway, HttpMethod, Duration, gateway, ...things };
  const { outputText } = ts.transpileModule(snippet!, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None } });
  new Function(...Object.keys(names), outputText)(...Object.values(names));
  return stack;
}

/** What TypeScript says of all snippets, each in a block of its own. */
export function typeErrors(all: Documented[]): string[] {
  const file = path.join(ROOT, 'test', 'integrations', 'snippets-of-docs.ts');
  const imports = `import * as apigateway from 'aws-cdk-lib/aws-apigateway';\nimport { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';\nimport { Duration } from 'aws-cdk-lib/core';\nimport { ${Object.keys(library).join(', ')} } from '../../lib';\n`;
  const things = Object.entries(THINGS).map(([name, [type]]) => `declare const ${name}: ${type};\n`).join('');
  const blocks = all.map(({ apiType, snippet }) => `{\nconst gateway = undefined as unknown as ${GATEWAYS[apiType].type};\n${snippet}}\n`).join('');
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, types: ['node'] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = imports + things + blocks;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
