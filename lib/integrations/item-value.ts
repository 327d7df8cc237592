import { MappingValue, MappingValueConfig, putText, reference } from './mapping-value';
import { fail, show } from '../private/errors';

/** A value of an item of a `MappingList`. It is escaped for where it stands; one that is absent is empty text. */
export class ItemValue extends MappingValue {
  /**
   * A member of the item, as text, or a member of a member: "id.S" for an item of Amazon DynamoDB.
   *
   * @param name letters, digits and "_ - :", with points between
   */
  public static member(name: string): ItemValue {
    return new ItemValue(reference('$item', name)); // the template puts the item into $item
  }

  /** @internal */
  public readonly _config: MappingValueConfig;

  private constructor(private readonly expression: string, otherwise?: string) {
    super();
    this._config = { put: putText(expression), otherwise };
  }

  /** The same, with text for an absent or empty one. */
  public orElse(text: string): ItemValue {
    if (typeof text !== 'string') fail(`'text' must be text, got ${show(text)}: write "none", for example`);
    return new ItemValue(this.expression, text);
  }
}
