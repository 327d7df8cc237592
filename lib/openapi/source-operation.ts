import { DocumentCursor } from './document-cursor';
import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';
import { SourceSchemas } from './source-schemas';
import { show } from '../private/errors';
import { isObject, isPlainObject } from '../private/is-object';

const INTEGRATION = 'x-amazon-apigateway-integration';

const PLACES = ['path', 'query', 'header', 'cookie'];
const SWAGGER_PLACES = ['path', 'query', 'header', 'body', 'formData'];

/** What parameters and headers of Swagger 2.0 say beside their schema. */
const NOT_SCHEMA = ['name', 'in', 'description', 'required', 'allowEmptyValue', 'collectionFormat', 'x-example'];

/** Reads parts of operations, of OpenAPI or of Swagger 2.0, as those of OpenAPI, with references followed. */
export class SourceOperations {
  constructor(private readonly schemas: SourceSchemas, private readonly isSwagger: boolean, private readonly root: DocumentCursor) {}

  /** An operation, with the parameters of its path. */
  public read(operation: DocumentCursor, shared: DocumentCursor): OpenApiObject {
    const given: OpenApiObject = isPlainObject(operation.value) ? operation.value : {};
    const { parameters: _p, requestBody: _b, responses: _r, callbacks: _c, consumes: _i, produces: _o, schemes: _s, ...plain } = given;
    const all = new Map<string, DocumentCursor>();
    for (const item of [...shared.items(), ...operation.get('parameters').items()]) {
      const parameter = item.followed();
      if (!parameter) continue;
      const { name, in: location, required } = parameter.value ?? {};
      if (required !== undefined && typeof required !== 'boolean') parameter.get('required').problem(`'required' must be true or false, got ${show(required)}`);
      const places = this.isSwagger ? SWAGGER_PLACES : PLACES;
      if (typeof name !== 'string' || typeof location !== 'string') parameter.problem("must have 'name' and 'in', as text");
      else if (!places.includes(location)) parameter.get('in').problem(`'in' must be one of ${places.join(', ')}, got ${show(location)}`);
      else all.set(`${location} ${name}`, parameter);
    }
    const parameters = [...all.values()];
    const [others, bodies] = this.isSwagger ? partition(parameters, ({ value }) => !['body', 'formData'].includes(value.in)) : [parameters, []];
    const integration = operation.get(INTEGRATION);
    return defined({
      ...plain,
      [INTEGRATION]: isObject(integration.value) ? integration.followed()?.value : integration.value,
      parameters: others.length > 0 ? others.map((parameter) => this.parameter(parameter)) : undefined,
      requestBody: this.isSwagger ? this.swaggerBody(bodies, operation) : this.body(operation.get('requestBody')),
      responses: Object.fromEntries(operation.get('responses').entries().flatMap(([code, response]) => this.response(code, response, operation))),
      callbacks: this.isSwagger ? undefined : unlessEmpty(this.callbacks(operation.get('callbacks'))),
    });
  }

  /** Looks at the parts that operations share, also at those that none refers to. */
  public check(shared: DocumentCursor): void {
    for (const [, parameter] of shared.get('parameters').entries()) {
      const followed = parameter.followed();
      if (followed && isPlainObject(followed.value)) this.parameter(followed);
    }
    for (const [code, response] of shared.get('responses').entries()) this.response(code, response, response);
    for (const [, body] of shared.get('requestBodies').entries()) this.body(body);
    for (const kind of ['headers', 'examples', 'links']) for (const [, each] of shared.get(kind).entries()) each.followed();
  }

  private parameter(parameter: DocumentCursor): OpenApiObject {
    if (this.isSwagger) return this.typed(parameter);
    const { value } = parameter;
    const content = unlessEmpty(this.content(parameter.get('content')));
    return defined({ ...value, schema: this.schema(parameter.get('schema')), content, examples: this.examples(parameter.get('examples')) });
  }

  /** In Swagger 2.0 a parameter and a header are schemas, too. */
  private typed(parameter: DocumentCursor): OpenApiObject {
    const own: OpenApiObject = {};
    const schema: OpenApiObject = {};
    for (const [key, value] of Object.entries(parameter.value as OpenApiObject)) {
      const place = NOT_SCHEMA.includes(key) || key.startsWith('x-') ? own : schema;
      place[key] = value;
    }
    const { collectionFormat: format = 'csv', ...others } = own;
    this.schemas.origins.set(schema, parameter);
    return defined({ ...others, ...(schema.type === 'array' ? listStyle(format, own.in) : {}), schema });
  }

  private body(given: DocumentCursor): OpenApiObject | undefined {
    const body = given.followed();
    if (body?.value === undefined) return undefined;
    if (body.entries().length === 0) return {};
    return { ...body.value, content: this.content(body.get('content')) };
  }

  private content(content: DocumentCursor): OpenApiObject {
    return Object.fromEntries(content.entries().map(([type, media]) => {
      const value = isPlainObject(media.value) ? media.value : {};
      const encoding = this.encoding(media.get('encoding'));
      return [type, defined({ ...value, schema: this.schema(media.get('schema')), examples: this.examples(media.get('examples')), encoding })];
    }));
  }

