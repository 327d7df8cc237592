import { atPath, MappingValue, MappingValueConfig, putText, reference } from './mapping-value';
import { fail, show } from '../private/errors';

/** A value of what the backend answers, for a `MappingTemplate`. It is escaped for where it stands; one that is absent is empty text, or null if it is JSON. */
export class ResponseValue extends MappingValue {
  /**
   * A part of a JSON body, as JSON: an object, a list, text or a number, as it came.
   *
   * @param jsonPath from "$", which is the whole body: "$.Item"
   */
  public static body(jsonPath = '$'): ResponseValue {
    return new ResponseValue({ put: putText(atPath('json', jsonPath)), isJson: true });
  }

  /**
   * Text, a number or a boolean in a JSON body, as text.
   *
   * @param jsonPath from "$": "$.Item.id.S"
   */
  public static bodyText(jsonPath: string): ResponseValue {
    return new ResponseValue({ put: putText(atPath('path', jsonPath)) });
  }

  /** What API Gateway knows of the request: "requestId". */
  public static context(name: string): ResponseValue {
    return new ResponseValue({ put: putText(reference('$context', name)) });
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
    if (typeof text !== 'string') fail(`'text' must be text, got ${show(text)}: write "none", for example`);
    return new ResponseValue({ ...this._config, otherwise: text });
  }
}
