import { checkReference, MappingValue, MappingValueConfig, putText } from './mapping-value';

/** A value of an item of a `MappingList`. It is escaped for where it stands; one that is absent is empty text. */
export class ItemValue extends MappingValue {
  /**
   * A member of the item, as text, or a member of a member: "id.S" for an item of Amazon DynamoDB.
   *
   * @param name letters, digits and underscores, with points between
   */
  public static member(name: string): ItemValue {
    return new ItemValue(checkReference(name));
  }

  /** @internal */
  public readonly _config: MappingValueConfig;

  private constructor(private readonly name: string, otherwise?: string) {
    super();
    this._config = { put: putText(`$item.${name}`), otherwise }; // the template puts the item into $item
  }

  /** The same, with text for an absent or empty one. */
  public orElse(text: string): ItemValue {
    return new ItemValue(this.name, text);
  }
}
