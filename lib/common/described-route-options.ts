import { DeprecationOptions } from './deprecation-options';

/** What a route of a REST or HTTP API says to those who call it. */
export interface DescribedRouteOptions {
  /**
   * The version of the API to which the route belongs, as the first part of its path: with "v2", "/orders" becomes "/v2/orders", also in keys such as
   * "GET /v2/orders". Letters, digits and `. _ -`.
   *
   * @default - the path is as it says
   */
  readonly apiVersion?: string;

  /**
   * What the operation does, in a few words, for the OpenAPI document and, of a REST API, for the documentation in API Gateway.
   *
   * @default - none
   */
  readonly summary?: string;

  /**
   * What the operation does, at length; Markdown.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * What tools group operations by.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * A body in JSON that callers may send. It is not checked against a model.
   *
   * @default - none
   */
  readonly requestExample?: any;

  /**
   * Bodies in JSON that callers may get, by status code, such as `{ 200: { id: "1" } }`.
   *
   * @default - none
   */
  readonly responseExamples?: Record<string, any>;

  /**
   * The route should not be used any more: the document says so, and so do headers of its answers, where API Gateway can add them.
   *
   * @default - it may be used
   */
  readonly deprecated?: DeprecationOptions;
}
