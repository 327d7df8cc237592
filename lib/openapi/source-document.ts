import { DocumentCursor, DocumentFiles } from './document-cursor';
import { DocumentFile } from './document-file';
import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';
import { SourceOperations } from './source-operation';
import { SourceSchemas } from './source-schemas';
import { securitySchemesOf } from './source-security';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

const ANY = 'x-amazon-apigateway-any-method';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', ANY];

/** What a path has besides methods and extensions. */
const IN_PATH_ITEM = ['$ref', 'summary', 'description', 'servers', 'parameters'];

/** How many problems an error tells. */
const TOLD = 20;

/** An operation of a document. */
export interface SourceOperation {
  /** Such as "GET /orders/{id}". */
  readonly key: string;
  readonly path: string;
  /** Such as "GET", or "ANY". */
  readonly method: string;
  readonly operationId?: string;
  /** What the document says of it, with references followed, but for those to schemas. */
  readonly content: OpenApiObject;
  /** Where it stands. */
  readonly cursor: DocumentCursor;
}

/** An OpenAPI document as it has been read: every reference followed, but for those to its schemas. */
export interface SourceDocument {
  /** "3.0.3" for Swagger 2.0. */
  readonly version: string;
  /** All but paths and components. */
  readonly root: OpenApiObject;
  readonly schemas: OpenApiObject;
  readonly securitySchemes: Record<string, OpenApiObject>;
  readonly operations: SourceOperation[];
  /** The schemas and what they consist of, by where they stand. */
  readonly origins: WeakMap<object, DocumentCursor>;
  /** Where the root stands. */
  readonly cursor: DocumentCursor;
}

/** Reads a document. Fails with all that is wrong, each with file, line and reason. */
export function readDocument(file: DocumentFile): SourceDocument {
  const files = new DocumentFiles(file);
  const root = new DocumentCursor(files, file, [], file.content);
  const version = versionOf(root);
  const isSwagger = version === undefined;
  const components = root.get('components');
  const schemas = new SourceSchemas(isSwagger ? root.get('definitions') : components.get('schemas'));
  const reader = new SourceOperations(schemas, isSwagger, root);
  const operations = readOperations(root, reader);
  reader.check(isSwagger ? root : components);
  const { paths: _p, components: _c, webhooks: _w, definitions: _d, parameters: _m, responses: _r, securityDefinitions: _s, ...plain } = root.value;
  const { swagger: _v, host: _h, basePath: _b, schemes: _t, consumes: _i, produces: _o, ...ofSwagger } = plain;
  const document = {
    version: version ?? '3.0.3',
    root: withTextVersion(isSwagger ? ofSwagger : plain),
    schemas: schemas.all(),
    securitySchemes: securitySchemesOf(isSwagger ? root.get('securityDefinitions') : components.get('securitySchemes'), isSwagger),
    operations,
    origins: schemas.origins,
    cursor: root,
  };
  for (const cursor of [root, ...operations.map((operation) => operation.cursor)]) checkSecurity(cursor.get('security'));
  checkInfo(root.get('info'));
  failOn(files.problems, 'the OpenAPI document');
  return document;
}

/** What the document says of the API: an import takes none of it but text. */
function checkInfo(info: DocumentCursor): void {
  for (const [name, said] of info.entries()) {
    if (['title', 'summary', 'description', 'termsOfService'].includes(name)) said.text();
    if (name === 'version' && typeof said.value !== 'number') said.text();
  }
}

/** YAML takes 1.0 for a number. */
function withTextVersion({ info, ...root }: OpenApiObject): OpenApiObject {
  return { ...root, info: isPlainObject(info) && typeof info.version === 'number' ? { ...info, version: String(info.version) } : info };
}

/** The document as one of OpenAPI 3. */
export function asOpenApi({ version, root, schemas, securitySchemes, operations }: SourceDocument): OpenApiObject {
  const paths: OpenApiObject = {};
  for (const { path, method, content } of operations) (paths[path] ??= {})[method === 'ANY' ? ANY : method.toLowerCase()] = content;
  const components = unlessEmpty(defined({ schemas: unlessEmpty(schemas), securitySchemes: unlessEmpty(securitySchemes) }));
  return defined({ ...root, openapi: version, paths, components });
}

