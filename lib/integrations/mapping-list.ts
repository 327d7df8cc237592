import { atPath } from './mapping-value';

/** A list in a JSON body, of which a `MappingTemplate` makes a list of another shape. */
export class MappingList {
  /**
   * A list of what each item of another becomes.
   *
   * @param jsonPath of the list, from "$": "$.Items"; one that is absent is empty
   * @param item     what becomes of each item: text, numbers, objects and lists of them, with `ItemValue`s in them
   */
  public static of(jsonPath: string, item: any): MappingList {
    return new MappingList(atPath('path', jsonPath), item);
  }

  private constructor(
    /** @internal */
    public readonly _list: string,
    /** @internal */
    public readonly _item: any,
  ) {}
}
