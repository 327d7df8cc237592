/** Whether a change breaks clients, by its kind. The kinds are contract: docs/openapi-changes.md lists them. */
export const KINDS = {
  'route-removed': true,
  'route-added': false,
  'method-removed': true,
  'method-added': false,
  'path-parameter-renamed': false,
  'parameter-removed': true,
  'parameter-added': false,
  'parameter-required': true,
  'parameter-optional': false,
  'parameter-style-changed': true,
  'request-body-removed': true,
  'request-body-added': false,
  'request-body-required': true,
  'request-body-optional': false,
  'request-content-type-removed': true,
  'request-content-type-added': false,
  'request-type-narrowed': true,
  'request-type-widened': false,
  'request-value-removed': true,
  'request-value-added': false,
  'request-limit-narrowed': true,
  'request-limit-widened': false,
  'request-property-removed': true,
  'request-property-added': false,
  'request-property-required': true,
  'request-property-optional': false,
  'request-schema-closed': true,
  'request-schema-opened': false,
  'request-alternative-removed': true,
  'request-alternative-added': false,
  'request-schema-changed': true,
  'request-default-changed': true,
  'response-removed': true,
  'response-added': false,
  'response-error-removed': false,
  'response-header-removed': true,
  'response-header-added': false,
  'response-header-optional': true,
  'response-header-required': false,
  'response-content-type-removed': true,
  'response-content-type-added': false,
  'response-type-widened': true,
  'response-type-narrowed': false,
  'response-value-added': true,
  'response-value-removed': false,
  'response-limit-widened': true,
  'response-limit-narrowed': false,
  'response-property-removed': true,
  'response-property-added': false,
  'response-property-optional': true,
  'response-property-required': false,
  'response-schema-opened': true,
  'response-schema-closed': false,
  'response-alternative-added': true,
  'response-alternative-removed': false,
  'response-schema-changed': true,
  'authorization-added': true,
  'authorization-removed': false,
  'authorization-changed': true,
  'authorization-widened': false,
  'authorization-scopes-narrowed': true,
  'authorization-scopes-widened': false,
  'server-removed': true,
  'server-added': false,
  'callbacks-changed': true,
  'operation-id-changed': false,
  'operation-deprecated': false,
  'default-changed': false,
  'documentation-changed': false,
} as const;

/** What a change is called. */
export type Kind = keyof typeof KINDS;

/** Requests are what clients write and the API reads; responses the other way round. */
export type Direction = 'request' | 'response';

/** What is other in what values pass: some that did pass no more, some pass that did not, both, or neither. */
export type Effect = 'narrowed' | 'widened' | 'changed' | 'none';

/** What is other in a schema. */
export interface Difference {
  readonly kind: Kind;
  readonly effect: Effect;
  /** A JSON pointer into the document that has it: after, or before for what is gone. */
  readonly at: string;
  /** The way from the schema that was asked about: properties, and "[]" for items. */
  readonly where: string[];
  /** What follows the name of the place in a sentence. */
  readonly text: string;
}

/** The name of a place below a value, such as "lines[].price". */
export function placeName(where: string[]): string {
  return where.join('.').replace(/\.(?=\[\])/g, '');
}
