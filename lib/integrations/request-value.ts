import { Token } from 'aws-cdk-lib/core';
import { atPath, checkParameterName, checkVariableName, isPlainName, MappingValue, MappingValueConfig, putHeader, putText, reference } from './mapping-value';
import { fail, show } from '../private/errors';

/** A value of a request, for a `MappingTemplate`. It is escaped for where it stands; one that is absent is empty text, or null if it is JSON. */
export class RequestValue extends MappingValue {
  /**
   * A part of a JSON body, as JSON: an object, a list, text or a number, as it came.
   *
   * @param jsonPath from "$", which is the whole body: "$.order.lines"
   */
  public static body(jsonPath = '$'): RequestValue {
    return new RequestValue({ put: putText(atPath('json', jsonPath)), expression: bodyExpression(jsonPath), isJson: true });
  }

  /**
   * Text, a number or a boolean in a JSON body, as text.
   *
   * @param jsonPath from "$": "$.order.id"
   */
  public static bodyText(jsonPath: string): RequestValue {
    return new RequestValue({ put: putText(atPath('path', jsonPath)), expression: bodyExpression(jsonPath) });
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
    return new RequestValue({ put: putText(`$stageVariables.${checkVariableName(name)}`), expression: `$stageVariables.${name}` });
  }

  /**
   * What API Gateway knows of the request: "identity.sourceIp", "authorizer.claims.sub", "authorizer.claims.custom:tenant".
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
   */
  public static context(name: string): RequestValue {
    return new RequestValue({ put: putText(reference('$context', name)), expression: isPlainName(name) ? `$context.${name}` : undefined });
  }

  /** The same text for every request. */
  public static constant(text: string): RequestValue {
    checkKnownKind(text);
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
    checkKnownKind(text);
    return new RequestValue({ ...this._config, expression: undefined, otherwise: this._config.isBase64 ? base64(text) : text });
  }

  /** The same as text in base64, as Amazon Kinesis wants its data. What is that already stays as it is. */
  public asBase64(): RequestValue {
    const { put, otherwise, isBase64 } = this._config;
    if (isBase64) return this;
    return new RequestValue({
      put: put && ((variable) => `${put(variable)}#set($${variable} = $util.base64Encode($${variable}))`),
      otherwise: otherwise === undefined ? undefined : base64(otherwise),
      isBase64: true,
    });
  }
}

function checkKnownKind(text: string): void {
  if (typeof text !== 'string') fail(`'text' must be text, got ${show(text)}: write "none", for example`);
}

function base64(text: string): string {
  if (Token.isUnresolved(text)) fail("text that becomes base64 must be known at synthesis, got a token: take it from a stage variable, RequestValue.stageVariable('name').asBase64()");
  return Buffer.from(text).toString('base64');
}

/** A part of a JSON body, or the body, as an expression of HTTP APIs. */
function bodyExpression(jsonPath: string): string {
  return `$request.body${jsonPath.slice(1)}`;
}
