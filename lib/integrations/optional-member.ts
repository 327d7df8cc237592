import { MappingValue } from './mapping-value';

/** A member of an object of a template, which is left out if one of the values in it is absent. */
export class OptionalMember {
  /** The values that must be there. */
  public readonly needs: MappingValue[];

  constructor(public readonly value: unknown) {
    this.needs = valuesIn(value);
  }
}

function valuesIn(value: unknown): MappingValue[] {
  if (value instanceof MappingValue) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}
