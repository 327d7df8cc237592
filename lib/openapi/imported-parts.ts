import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';

const IMPORTED = Symbol.for('cdk-gatehouse.importedPart');
const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses';
const DOCUMENTATION = 'x-amazon-apigateway-documentation';
const INTEGRATION = 'x-amazon-apigateway-integration';

/** What a document says of an API or an operation: what API Gateway takes of it, and all of it, for those who call the API. */
export interface ImportedPart {
  readonly taken: OpenApiObject;
  readonly whole: OpenApiObject;
}

/** Which of the two a document is made with. */
export type Variant = keyof ImportedPart;

/** Lets a construct have what a document says beside its properties. */
export function setImported(construct: object, part: ImportedPart): void {
  Object.defineProperty(construct, IMPORTED, { value: part });
}

/** What a document says of a construct beside its properties, if it came from one. */
export function importedPart(construct: object, variant: Variant): OpenApiObject | undefined {
  return (construct as { [IMPORTED]?: ImportedPart })[IMPORTED]?.[variant];
}

/** The document of an API, with what an imported one says beside it. */
export function withImportedApi(document: OpenApiObject, imported?: OpenApiObject): OpenApiObject {
  if (!imported) return document;
  const { info, schemas, version, ...rest } = imported;
  const parts = [imported, document].flatMap((part) => part[DOCUMENTATION]?.documentationParts ?? []);
  return defined({
    ...rest,
    ...document,
    openapi: version ?? document.openapi,
    info: { ...info, ...document.info, version: info?.version ?? document.info.version },
    components: unlessEmpty(defined({ ...document.components, schemas: unlessEmpty({ ...schemas, ...document.components?.schemas }) })),
    [GATEWAY_RESPONSES]: unlessEmpty(mergeGatewayResponses(imported[GATEWAY_RESPONSES] ?? {}, document[GATEWAY_RESPONSES] ?? {})),
    [DOCUMENTATION]: parts.length > 0 ? { ...imported[DOCUMENTATION], documentationParts: parts } : imported[DOCUMENTATION],
  });
}

/**
 * The operation of a method, with what an imported one says beside it.
 *
 * @param hasResponses whether the method declares responses itself
 */
export function withImportedOperation(operation: OpenApiObject, imported: OpenApiObject | undefined, hasResponses: boolean): OpenApiObject {
  if (!imported) return operation;
  const { parameters, requestBody, responses } = operation;
  const integration = { ...imported[INTEGRATION], ...operation[INTEGRATION] };
  return defined({
    ...imported,
    ...operation,
    parameters: mergeParameters(parameters ?? [], imported.parameters ?? []),
    requestBody: requestBody && imported.requestBody
      ? { ...requestBody, ...imported.requestBody, content: { ...imported.requestBody.content, ...requestBody.content } }
      : requestBody ?? imported.requestBody,
    responses: hasResponses ? mergeResponses(responses, imported.responses ?? {}) : unlessEmpty(imported.responses ?? {}) ?? responses,
    [INTEGRATION]: unlessEmpty(integration),
  });
}

/** What the gateway says of a type of error stands beside what the document says of it: the headers of CORS beside a body. */
function mergeGatewayResponses(imported: OpenApiObject, own: OpenApiObject): OpenApiObject {
  const merged = Object.entries<OpenApiObject>(own).map(([type, response]) => {
    const known: OpenApiObject = imported[type] ?? {};
    const responseParameters = unlessEmpty({ ...known.responseParameters, ...response.responseParameters });
    return [type, defined({ ...known, ...response, responseParameters })];
  });
  return { ...imported, ...Object.fromEntries(merged) };
}

/** A method says which parameters are required, a document what they are. */
function mergeParameters(own: OpenApiObject[], imported: OpenApiObject[]): OpenApiObject[] | undefined {
  const keyOf = (parameter: OpenApiObject) => `${parameter.in} ${parameter.name}`;
  const merged = new Map(own.map((parameter) => [keyOf(parameter), parameter]));
  for (const parameter of imported) {
    const known = merged.get(keyOf(parameter));
    const required = known?.required ?? (parameter.required === false ? false : undefined);
    merged.set(keyOf(parameter), known ? defined({ ...parameter, required }) : parameter);
  }
  return merged.size > 0 ? [...merged.values()] : undefined;
}

function mergeResponses(own: OpenApiObject, imported: OpenApiObject): OpenApiObject {
  const merged = Object.entries<OpenApiObject>(own).map(([code, response]) => {
    const known: OpenApiObject = imported[code] ?? {};
    const headers = unlessEmpty({ ...known.headers, ...response.headers });
    const content = unlessEmpty({ ...known.content, ...response.content });
    return [code, defined({ ...response, ...known, headers, content })];
  });
  return { ...imported, ...Object.fromEntries(merged) };
}
