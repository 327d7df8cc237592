import { CfnModel } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail, show } from '../private/errors';
import { isJson } from '../private/is-json';
import { isPlainObject } from '../private/is-object';

/** Options of `WebSocketGateway.addModel`. */
export interface WebSocketModelOptions {
  /** The JSON schema, of draft 4, as an object. */
  readonly schema: Record<string, any>;

  /**
   * The name of the model: letters and digits, at most 128.
   *
   * @default - the construct's id
   */
  readonly modelName?: string;

  /**
   * What the model describes.
   *
   * @default - none
   */
  readonly description?: string;
}

/** What messages to a WebSocket API look like; see `WebSocketGateway.addModel`. */
export class WebSocketModel extends Construct {
  /**
   * Defines the model.
   *
   * @internal
   */
  public static _define(scope: Construct, id: string, apiId: string, options: WebSocketModelOptions): WebSocketModel {
    if (typeof id !== 'string' || id === '') fail(`the id of a model must be text, got ${show(id)}: write "Message", for example`, scope);
    if (id in {} || scope.node.tryFindChild(id)) fail(`${show(id)} is the id of another model, or no id: give this one another`, scope);
    return new WebSocketModel(scope, id, apiId, options);
  }

  /** The name by which routes refer to the model. */
  public readonly modelName: string;

  private constructor(scope: Construct, id: string, apiId: string, options: WebSocketModelOptions) {
    super(scope, id);
    const { schema, modelName = id, description } = options ?? {};
    if (Token.isUnresolved(modelName)) fail("'modelName' must be known at synthesis, got a token: write \"Message\", for example", scope);
    if (typeof modelName !== 'string') fail(`'modelName' must be text, got ${show(modelName)}: write "Message", for example`, scope);
    if (!/^[A-Za-z0-9]{1,128}$/.test(modelName)) {
      fail(`'modelName' must be 1 to 128 letters and digits, got ${show(modelName)}: write ${show(modelName.replace(/[^A-Za-z0-9]/g, '') || 'Message')}, for example`, scope);
    }
    if (!isPlainObject(schema) || !isJson(schema)) {
      fail(`'schema' must be a JSON schema, got ${show(schema)}: write { type: "object", required: ["action"] }, for example`, scope);
    }
    if (description !== undefined && typeof description !== 'string') fail(`'description' must be text, got ${show(description)}`, scope);
    const other = scope.node.children.find((child) => (child as Partial<WebSocketModel>).modelName === modelName);
    if (other) fail(`'modelName' must be another than that of [${other.node.path}], got ${show(modelName)} for both`, scope);
    new CfnModel(this, 'Resource', { apiId, name: modelName, contentType: 'application/json', schema, description });
    this.modelName = modelName;
  }
}
