import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { App, Stack } from 'aws-cdk-lib/core';
import { WebSocket } from 'ws';
import { Authorization } from './authorization';
import { BusEvent, matches, topicEvent, transformed } from './bus-service';
import { Clock } from './clock';
import { Call, Fault, FaultPlan } from './faults';
import { LambdaAnswer, LambdaService } from './lambda-service';
import { QueueService } from './queue-service';
import { Item, TableService } from './table-service';
import { TokenIssuer } from './token-issuer';
import { answerWith, LocalApi, LocalRoute, WebSocketService } from './web-socket-service';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

const API_ID = 'a1b2c3d4e5';
export const API_DOMAIN = `${API_ID}.execute-api.${REGION}.amazonaws.com`;
const ISSUER = `https://cognito-idp.${REGION}.amazonaws.com/${REGION}_Users`;

interface Resource {
  readonly Type: string;
  readonly Properties?: any;
}

/** How a client connects. */
export interface ConnectOptions {
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
  /** The domain and the path: those of the API itself without it. */
  readonly url?: string;
}

/** A stack on this machine: its tables, queues, functions and WebSocket API, as its template has them, over loopback. */
export class LocalCloud {
  /** Deploys a stack. The function defines it in an app. */
  public static async deploy(define: (app: App) => Stack): Promise<LocalCloud> {
    const app = new App();
    const stack = define(app);
    const assembly = app.synth();
    const artifact = assembly.getStackArtifact(stack.artifactId);
    const manifest = JSON.parse(fs.readFileSync(path.join(assembly.directory, `${artifact.id}.assets.json`), 'utf8'));
    const files = Object.entries<any>(manifest.files);
    const assets = new Map<string, string>(files.map(([hash, { source }]) => [hash, path.join(assembly.directory, source.path)]));
    const cloud = new LocalCloud(artifact.template.Resources, assets);
    await cloud.start();
    return cloud;
  }

  public readonly clock = new Clock();
  public readonly issuer = new TokenIssuer(ISSUER, this.clock);
  public readonly queues = new QueueService();
  public readonly tables = new TableService(this.clock);
  public readonly functions: LambdaService;
  /** The calls of AWS services that functions made, by "service:Operation". */
  public readonly calls = new Map<string, number>();
  /** The calls that IAM refused. */
  public readonly denied: string[] = [];
  private readonly authorization = new Authorization(ACCOUNT);
  private readonly server: Server;
  private port = 0;
  private service?: WebSocketService;
  private apiFacts?: LocalApi;

  private constructor(private readonly resources: Record<string, Resource>, private readonly assets: Map<string, string>) {
    this.functions = new LambdaService(this.clock, () => this.port);
    this.functions.onFailure = (id, record) => this.handOn(id, record);
    this.server = createServer((request, response) => void this.handle(request, response).catch((error) => {
      answerWith(response, 501, { message: String(error) }, 'NotModelled');
    }));
    this.server.keepAliveTimeout = 60_000;
  }

  /** What functions do wrong on purpose, see faults.ts. */
  public faults: FaultPlan = () => undefined;

  /** The WebSocket API. */
  public get api(): WebSocketService {
    if (!this.service) throw new Error('the stack has no WebSocket API');
    return this.service;
  }

