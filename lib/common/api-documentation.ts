/** What the OpenAPI document of an API says of the API itself. */
export interface ApiDocumentation {
  /**
   * The title of the document.
   *
   * @default - the API's name
   */
  readonly title?: string;

  /**
   * The version of what the document describes: "2.1", for example.
   *
   * @default '1.0'
   */
  readonly version?: string;

  /**
   * Whom to ask.
   *
   * @default - none
   */
  readonly contactName?: string;

  /**
   * The e-mail address of whom to ask.
   *
   * @default - none
   */
  readonly contactEmail?: string;

  /**
   * A page about whom to ask.
   *
   * @default - none
   */
  readonly contactUrl?: string;
}