  /** Named examples, which may be references; a list of them is one of a schema of OpenAPI 3.1. */
  private examples(examples: DocumentCursor): unknown {
    if (!isPlainObject(examples.value)) return examples.value;
    return Object.fromEntries(examples.entries().flatMap(([name, example]) => {
      const followed = example.followed();
      return followed ? [[name, followed.value]] : [];
    }));
  }

  private encoding(encoding: DocumentCursor): OpenApiObject | undefined {
    return unlessEmpty(Object.fromEntries(encoding.entries().map(([name, each]) => {
      const headers = each.get('headers').entries().flatMap(([header, given]) => {
        const followed = given.followed();
        return followed ? [[header, this.parameter(followed)]] : [];
      });
      return [name, defined({ ...each.value, headers: headers.length > 0 ? Object.fromEntries(headers) : undefined })];
    })));
  }

  private response(code: string, given: DocumentCursor, operation: DocumentCursor): Array<[string, OpenApiObject]> {
    if (code.startsWith('x-')) return [];
    const response = given.followed();
    if (!response || (response.entries().length === 0 && !isPlainObject(response.value))) return [];
    const { schema: _s, examples: _e, ...plain } = response.value;
    const headers = Object.fromEntries(response.get('headers').entries().flatMap(([name, header]) => {
      const followed = header.followed();
      return followed ? [[name, this.parameter(followed)]] : [];
    }));
    const content = this.isSwagger ? this.swaggerContent(response, operation) : this.content(response.get('content'));
    const links = Object.fromEntries(response.get('links').entries().map(([name, link]) => [name, link.followed()?.value]));
    return [[code, defined({ description: '', ...plain, headers: unlessEmpty(headers), content: unlessEmpty(content), links: unlessEmpty(defined(links)) })]];
  }

  private callbacks(callbacks: DocumentCursor): OpenApiObject {
    return Object.fromEntries(callbacks.entries().map(([name, given]) => {
      const callback = given.followed();
      return [name, Object.fromEntries((callback?.entries() ?? []).map(([expression, item]) => [expression, this.item(item)]))];
    }));
  }

  private item(given: DocumentCursor): OpenApiObject {
    const item = given.followed();
    return Object.fromEntries((item?.entries() ?? []).filter(([, { value }]) => isPlainObject(value)).map(([method, operation]) =>
      [method, this.read(operation, item!.get('parameters'))]));
  }

  private schema(schema: DocumentCursor): unknown {
    return schema.value === undefined ? undefined : this.schemas.read(schema);
  }

  private swaggerContent(response: DocumentCursor, operation: DocumentCursor): OpenApiObject {
    const schema = response.get('schema');
    if (schema.value === undefined) return {};
    return Object.fromEntries(this.mediaTypes(operation, 'produces').map((type) => {
      const example = response.value.examples?.[type];
      return [type, defined({ schema: this.schema(schema), example })];
    }));
  }

  private swaggerBody(given: DocumentCursor[], operation: DocumentCursor): OpenApiObject | undefined {
    if (given.length === 0) return undefined;
    const types = this.mediaTypes(operation, 'consumes');
    const body = given.find(({ value }) => value.in === 'body');
    if (body) {
      const { description, required } = body.value;
      return defined({ description, required, content: Object.fromEntries(types.map((type) => [type, { schema: this.schema(body.get('schema')) ?? {} }])) });
    }
    const required = given.filter(({ value }) => value.required === true).map(({ value }) => value.name);
    const properties = Object.fromEntries(given.map((field) => {
      const { description, schema } = this.typed(field);
      return [field.value.name, defined({ ...(schema.type === 'file' ? { type: 'string', format: 'binary' } : schema), description })];
    }));
    const forms = types.filter((type) => type.includes('form'));
    const schema = defined({ type: 'object', properties, required: required.length > 0 ? required : undefined });
    return { content: Object.fromEntries((forms.length > 0 ? forms : ['application/x-www-form-urlencoded']).map((type) => [type, { schema }])) };
  }

  private mediaTypes(operation: DocumentCursor, key: 'consumes' | 'produces'): string[] {
    const own = operation.get(key);
    const types = (own.value === undefined ? this.root.get(key) : own).items().map((item) => item.text()).filter((type) => type !== undefined);
    return types.length > 0 ? types : ['application/json'];
  }
}

/** How a list of Swagger 2.0 is written: with commas, unless something else is said, where OpenAPI 3 repeats the name in a query. */
function listStyle(format: string, location: string): OpenApiObject {
  if (location !== 'query') return {};
  const style = { ssv: 'spaceDelimited', pipes: 'pipeDelimited' }[format];
  return defined({ style, explode: format === 'multi' });
}

function partition<T>(values: T[], holds: (value: T) => boolean): [T[], T[]] {
  return [values.filter(holds), values.filter((value) => !holds(value))];
}