  /** Logical ids of the resources of a type. */
  public idsOf(type: string): string[] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
  }

  /** The logical id of the function whose id has a part. Fails if it is not the only one. */
  public functionId(part: string): string {
    const found = this.idsOf('AWS::Lambda::Function').filter((id) => id.includes(part));
    if (found.length !== 1) throw new Error(`functions with ${part}: [${found.join(', ')}] of [${this.idsOf('AWS::Lambda::Function').join(', ')}]`);
    return found[0];
  }

  /** Connects a client. Rejects with the HTTP status that refused it. */
  public async connect(query: Record<string, string> = {}, how: ConnectOptions = {}): Promise<WebSocket> {
    const { headers, protocols = [], url = `${this.apiFacts!.domainName}/${this.apiFacts!.stage}` } = how;
    const [Host, basePath] = url.split('/');
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/${basePath}?${new URLSearchParams(query)}`, protocols, { headers: { ...headers, Host }, perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('unexpected-response', (_request, { statusCode }) => reject(new Error(`refused with ${statusCode}`)));
      socket.once('error', reject);
    });
    return socket;
  }

  /** Invokes a function with an event. Returns its answer; throws what it threw. */
  public async invoke(functionId: string, event: unknown): Promise<any> {
    const { failed, payload } = await this.functions.invoke(functionId, event);
    if (failed) throw Object.assign(new Error(JSON.parse(payload).errorMessage), JSON.parse(payload));
    return JSON.parse(payload);
  }

  /** Publishes a message to a topic: the functions that subscribe to it are invoked. */
  public publish(topicId: string, message: string, messageId: string = randomUUID()): string {
    const subscribers = this.of('AWS::SNS::Subscription').filter(({ Protocol, TopicArn }) => Protocol === 'lambda' && TopicArn.Ref === topicId);
    const event = topicEvent(this.attributeOf(topicId, 'Ref'), messageId, message);
    for (const { Endpoint } of subscribers) this.functions.invokeAsync(this.functions.idOf(this.resolve(Endpoint))!, event);
    return messageId;
  }

  /** Puts an event on the bus: the functions of the rules that it matches are invoked. */
  public emit(event: BusEvent): void {
    for (const { EventPattern, Targets } of this.of('AWS::Events::Rule')) {
      if (!matches(EventPattern, event)) continue;
      for (const { Arn, InputTransformer } of Targets) {
        this.functions.invokeAsync(this.functions.idOf(this.resolve(Arn))!, InputTransformer ? transformed(InputTransformer, event) : event);
      }
    }
  }

  /** Lets the event source mappings of a queue work until it is empty. Fails if it never is. */
  public async drain(queueId: string): Promise<void> {
    const arn = this.attributeOf(queueId, 'Arn');
    const mapping = Object.values(this.resources).find(({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && this.resolve(Properties.EventSourceArn) === arn);
    if (!mapping) throw new Error(`nothing reads ${queueId}`);
    const { BatchSize = 10, FunctionName, FunctionResponseTypes = [] } = mapping.Properties;
    const id = this.functions.idOf(this.resolve(FunctionName))!;
    for (let rounds = 0; await this.queues.poll(arn, BatchSize, FunctionResponseTypes.includes('ReportBatchItemFailures'), (event) => this.functions.invoke(id, event)); rounds++) {
      if (rounds > 100) throw new Error(`${queueId} is never empty`);
    }
  }

  /** Resolves when nothing is under way: no event of the API, and no asynchronous invocation. */
  public async settled(): Promise<void> {
    await this.service?.settled();
    await this.functions.settled();
    await this.service?.arrived();
  }

  /** The items of the only table, or of one of its indexes. */
  public items(indexName?: string): Promise<Item[]> {
    return this.tables.items(this.tableId, indexName);
  }

  /** Breaks all connections, forgets what is stored and queued, and what was to go wrong. */
  public async reset(): Promise<void> {
    this.faults = () => undefined;
    const { api } = this;
    api.onDisconnectEvent = async () => undefined;
    api.breakAll();
    await this.settled();
    api.onDisconnectEvent = (deliver) => deliver();
    api.beforeConnect = async () => undefined;
    api.beforeHandshake = async () => undefined;
    api.connectDeliveries = 1;
    for (const id of this.idsOf('AWS::SQS::Queue')) this.queues.queue(this.attributeOf(id, 'Arn')).messages.length = 0;
    await this.tables.delete(this.tableId, () => true);
  }

  /** Lets time pass: connections are closed that are overdue, and items go whose time is over. */
  public async skip(milliseconds: number): Promise<void> {
    this.clock.skip(milliseconds);
    this.functions.skip(milliseconds);
    this.service?.closeOverdue();
    await this.tables.expire(this.tableId);
  }

  /** The value of an attribute of a resource: `attributeOf('Queue', 'Arn')`, and 'Ref'. */
  public attributeOf(id: string, attribute: string): string {
    const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
    const { Type } = this.resources[id];
    const values: Record<string, Record<string, string>> = {
      'AWS::DynamoDB::Table': { Ref: id, Arn: arn('dynamodb', `table/${id}`) },
      'AWS::DynamoDB::GlobalTable': { Ref: id, Arn: arn('dynamodb', `table/${id}`) },
      'AWS::Lambda::Function': { Ref: id, Arn: arn('lambda', `function:${id}`) },
      'AWS::SQS::Queue': { Ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${id}`, Arn: arn('sqs', id), QueueName: id },
      'AWS::Cognito::UserPool': { Ref: `${REGION}_Users`, ProviderURL: ISSUER, ProviderName: ISSUER.slice('https://'.length) },
      'AWS::SNS::Topic': { Ref: arn('sns', id), TopicArn: arn('sns', id) },
      'AWS::ApiGatewayV2::Api': { Ref: API_ID, ApiId: API_ID, ApiEndpoint: `wss://${API_DOMAIN}` },
    };
    return values[Type]?.[attribute] ?? (attribute === 'Ref' ? id : arn('local', `${id}/${attribute}`));
  }

  public async close(): Promise<void> {
    if (this.service) this.service.onDisconnectEvent = async () => undefined; // it would start functions again
    this.service?.close();
    await this.settled();
    await this.functions.close();
    this.tables.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Properties of the resources of a type. */
  private of(type: string): any[] {
    return Object.values(this.resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  }

  private get tableId(): string {
    return [...this.idsOf('AWS::DynamoDB::Table'), ...this.idsOf('AWS::DynamoDB::GlobalTable')][0];
  }

  private async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    this.tables.start(`http://127.0.0.1:${this.port}`);
    for (const id of [...this.idsOf('AWS::DynamoDB::Table'), ...this.idsOf('AWS::DynamoDB::GlobalTable')]) await this.defineTable(id);
    for (const id of this.idsOf('AWS::SQS::Queue')) this.defineQueue(id);
    for (const id of this.idsOf('AWS::Lambda::Function')) this.defineFunction(id);
    const [apiId] = this.idsOf('AWS::ApiGatewayV2::Api');
    if (apiId) this.defineApi(apiId);
    this.server.on('upgrade', (request, socket, head) => void this.api.upgrade(request, socket, head).catch((error) => socket.destroy(error)));
    await this.functions.warm();
  }

  /** Puts the record of a failed invocation where the function's destination is. */
  private handOn(id: string, record: object): void {
    const config = Object.values(this.resources).find(({ Type, Properties }) => Type === 'AWS::Lambda::EventInvokeConfig' && this.functions.idOf(this.resolve(Properties.FunctionName)) === id);
    const destination = config?.Properties.DestinationConfig?.OnFailure?.Destination;
    if (destination) this.queues.put(this.resolve(destination), JSON.stringify(record));
  }

  private async defineTable(id: string): Promise<void> {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, TimeToLiveSpecification } = this.resources[id].Properties;
    const indexes = GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }: any) => ({ IndexName, KeySchema: keys, Projection }));
    await this.tables.define({
      name: id,
      definition: { KeySchema, AttributeDefinitions, ...(indexes ? { GlobalSecondaryIndexes: indexes } : {}) },
      timeToLive: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
    });
  }

  private defineQueue(id: string): void {
    const { RedrivePolicy } = this.resources[id].Properties ?? {};
    this.queues.define({
      arn: this.attributeOf(id, 'Arn'),
      url: this.attributeOf(id, 'Ref'),
      maxReceiveCount: RedrivePolicy?.maxReceiveCount,
      deadLetterArn: RedrivePolicy && this.resolve(RedrivePolicy.deadLetterTargetArn),
      messages: [],
    });
  }

  private defineFunction(id: string): void {
    const { Code, Handler, Environment, Timeout, Role } = this.resources[id].Properties;
    this.functions.define({
      id,
      arn: this.attributeOf(id, 'Arn'),
      directory: this.codeOf(id, Code),
      handler: Handler,
      timeoutMilliseconds: (Timeout ?? 3) * 1000,
      environment: {
        ...Object.fromEntries(Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [name, this.resolve(value)])),
        AWS_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: id,
        AWS_ACCESS_KEY_ID: `ASIA${id}`, // calls are signed with it, which says whose they are
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        NODE_NO_WARNINGS: '1',
      },
    });
    this.authorization.define(id, this.policiesOf(Role));
  }

  private codeOf(id: string, code: any): string {
    if (code.ZipFile === undefined) return this.assets.get(path.parse(this.resolve(code.S3Key)).name)!;
    const directory = fs.mkdtempSync(path.join(path.dirname([...this.assets.values()][0]), `${id}-`));
    fs.writeFileSync(path.join(directory, 'index.js'), code.ZipFile);
    return directory;
  }

  private policiesOf(role: any): object[] {
    const roleId: string | undefined = role['Fn::GetAtt']?.[0];
    const isOfRole = (roles: any[] = []) => roles.some(({ Ref }) => Ref === roleId);
    const attached = Object.values(this.resources).filter(({ Type, Properties }) =>
      ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].includes(Type) && isOfRole(Properties.Roles));
    const inline = (roleId && this.resources[roleId]?.Properties?.Policies) ?? [];
    const documents = [...attached.map(({ Properties }) => Properties.PolicyDocument), ...inline.map(({ PolicyDocument }: any) => PolicyDocument)];
    return documents.map((document) => this.resolveAll(document));
  }

  private defineApi(id: string): void {
    const of = (type: string) => Object.entries(this.resources).filter(([, { Type, Properties }]) => Type === type && Properties.ApiId?.Ref === id);
    const invoker = (uri: any) => {
      const called = this.functions.idOf(this.resolve(uri).match(/functions\/(.+)\/invocations$/)![1])!;
      return (event: unknown) => this.functions.invoke(called, event);
    };
    const twoWay = new Set(of('AWS::ApiGatewayV2::RouteResponse').map(([, { Properties }]) => Properties.RouteId.Ref));
    const routes = new Map<string, LocalRoute>(of('AWS::ApiGatewayV2::Route').map(([routeId, { Properties }]) => {
      const integrationId = JSON.stringify(Properties.Target ?? '').match(/"Ref":"(\w+)"/)?.[1] ?? '';
      const integration = this.resources[integrationId]?.Properties;
      const answer = of('AWS::ApiGatewayV2::IntegrationResponse').find(([, response]) => response.Properties.IntegrationId.Ref === integrationId)?.[1].Properties;
      const isMock = !integration || integration.IntegrationType === 'MOCK';
      return [Properties.RouteKey, {
        twoWay: twoWay.has(routeId),
        mockAnswer: isMock ? Object.values<string>(answer?.ResponseTemplates ?? {})[0] : undefined,
        invoke: isMock ? undefined : invoker(integration.IntegrationUri),
      }];
    }));
    const [[, stage]] = of('AWS::ApiGatewayV2::Stage');
    const connect = of('AWS::ApiGatewayV2::Route').find(([, { Properties }]) => Properties.RouteKey === '$connect')?.[1].Properties;
    const authorizer = connect?.AuthorizationType === 'CUSTOM' ? this.resources[connect.AuthorizerId.Ref].Properties : undefined;
    this.apiFacts = {
      apiId: API_ID,
      domainName: API_DOMAIN,
      arn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API_ID}`,
      stage: this.resolve(stage.Properties.StageName),
      stageVariables: stage.Properties.StageVariables,
      routeSelectionExpression: this.resources[id].Properties.RouteSelectionExpression,
      routes,
      isEndpointDisabled: this.resources[id].Properties.DisableExecuteApiEndpoint,
      authorizer: authorizer && { identitySources: authorizer.IdentitySource ?? [], invoke: invoker(authorizer.AuthorizerUri) },
    };
    this.service = new WebSocketService(this.apiFacts, this.clock);
  }

  /** A call of any AWS service: who asks is in the signature, and which service in the Host header. */
  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['x-forwarded-host']) return this.issuer.answer(`https://${request.headers['x-forwarded-host']}${request.url}`, response);
    const signature = request.headers.authorization?.match(/^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=[\w;-]+, Signature=[0-9a-f]{64}$/);
    if (!signature) return answerWith(response, 403, { message: 'Missing Authentication Token' }, 'MissingAuthenticationTokenException');
    const [, accessKey, , service] = signature;
    if (accessKey === 'AKIATEST') return this.tables.handle(request, response); // the test itself looks into the table
    const caller = accessKey.replace(/^ASIA/, '');
    const body = service === 'dynamodb' ? undefined : await bodyOf(request);
    const target = String(request.headers['x-amz-target'] ?? '').split('.').at(-1)!;
    const parts = decodeURIComponent((request.url ?? '').split('?')[0]).split('/').slice(1);
    const operation = service === 'execute-api' ? request.method! : service === 'lambda' ? 'Invoke' : target;
    const call: Call = { service, operation, caller, ...(service === 'execute-api' ? { connectionId: parts[2] } : {}) };
    const name = `${service}:${operation}`;
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);

    const fault = this.faults(call);
    if (fault && fault !== 'lost' && fault !== 'crashAfter') return this.failBefore(fault, call, request, response);
    if (fault) response.end = this.failAfter(fault, call, request, response.end.bind(response)) as typeof response.end;

    if (service === 'dynamodb') return this.callTable(caller, target, request, response);
    if (service === 'execute-api') {
      const [basePath, , connectionId] = parts;
      if (!this.api.serves(request.headers.host, basePath)) return answerWith(response, 403, { message: 'Forbidden' }, 'ForbiddenException');
      const { stage } = this.apiFacts!;
      const resource = `${this.apiFacts!.arn}/${stage}/${request.method}/@connections/`;
      if (!await this.authorization.allows(caller, 'execute-api:ManageConnections', `${resource}ANY`)) return this.refuse(response, `${caller} ${name}`, 'ForbiddenException', 403);
      return this.api.management(request.method!, connectionId, body!, response);
    }
    if (service === 'lambda') return this.callFunction(caller, parts[2], request.headers['x-amz-invocation-type'] === 'Event', body!, response);
    if (service === 'sqs') {
      const input = JSON.parse(body!.toString());
      const allowed = await this.authorization.allows(caller, 'sqs:SendMessage', this.queues.queue(input.QueueUrl).arn);
      if (!allowed) return this.refuse(response, `${caller} ${name}`, 'AccessDenied', 403);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(this.queues.call(operation, input)));
      return undefined;
    }
    throw new Error(`no model of ${name}`);
  }

  private async callTable(caller: string, operation: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { TableName, IndexName, RequestItems } = JSON.parse(body.toString());
    for (const tableName of RequestItems ? Object.keys(RequestItems) : [TableName]) {
      const resource = `${this.attributeOf(tableName, 'Arn')}${IndexName ? `/index/${IndexName}` : ''}`;
      if (!await this.authorization.allows(caller, `dynamodb:${operation}`, resource)) return this.refuse(response, `${caller} dynamodb:${operation} ${resource}`, 'AccessDeniedException', 400);
    }
    this.tables.handle(replay(request, body), response);
    return undefined;
  }

  private async callFunction(caller: string, name: string, isAsync: boolean, body: Buffer, response: ServerResponse): Promise<void> {
    const id = this.functions.idOf(name);
    if (!id) return answerWith(response, 404, { message: `no function ${name}` }, 'ResourceNotFoundException');
    if (!await this.authorization.allows(caller, 'lambda:InvokeFunction', this.attributeOf(id, 'Arn'))) return this.refuse(response, `${caller} lambda:InvokeFunction ${id}`, 'AccessDeniedException', 403);
    const event = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (isAsync) {
      this.functions.invokeAsync(id, event);
      response.writeHead(202).end();
      return undefined;
    }
    const answer: LambdaAnswer = await this.functions.invoke(id, event);
    response.writeHead(200, { 'content-type': 'application/json', ...(answer.failed ? { 'x-amz-function-error': 'Unhandled' } : {}) });
    response.end(answer.payload);
    return undefined;
  }

  private refuse(response: ServerResponse, what: string, errorType: string, status: number): void {
    this.denied.push(what);
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': errorType });
    response.end(JSON.stringify({ __type: errorType, message: `not authorized: ${what}` }));
  }

  private failBefore(fault: Fault, { service, caller }: Call, request: IncomingMessage, response: ServerResponse): void {
    if (fault === 'hang') return undefined;
    if (fault === 'crash') return this.functions.kill(caller);
    if (fault === 'cut') return void request.socket.destroy();
    const types: Record<string, [number, string]> = {
      'dynamodb': [400, 'ThrottlingException'], 'execute-api': [429, 'LimitExceededException'], 'lambda': [429, 'TooManyRequestsException'], 'sqs': [400, 'RequestThrottled'],
    };
    const [status, type] = fault === 'throttle' ? types[service] : fault === 'refuse' ? [400, 'ValidationException'] : [500, 'InternalServerError'];
    response.writeHead(status, { 'content-type': service === 'dynamodb' ? 'application/x-amz-json-1.0' : 'application/json', 'x-amzn-errortype': type });
    response.end(JSON.stringify({ __type: type, message: type }));
    return undefined;
  }

  /** Ends an answer by breaking the connection instead, or by the death of who waits for it. */
  private failAfter(fault: Fault, { caller }: Call, request: IncomingMessage, end: () => void): () => void {
    return () => {
      if (fault === 'crashAfter') this.functions.kill(caller);
      request.socket.destroy();
      end();
    };
  }

  private resolve(value: any): string {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    const pseudo: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'Local' };
    const [[name, inner]] = Object.entries<any>(value);
    if (name === 'Ref') return pseudo[inner] ?? this.attributeOf(inner, 'Ref');
    if (name === 'Fn::GetAtt') return this.attributeOf(inner[0], inner[1]);
    if (name === 'Fn::Join') return inner[1].map((part: any) => this.resolve(part)).join(inner[0]);
    if (name === 'Fn::Sub') return inner.replace(/\$\{([^}]+)\}/g, (_all: string, id: string) => pseudo[id] ?? this.attributeOf(id, 'Ref'));
    throw new Error(`no model of ${JSON.stringify(value)}`);
  }

  private resolveAll(value: any): any {
    if (Array.isArray(value)) return value.map((inner) => this.resolveAll(inner));
    if (typeof value !== 'object' || value === null) return value;
    const [name] = Object.keys(value);
    if (name === 'Ref' || name?.startsWith('Fn::')) return this.resolve(value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolveAll(inner)]));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A request whose body is read, for somebody who reads it again. */
function replay({ method, headers, url, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body]), { method, headers, url, socket }) as unknown as IncomingMessage;
}
