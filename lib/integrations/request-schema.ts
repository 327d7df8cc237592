import { readFileSync } from 'node:fs';
import { CfnModel, IRestApi, Model } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkSchema } from './check-schema';
import { capitalized } from '../private/capitalized';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

const MAX_NAME = 128;

/** The models that every API has by itself. */
const BUILT_IN = ['Empty', 'Error'];

/** Options of a `RequestSchema`. */
export interface RequestSchemaOptions {
  /**
   * The name of the model in the API, in its documentation and in SDKs: letters and digits, at most 128.
   *
   * @default - of the first route that has it, such as "PostOrders"
   */
  readonly modelName?: string;

  /**
   * What the model describes.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * What the body of a request has to be: a JSON schema of draft 4, by which API Gateway refuses what is not so. Routes of one API
 * that have one schema share its model.
 *
 * A member of a schema may be another `RequestSchema`, which then is a model of its own. As an OpenAPI document an API takes fewer
 * keywords, and what it would drop is refused: docs/openapi-layout.md.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class RequestSchema {
  /**
   * A schema that is written out.
   *
   * @param schema `{ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }`, for example
   */
  public static fromInline(schema: any, options: RequestSchemaOptions = {}): RequestSchema {
    return new RequestSchema(schema, options);
  }

  /**
   * A schema in a file, as JSON.
   *
   * @param path from the working directory, or from "/"
   */
  public static fromFile(path: string, options: RequestSchemaOptions = {}): RequestSchema {
    return new RequestSchema(read(path), options, path);
  }

  private readonly models = new Map<IRestApi, Model>();

  private readonly schema: any;

  private constructor(given: any, private readonly options: RequestSchemaOptions, file?: string) {
    if (!isPlainObject(options)) fail(`options of a schema must be a structure, got ${show(options)}: leave them out for the defaults`);
    const { modelName } = options;
    if (modelName !== undefined && (typeof modelName !== 'string' || !/^[A-Za-z0-9]{1,128}$/.test(modelName) || BUILT_IN.includes(modelName))) {
      fail(`'modelName' must be 1 to 128 letters and digits, and none of ${BUILT_IN.join(' and ')}, which every API has, got ${show(modelName)}: write "Order", for example`);
    }
    const name = `the schema ${modelName ? show(modelName) : file ? `of ${show(file)}` : ''}`.trim();
    checkSchema(given, name, (value) => value instanceof RequestSchema);
    this.schema = copied(given); // what is changed afterwards would not have been checked
  }

  /**
   * The model of an API, which is defined once.
   *
   * @param otherwise its name, unless it has one
   * @internal
   */
  public _modelFor(api: IRestApi, otherwise: string): Model {
    const known = this.models.get(api);
    if (known) return known;
    const scope = api as unknown as Construct;
    const isTaken = (name: string) => scope.node.tryFindChild(idOf(name)) !== undefined;
    const modelName = this.options.modelName ?? freeName(otherwise, isTaken);
    const id = idOf(modelName);
    if (isTaken(modelName)) fail(`'modelName' must be another than that of [${scope.node.path}/${id}], got ${show(modelName)} for both: name one of the schemas otherwise`, scope);
    const schema = this.resolved(this.schema, api, modelName);
    const { description } = this.options;
    if (description !== undefined && typeof description !== 'string') fail(`'description' of a schema must be text, got ${show(description)}`, scope);
    const model = new Model(scope, id, { restApi: api, modelName, description, contentType: 'application/json', schema: {} });
    (model.node.defaultChild as CfnModel).schema = { $schema: 'http://json-schema.org/draft-04/schema#', ...schema };
    api.latestDeployment?.addToLogicalId({ model: { modelName, schema } }); // the L2 has not seen it
    this.models.set(api, model);
    return model;
  }

  /** The schema with references to models in the place of schemas that are models. */
  private resolved(value: any, api: IRestApi, place: string): any {
    if (value instanceof RequestSchema) {
      const { modelId } = value._modelFor(api, place);
      return { $ref: Lazy.string({ produce: () => `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${modelId}` }) };
    }
    if (Array.isArray(value)) return value.map((item, index) => this.resolved(item, api, `${place}${index}`));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.resolved(member, api, place + capitalized(key))]));
  }
}

function copied(value: any): any {
  if (Array.isArray(value)) return value.map(copied);
  if (!isPlainObject(value) || Token.isUnresolved(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copied(member)]));
}

function idOf(modelName: string): string {
  return `#Model:${modelName}`;
}

/** A name that no other model has, of at most 128 characters. */
function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  const name = wanted.slice(0, MAX_NAME - 4);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!isTaken(candidate) && !BUILT_IN.includes(candidate)) return candidate;
  }
}

function read(path: string): unknown {
  if (typeof path !== 'string' || Token.isUnresolved(path)) fail(`'path' must be the path of a file, got ${typeof path === 'string' ? 'a token' : show(path)}: write "order.schema.json", for example`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(`'path' must be a file that can be read, got ${show(path)}: ${(error as Error).message.replace(/,.*/, '')}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return fail(`the file ${show(path)} must be JSON: ${(error as Error).message}`);
  }
}
