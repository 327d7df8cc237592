/** Options of an error that API Gateway answers by itself. What is left out is what the gateway has for all errors. */
export interface GatewayResponseOptions {
  /**
   * The status of the answer: 100 to 599.
   *
   * @default - that of the error
   */
  readonly statusCode?: number;

  /**
   * Headers of the answer, the same for every request. Those of `cors` are there besides.
   *
   * @default - none
   */
  readonly headers?: Record<string, string>;

  /**
   * The body. In it, `$context.error.messageString`, which brings its quotes along, `$context.error.validationErrorString`,
   * `$context.error.responseType`, `$context.requestId` and the like are replaced; it is no template of the Velocity Template Language.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
   * @default - `{"message":$context.error.messageString}`
   */
  readonly body?: string;

  /**
   * The content type of the body.
   *
   * @default 'application/json'
   */
  readonly contentType?: string;
}
