import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, normalize, resolve } from 'node:path';
import { CfnRestApi, IRestApiRef } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, IApiRef } from 'aws-cdk-lib/aws-apigatewayv2';
import { attachCustomSynthesis, ISynthesisSession, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { compareDocuments } from './compare-documents';
import { DocumentFile } from './document-file';
import { documented } from './documented-document';
import { httpApiDocument } from './http-api-document';
import { textOfIntrinsics } from './intrinsic-text';
import { OpenApiComparison } from './open-api-comparison';
import { withoutExtensions } from './plain-document';
import { readApi, RestApiFold } from './rest-api-fold';
import { asOpenApi, readDocument, SourceDocument } from './source-document';
import { fail, show } from '../private/errors';

/** Options of `OpenApiDocument.fromRestApi`. */
export interface OpenApiDocumentOptions {
  /**
   * Whether the document has the extensions of API Gateway, `x-amazon-apigateway-*`. Without them it is for those who
   * call the API: an `ANY` method then stands as each method, and `{proxy+}` as `{proxy}`.
   *
   * @default true
   */
  readonly extensions?: boolean;
}

/**
 * An OpenAPI document: that of a REST API of `aws-cdk-lib/aws-apigateway`, with or without this library, whatever its layout, that of a
 * HTTP API, or one that was written, of which a gateway is made. What is known at deployment only stands as text, such as
 * `${Handler886CB40B.Arn}`.
 *
 * @example
 *
 * declare const api: apigateway.RestApi;
 * OpenApiDocument.fromRestApi(api, { extensions: false }).writeFile('orders.openapi.json');
 */
export class OpenApiDocument {
  /**
   * The document of an API that this app defines, and defines with routes: a `RestApi`, a `RestGateway`, or a
   * `CfnRestApi`.
   */
  public static fromRestApi(api: IRestApiRef, options: OpenApiDocumentOptions = {}): OpenApiDocument {
    let cfnApi: IConstruct | undefined = api;
    if (!Construct.isConstruct(api)) fail(`'api' must be a RestApi or a RestGateway, got ${show(api)}`);
    while (cfnApi && !CfnRestApi.isCfnRestApi(cfnApi)) cfnApi = cfnApi.node.defaultChild;
    if (!cfnApi) fail("'api' must be a RestApi that this app defines, since an imported API has no routes here", api);
    if (!RestApiFold.of(cfnApi) && (cfnApi.body || cfnApi.bodyS3Location)) fail("'api' has a document already, the one it is defined with", api);
    return new OpenApiDocument(cfnApi, options.extensions ?? true);
  }

  /**
   * The document of a HTTP API for those who call it, made of its routes: a `HttpApi`, a `HttpGateway`, or a `CfnApi`, that this app defines. What
   * "$default" takes is not in it.
   */
  public static fromHttpApi(api: IApiRef): OpenApiDocument {
    let cfnApi: IConstruct | undefined = api;
    if (!Construct.isConstruct(api)) fail(`'api' must be a HttpApi or a HttpGateway, got ${show(api)}`);
    while (cfnApi && !CfnApi.isCfnApi(cfnApi)) cfnApi = cfnApi.node.defaultChild;
    if (!cfnApi) fail("'api' must be a HttpApi that this app defines, since an imported API has no routes here", api);
    if (cfnApi.body || cfnApi.bodyS3Location) fail("'api' has a document already, the one it is defined with", api);
    if (cfnApi.protocolType === 'WEBSOCKET') fail("'api' must be a HTTP API, since OpenAPI has no words for the messages of a WebSocket API: leave it out", api);
    return new OpenApiDocument(cfnApi, false);
  }

  /**
   * What changes for those who call an API from one document of it to another: what breaks clients, and what does not. Documents with the extensions of
   * API Gateway tell more: which user pools and which scopes.
   *
   * @see docs/openapi-changes.md
   */
  public static compare(before: OpenApiDocument, after: OpenApiDocument): OpenApiComparison {
    for (const [name, document] of Object.entries({ before, after })) {
      if (typeof document?.toJson !== 'function') fail(`'${name}' must be an OpenApiDocument, got ${show(document)}: write OpenApiDocument.fromFile('orders.openapi.yaml'), for example`);
    }
    return compareDocuments(documented(before.toJson()), documented(after.toJson()));
  }

  /**
   * The document of a file, of OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0, in YAML or JSON. References to other files are followed.
   * Fails on what is wrong with it, with file, line and reason.
   *
   * @param path where it is; a relative path begins at the directory in which the app runs
   */
  public static fromFile(path: string): OpenApiDocument {
    if (typeof path !== 'string' || path === '') fail(`'path' must be the path of a file, got ${show(path)}: write 'orders.openapi.yaml', for example`);
    return new OpenApiDocument(undefined, true, readDocument(DocumentFile.read(normalize(path), path)));
  }

  /**
   * The document that an object is, of OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0. Fails on what is wrong with it, with a JSON pointer
   * and the reason.
   */
  public static fromInline(definition: any): OpenApiDocument {
    return new OpenApiDocument(undefined, true, readDocument(new DocumentFile('', 'the document', definition)));
  }

  private constructor(
    private readonly api: CfnRestApi | CfnApi | undefined,
    private readonly extensions: boolean,
    private readonly source?: SourceDocument,
  ) {}

  /**
   * The document for a gateway that is made of it, with its tokens.
   *
   * @internal
   */
  public get _source(): SourceDocument {
    if (this.source) return this.source;
    const name = `the document of [${this.api!.node.path}]`;
    if (!CfnRestApi.isCfnRestApi(this.api) || !this.extensions) return readDocument(new DocumentFile('', name, this.toJson()));
    const { document, problems } = readApi(this.api);
    if (problems.length > 0) fail(problems[0]);
    return readDocument(new DocumentFile('', name, document));
  }

  /**
   * Whether the document says all of an API as API Gateway has it, so that what it does not say is not there.
   *
   * @internal
   */
  public get _isComplete(): boolean {
    return this.api !== undefined && this.extensions;
  }

  /**
   * The document as an object: of an API, with the routes that are defined so far; of a file, with its references followed. Fails if the
   * API has something that a document cannot say. Reading the API resolves its resource policy, to which no statement can be added any more.
   */
  public toJson(): any {
    const { api } = this;
    if (!api) return asOpenApi(this.source!);
    if (CfnApi.isCfnApi(api)) return httpApiDocument(api);
    const { template, problems } = readApi(api, { variant: this.extensions ? 'taken' : 'whole' });
    if (problems.length > 0) fail(problems[0]);
    const stack = Stack.of(api);
    const document = textOfIntrinsics(template.fill((index) => stack.resolve(template.tokens[index])));
    return this.extensions ? document : withoutExtensions(documented(document));
  }

  /**
   * Writes the document to a file whenever the app is synthesized.
   *
   * @param path where; a relative path begins at the directory of the cloud assembly, `cdk.out`
   */
  public writeFile(path: string): void {
    if (!this.api) fail("'writeFile' writes the document of an API, and this one is a file or an object already: use OpenApiDocument.fromRestApi(gateway)");
    if (path === '') fail("'path' must not be empty: write 'openapi.json', for example", this.api);
    if (!isFilePath(path)) fail(`'path' must be the path of a file, each part of at most 255 bytes, got ${show(path)}: write 'openapi.json', for example`, this.api);
    const id = `#OpenApi:${path.replace(/\//g, ':')}`;
    if (this.api.node.tryFindChild(id)) fail(`'path' ${JSON.stringify(path)} is written already: choose another`, this.api);
    if (/(^|\/)(\.\.?|[^/]*\.template\.json|[^/]*\.assets\.json|tree\.json|manifest\.json|cdk\.out)$/.test(path) || path.endsWith('/')) {
      fail(`'path' must be a file that is none of the cloud assembly's own, got ${show(path)}: write 'orders.openapi.json', for example`, this.api);
    }
    claimFile(this.api, path);
    attachCustomSynthesis(new Construct(this.api, id), {
      onSynthesize: (session: ISynthesisSession) => {
        const file = resolve(session.outdir, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${JSON.stringify(this.toJson(), undefined, 2)}\n`);
      },
    });
  }
}

/** File systems take no longer names, and paths of 4096 bytes, the directory of the cloud assembly among them. */
function isFilePath(path: unknown): path is string {
  return typeof path === 'string' && !path.includes('\0') && Buffer.byteLength(path) < 2048 && path.split('/').every((part) => Buffer.byteLength(part) <= 255);
}

const FILES = Symbol.for('cdk-gatehouse.openApiFiles');

/** A file holds one document: what another API of the same stage of the app writes to it would be lost. */
function claimFile(api: IConstruct, path: string): void {
  const root = Stage.of(api) ?? api.node.root;
  const files: Map<string, IConstruct> = (root as any)[FILES] ?? new Map();
  if (!(FILES in root)) Object.defineProperty(root, FILES, { value: files });
  const other = files.get(normalize(path));
  if (other) fail(`'path' ${show(path)} is written by [${other.node.path}] already: choose another`, api);
  files.set(normalize(path), api);
}
