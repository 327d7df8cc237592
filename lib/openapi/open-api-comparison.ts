/** What is other in a document, for those who call the API. */
export interface OpenApiChange {
  /**
   * What kind of change it is: "parameter-required", for example. The kinds are contract, and each of them either breaks clients or does not.
   *
   * @see docs/openapi-changes.md
   */
  readonly kind: string;

  /**
   * The path of the route, as the document has it that has the route: "/orders/{id}".
   *
   * @default - the change is of the whole API
   */
  readonly path?: string;

  /**
   * The HTTP method in capital letters: "GET".
   *
   * @default - the change is of all methods of the path, or of the whole API
   */
  readonly method?: string;

  /** Where it stands, as a JSON pointer into the document after the change, or for what is gone into the one before. */
  readonly pointer: string;

  /** One sentence that says what has changed. */
  readonly message: string;
}

/** What changes from one document of an API to another. */
export interface OpenApiComparison {
  /** The changes after which calls fail that did not, or answers come that clients do not expect. */
  readonly breaking: OpenApiChange[];

  /** The changes that clients need not notice. */
  readonly nonBreaking: OpenApiChange[];
}
