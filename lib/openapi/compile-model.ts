import { Compilation } from './compilation';
import { DefinedResource, OpenApiObject } from './rest-api-definition';
import { DROPPED_FORMATS, isTaken, SCHEMA, SCHEMAS } from './schema-keywords';
import { show } from '../private/errors';

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

/** How models refer to each other in CloudFormation. */
const MODEL_URL = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/(.+)\/models\/(.+)$/;

/** The models that every API has without defining them, until a document replaces all models. */
const BUILT_IN: Record<string, OpenApiObject> = {
  Empty: { title: 'Empty Schema', type: 'object' },
  Error: { title: 'Error Schema', type: 'object', properties: { message: { type: 'string' } } },
};

const IN_THE_HANDLER = "check it in the handler, or use 'layout: RestLayout.RESOURCES'";

/**
 * Models as the schemas of a document. What an import would drop, so that requests pass which the model
 * refuses, is a problem.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://github.com/aws/serverless-application-model/discussions/2708 on minProperties and maxProperties
 */
export class ModelCompiler {
  private readonly used = new Set<string>();
  private readonly byName: Set<string>;
  private readonly imported: Set<string>;

  constructor(private readonly compilation: Compilation) {
    this.imported = new Set(Object.keys(compilation.definition.imported?.schemas ?? {}));
    this.byName = new Set([...compilation.ofType('Model').map((model) => compilation.names.get(model.reference)!), ...this.imported]);
  }

  /** A reference to the schema of a model, by what stands for its id or by its name. */
  public reference(model: unknown, user: DefinedResource): OpenApiObject {
    const name = this.nameOf(model);
    if (!name) {
      this.compilation.problem(user, `the model ${show(model)} is not one of this API: define it with 'addModel', or use 'layout: RestLayout.RESOURCES'`);
      return {};
    }
    this.used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The schemas of all models; last, when it is known which of the built-in ones are used. */
  public schemas(): OpenApiObject {
    const schemas: OpenApiObject = {};
    for (const model of this.compilation.ofType('Model')) {
      const name = this.compilation.names.get(model.reference);
      if (name && this.imported.has(name)) this.compilation.problem(model, `the model ${show(name)} has the name of a schema of the document that the API is made of: give it a name of its own`);
      if (name) schemas[name] = this.compile(model, name);
    }
    for (const [name, schema] of Object.entries(BUILT_IN)) {
      if (this.used.has(name) && !Object.hasOwn(schemas, name) && !this.imported.has(name)) schemas[name] = schema;
    }
    return schemas;
  }

  private nameOf(model: unknown): string | undefined {
    if (typeof model !== 'string') return undefined;
    return this.compilation.names.get(model) ?? (this.byName.has(model) || Object.hasOwn(BUILT_IN, model) ? model : undefined);
  }

  private compile(model: DefinedResource, name: string): OpenApiObject {
    const { Description: description, ContentType: contentType = 'application/json' } = model.properties;
    if (contentType !== 'application/json') {
      this.compilation.problem(model, `the model ${show(name)} has the content type ${show(contentType)}, which an import drops: leave 'contentType' out, the method says for which type it takes the model`);
    }
    const schema = this.compilation.known(model.properties.Schema, `the schema of the model ${show(name)}`, model) ?? {};
    const source = typeof schema === 'string' ? this.parse(schema, name, model) : schema;
    const compiled = new SchemaCompiler(source, name, model, this.compilation, this).compile();
    return description === undefined || compiled.$ref ? compiled : { description, ...compiled };
  }

  private parse(schema: string, name: string, model: DefinedResource): unknown {
    try {
      return JSON.parse(schema);
    } catch {
      this.compilation.problem(model, `the schema of the model ${show(name)} must be JSON, got ${show(schema)}`);
      return {};
    }
  }
}

/** One model's schema. */
class SchemaCompiler {
  /** The definitions that are being put in place of their references, to notice one that contains itself. */
  private readonly open: string[] = [];

  constructor(
    private readonly source: any,
    private readonly name: string,
    private readonly model: DefinedResource,
    private readonly compilation: Compilation,
    private readonly models: ModelCompiler,
  ) {}

  public compile(): OpenApiObject {
    const { $schema: dialect = DRAFT_4, definitions: _, ...schema } = this.source;
    if (dialect !== DRAFT_4) this.dropped('$schema', `is ${show(dialect)}, and API Gateway takes draft 4: leave it out`);
    return this.schema(schema);
  }

  private schema(schema: any): OpenApiObject {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
    if (schema.$ref !== undefined) return this.referenced(schema.$ref);
    const compiled: OpenApiObject = {};
    for (const [keyword, value] of Object.entries<any>(schema)) {
      if (this.keeps(keyword, value)) compiled[keyword] = this.value(keyword, value);
    }
    return compiled;
  }

  private value(keyword: string, value: any): unknown {
    if (SCHEMA.has(keyword)) return this.schema(value);
    if (SCHEMAS.has(keyword)) return value.map((inner: any) => this.schema(inner));
    if (keyword === 'properties') return Object.fromEntries(Object.entries(value).map(([property, inner]) => [property, this.schema(inner)]));
    return value;
  }

  private keeps(keyword: string, value: any): boolean {
    if (keyword === 'type' && (Array.isArray(value) || value === 'null')) return this.dropped(keyword, `is ${show(value)}, and OpenAPI 3.0 takes one type, and not null: choose one, or use 'layout: RestLayout.RESOURCES'`);
    if (keyword === 'format' && DROPPED_FORMATS.has(value)) return this.dropped(keyword, `is ${show(value)}, which an import drops: leave it out`);
    if (keyword === 'items' && Array.isArray(value)) return this.dropped(keyword, `is a list, and OpenAPI 3.0 takes one schema for all items: ${IN_THE_HANDLER}`);
    if (isTaken(keyword)) return true;
    return this.dropped(keyword, `would be dropped by an import: ${IN_THE_HANDLER}`);
  }

  private dropped(keyword: string, reason: string): false {
    this.compilation.problem(this.model, `the keyword ${show(keyword)} of the model ${show(this.name)} ${reason}`);
    return false;
  }

  private referenced(target: string): OpenApiObject {
    const [, api, model] = MODEL_URL.exec(target) ?? [];
    if (model) {
      if (api === this.compilation.definition.reference) return this.models.reference(model, this.model);
      this.dropped('$ref', `is ${show(target)}, a model of another API: define the model here`);
      return {};
    }
    const definition = /^#\/definitions\/([^/]+)$/.exec(target)?.[1];
    const { definitions = {} } = this.source;
    const found = definition !== undefined && Object.hasOwn(definitions, definition) ? definitions[definition] : undefined;
    if (definition === undefined || !found) {
      this.dropped('$ref', `is ${show(target)}, which is neither a model of this API nor one of the schema's definitions: write "https://apigateway.amazonaws.com/restapis/\${api.restApiId}/models/\${model.modelId}"`);
      return {};
    }
    if (this.open.includes(definition)) {
      this.dropped('$ref', `is ${show(target)}, which contains itself: make it a model of its own, and refer to that`);
      return {};
    }
    // an import takes no references within a schema: the definition itself stands there
    this.open.push(definition);
    const compiled = this.schema(found);
    this.open.pop();
    return compiled;
  }
}
