import { checkJsonPath, checkParameterName, checkReference, MappingValue, MappingValueConfig, putHeader, putText } from './mapping-value';

/** A value of a request, for a `MappingTemplate`. It is escaped for where it stands; one that is absent is empty text, or null if it is JSON. */
export class RequestValue extends MappingValue {
  /**
   * A part of a JSON body, as JSON: an object, a list, text or a number, as it came.
   *
   * @param jsonPath from "$", which is the whole body: "$.order.lines"
   */
  public static body(jsonPath = '$'): RequestValue {
    return new RequestValue({ put: putText(`$input.json('${checkJsonPath(jsonPath)}')`), expression: bodyExpression(jsonPath), isJson: true });
  }

  /**
   * Text, a number or a boolean in a JSON body, as text.
   *
   * @param jsonPath from "$": "$.order.id"
   */
  public static bodyText(jsonPath: string): RequestValue {
    return new RequestValue({ put: putText(`$input.path('${checkJsonPath(jsonPath)}')`), expression: bodyExpression(jsonPath) });
  }

  /** The body as text, whatever it is. */
  public static rawBody(): RequestValue {
    return new RequestValue({ put: putText('$input.body'), expression: bodyExpression('$') });
  }

  /** A variable of the path: "id" of "/orders/{id}". */
  public static path(name: string): RequestValue {
    return new RequestValue({ put: putText(`$input.params().path.get('${checkParameterName(name)}')`), expression: `$request.path.${name}` });
  }

  /** A parameter of the query string. */
  public static query(name: string): RequestValue {
    return new RequestValue({ put: putText(`$input.params().querystring.get('${checkParameterName(name)}')`), expression: `$request.querystring.${name}` });
  }

  /** A header, whose name clients may write in any case. */
  public static header(name: string): RequestValue {
    return new RequestValue({ put: putHeader(name), expression: `$request.header.${name}` });
  }

  /** A variable of the stage, which every stage must have. */
  public static stageVariable(name: string): RequestValue {
    return new RequestValue({ put: putText(`$stageVariables.${checkReference(name)}`), expression: `$stageVariables.${name}` });
  }

  /**
   * What API Gateway knows of the request: "identity.sourceIp", "authorizer.claims.sub".
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
   */
  public static context(name: string): RequestValue {
    return new RequestValue({ put: putText(`$context.${checkReference(name)}`), expression: `$context.${name}` });
  }

  /** The same text for every request. */
  public static constant(text: string): RequestValue {
    return new RequestValue({ otherwise: text });
  }

  /** @internal */
  public readonly _config: MappingValueConfig;

  private constructor(config: MappingValueConfig) {
    super();
    this._config = config;
  }

  /** The same as text: a part of a body becomes the text of its JSON, as an event wants its detail. */
  public asText(): RequestValue {
    return new RequestValue({ ...this._config, isJson: false });
  }

  /** The same, with text for an absent or empty one. */
  public orElse(text: string): RequestValue {
    return new RequestValue({ ...this._config, expression: undefined, otherwise: text });
  }

  /** The same as text in base64, as Amazon Kinesis wants its data. */
  public asBase64(): RequestValue {
    const { put, otherwise } = this._config;
    return new RequestValue({
      put: put && ((variable) => `${put(variable)}#set($${variable} = $util.base64Encode($${variable}))`),
      otherwise: otherwise === undefined ? undefined : Buffer.from(otherwise).toString('base64'),
    });
  }
}

/** A part of a JSON body, or the body, as an expression of HTTP APIs. */
function bodyExpression(jsonPath: string): string {
  return `$request.body${jsonPath.slice(1)}`;
}
