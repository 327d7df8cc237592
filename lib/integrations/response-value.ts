import { checkJsonPath, checkReference, MappingValue, MappingValueConfig, putText } from './mapping-value';

/** A value of what the backend answers, for a `MappingTemplate`. It is escaped for where it stands; one that is absent is empty text, or null if it is JSON. */
export class ResponseValue extends MappingValue {
  /**
   * A part of a JSON body, as JSON: an object, a list, text or a number, as it came.
   *
   * @param jsonPath from "$", which is the whole body: "$.Item"
   */
  public static body(jsonPath = '$'): ResponseValue {
    return new ResponseValue({ put: putText(`$input.json('${checkJsonPath(jsonPath)}')`), isJson: true });
  }

  /**
   * Text, a number or a boolean in a JSON body, as text.
   *
   * @param jsonPath from "$": "$.Item.id.S"
   */
  public static bodyText(jsonPath: string): ResponseValue {
    return new ResponseValue({ put: putText(`$input.path('${checkJsonPath(jsonPath)}')`) });
  }

  /** What API Gateway knows of the request: "requestId". */
  public static context(name: string): ResponseValue {
    return new ResponseValue({ put: putText(`$context.${checkReference(name)}`) });
  }

  /** @internal */
  public readonly _config: MappingValueConfig;

  private constructor(config: MappingValueConfig) {
    super();
    this._config = config;
  }

  /** The same as text: a part of a body becomes the text of its JSON. */
  public asText(): ResponseValue {
    return new ResponseValue({ ...this._config, isJson: false });
  }

  /** The same, with text for an absent or empty one. */
  public orElse(text: string): ResponseValue {
    return new ResponseValue({ ...this._config, otherwise: text });
  }
}
