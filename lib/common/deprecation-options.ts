/** Since when a route should not be used any more, and until when it can be. */
export interface DeprecationOptions {
  /**
   * Since when it should not be used, which may be still to come: the header `Deprecation`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9745
   * @default - the header is left out
   */
  readonly since?: Date;

  /**
   * When it will probably stop to work: the header `Sunset`. Not before `since`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc8594
   * @default - the header is left out
   */
  readonly sunset?: Date;

  /**
   * A page that says what to use instead, from "https://" or "http://": the header `Link`.
   *
   * @default - the header is left out
   */
  readonly link?: string;
}