/** What an operation says of itself to those who read it, as the options of a route have it. */
export function wordsOf({ content: { summary, description, tags } }: SourceOperation): { summary?: string; description?: string; tags?: string[] } {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const names = Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [];
  return defined({ summary: text(summary), description: text(description), tags: names.length > 0 ? names : undefined });
}

/** Fails if there are problems, and tells them. */
export function failOn(problems: string[], subject: string): void {
  const unique = [...new Set(problems)];
  if (unique.length === 1) fail(unique[0]);
  const more = unique.length > TOLD ? [`… and ${unique.length - TOLD} more`] : [];
  if (unique.length > 1) fail(`${subject} has ${unique.length} problems:${[...unique.slice(0, TOLD), ...more].map((problem) => `\n  - ${problem}`).join('')}`);
}

/** The version of OpenAPI; undefined for Swagger 2.0. */
function versionOf(root: DocumentCursor): string | undefined {
  const { openapi, swagger } = root.value ?? {};
  if (root.entries().length === 0) fail(`${root.place}: there is no OpenAPI document: it begins with 'openapi: 3.0.3', for example`);
  if (swagger !== undefined && String(swagger) === '2.0') return undefined;
  if (swagger !== undefined) fail(`${root.get('swagger').place}: 'swagger' must be "2.0", got ${show(swagger)}`);
  if (openapi === undefined) fail(`${root.place}: an OpenAPI document must have 'openapi', or 'swagger' for version 2.0: write 'openapi: 3.0.3', for example`);
  if (typeof openapi !== 'string' || !/^3\.[01]\.\d+/.test(openapi)) fail(`${root.get('openapi').place}: 'openapi' must be a version 3.0.x or 3.1.x, as text, got ${show(openapi)}`);
  return openapi;
}

function readOperations(root: DocumentCursor, reader: SourceOperations): SourceOperation[] {
  const byId = new Map<string, DocumentCursor>();
  const paths = root.get('paths');
  if (paths.value === undefined) root.problem("'paths' is missing, so that there is nothing that an API could serve: add at least one");
  return paths.entries().filter(([path]) => !path.startsWith('x-')).flatMap(([path, given]) => {
    if (!path.startsWith('/')) given.problem(`a path must begin with "/", got ${show(path)}`);
    const item = given.followed();
    const members = new Map([...item?.entries() ?? [], ...given.entries()]); // OpenAPI 3.1 has members beside a reference
    for (const [key, member] of members) {
      if (!METHODS.includes(key) && !IN_PATH_ITEM.includes(key) && !key.startsWith('x-')) member.problem(`${show(key)} is no method: write one of ${METHODS.slice(0, -2).join(', ')}, in small letters`);
    }
    return [...members].filter(([method]) => METHODS.includes(method)).map(([method, operation]) => {
      const name = method === ANY ? 'ANY' : method.toUpperCase();
      const operationId = operation.get('operationId');
      checkId(operationId, byId);
      operation.entries();
      const content = reader.read(operation, members.get('parameters') ?? item!.get('parameters'));
      return { key: `${name} ${path}`, path, method: name, operationId: operationId.text(), content, cursor: operation };
    });
  });
}

/** What is no list of requirements must not be taken for none, which opens the operation. */
function checkSecurity(security: DocumentCursor): void {
  for (const item of security.items()) for (const [, scopes] of item.entries()) for (const scope of scopes.items()) scope.text();
}

function checkId(operationId: DocumentCursor, known: Map<string, DocumentCursor>): void {
  const id = operationId.value;
  if (typeof id !== 'string') return;
  const other = known.get(id);
  if (other) operationId.problem(`the 'operationId' ${show(id)} is that of the operation at ${other.place}, too: each has its own`);
  else known.set(id, operationId);
}
