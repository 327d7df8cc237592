import { bodyOperation, requestSchemas, withoutNull } from './body-operation';
import { BodySchemas } from './body-schemas';
import { ImportedPart } from './imported-parts';
import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';
import { failOn, SourceDocument, SourceOperation } from './source-document';

/** What methods and the API itself say by their properties. */
const SAID_BY_API = [
  'api-key-source', 'binary-media-types', 'minimum-compression-size', 'security-policy', 'endpoint-access-mode', 'policy', 'request-validators', 'request-validator',
].map((name) => `x-amazon-apigateway-${name}`);

const KEPT = ['tags', 'externalDocs'];
const INFO = ['title', 'description', 'version', 'termsOfService', 'contact', 'license'];

/** What a document says of an API and its operations beside what their properties say. */
export interface ImportedApi {
  readonly api: ImportedPart;
  readonly operations: Map<SourceOperation, ImportedPart>;
}

/**
 * Takes from a document what an import of API Gateway takes. Fails on keywords of schemas that it would leave out although requests
 * are validated by them.
 *
 * @param validated   the operations that validate the bodies of their requests
 * @param isComplete  whether API Gateway takes it all, since it is what such an import made
 */
export function importedApi(document: SourceDocument, validated: ReadonlySet<SourceOperation>, isComplete: boolean): ImportedApi {
  const whole = { ...rootOf(document), info: document.root.info, version: document.version, schemas: document.schemas };
  const inWhole = new Map(document.operations.map((operation) => [operation, wholeOperation(operation)]));
  if (isComplete) {
    const { version: _, ...taken } = whole;
    return { api: { taken, whole: taken }, operations: new Map([...inWhole].map(([operation, said]) => [operation, { taken: said, whole: said }])) };
  }
  const schemas = new BodySchemas(document);
  for (const operation of validated) schemas.validate(requestSchemas(operation.content), operation.key);
  const operations = new Map(document.operations.map((operation) => {
    const taken = bodyOperation(operation, schemas, validated.has(operation));
    return [operation, { taken, whole: inWhole.get(operation)! }];
  }));
  const taken = withoutNull({ ...rootOf(document), info: infoOf(document), schemas: schemas.all() }) as OpenApiObject;
  failOn(schemas.problems.map((problem) => `${problem}: take it out and check it in the handler, or name the operation in 'unvalidatedOperations'`), 'what API Gateway validates by the OpenAPI document');
  return { api: { taken, whole }, operations };
}

function rootOf({ root }: SourceDocument): OpenApiObject {
  return Object.fromEntries(Object.entries(root).filter(([key]) => KEPT.includes(key) || (key.startsWith('x-') && !SAID_BY_API.includes(key))));
}

function infoOf({ root: { info = {} } }: SourceDocument): OpenApiObject {
  const { license, ...others } = Object.fromEntries(Object.entries<OpenApiObject>(info).filter(([key]) => INFO.includes(key) || key.startsWith('x-')));
  const version = others.version === undefined ? undefined : String(others.version); // YAML takes 1.0 for a number
  return defined({ ...others, version, license: license && unlessEmpty(defined({ name: license.name, url: license.url })) });
}

/** Where the API is, and who may call it, says the API that is made of the document. */
function wholeOperation({ content: { security: _s, servers: _v, 'x-amazon-apigateway-request-validator': _r, ...content } }: SourceOperation): OpenApiObject {
  return content;
}
