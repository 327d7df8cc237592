import { STATUS_CODES } from 'node:http';
import { GatewayResponseContent, GatewayResponseContext } from './gateway-response-content';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { RESPONSE_TYPES } from '../private/response-types';

/** Options of `GatewayResponses.problemJson`. */
export interface ProblemJsonOptions {
  /**
   * Where the kinds of problems are described: the `type` of a problem is this and the name of the error, such as
   * "https://docs.example.com/problems/access-denied".
   *
   * @default - the type is left out, which means "about:blank": the title says all there is
   */
  readonly typeUrl?: string;
}

/** What the errors look like that API Gateway answers by itself, before or instead of an integration. */
export abstract class GatewayResponses {
  /** API Gateway's own messages, with the id of the request, by which it is found in the logs, and why a request is not valid. */
  public static plain(): GatewayResponses {
    return new Plain();
  }

  /**
   * Problem details of RFC 9457: the title of the status, the status, the id of the request as a URN, and why a request is not valid.
   * Nothing of the API or of who calls it: the message of a refusal by IAM, for one, has both.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9457
   */
  public static problemJson(options: ProblemJsonOptions = {}): GatewayResponses {
    return new ProblemJson(options);
  }

  /** API Gateway's own, which do not say why a request is not valid, except where `cors` or `requestSchema` need more. */
  public static none(): GatewayResponses {
    return new None();
  }

  /**
   * The types of errors that are answered in another way than API Gateway's own.
   *
   * @internal
   */
  public abstract readonly _types: string[];

  /**
   * What callers get for a type of error.
   *
   * @internal
   */
  public abstract _contentFor(type: string, context: GatewayResponseContext): GatewayResponseContent | undefined;
}

/** API Gateway escapes it for JSON, as answers that were published show: [object has missing required properties ([\"name\"])]. */
const REASON = '"$context.error.validationErrorString"';

class Plain extends GatewayResponses {
  public readonly _types = ['DEFAULT_4XX', 'DEFAULT_5XX', 'BAD_REQUEST_BODY'];

  public _contentFor(type: string): GatewayResponseContent {
    const reason = type === 'BAD_REQUEST_BODY' ? `,"errors":${REASON}` : '';
    return { body: `{"message":$context.error.messageString${reason},"requestId":"$context.requestId"}` };
  }
}

class None extends GatewayResponses {
  public readonly _types = [];

  public _contentFor(type: string, { isValidated }: GatewayResponseContext): GatewayResponseContent | undefined {
    return isValidated && type === 'BAD_REQUEST_BODY' ? { body: `{"message":$context.error.messageString,"errors":${REASON}}` } : undefined;
  }
}

/** Errors whose message tells callers what of their request to change, and nothing else. */
const DETAILS: Record<string, string> = { BAD_REQUEST_BODY: REASON, BAD_REQUEST_PARAMETERS: '$context.error.messageString' };

class ProblemJson extends GatewayResponses {
  public readonly _types = Object.keys(RESPONSE_TYPES);

  constructor(private readonly options: ProblemJsonOptions) {
    super();
    if (!isPlainObject(options)) fail(`options of problem details must be a structure, got ${show(options)}: leave them out for the defaults`);
    const { typeUrl } = options;
    if (typeUrl !== undefined && !(typeof typeUrl === 'string' && /^https?:\/\/[^\s"\\$]+$/.test(typeUrl))) {
      fail(`'typeUrl' must be a URL, got ${show(typeUrl)}: write "https://docs.example.com/problems/", for example`);
    }
  }

  public _contentFor(type: string, { statusCode }: GatewayResponseContext): GatewayResponseContent {
    const own = RESPONSE_TYPES[type];
    const { status, title } = statusCode === undefined ? own : { status: statusCode, title: STATUS_CODES[statusCode] ?? own.title };
    const members = [
      this.options.typeUrl && `"type":"${this.options.typeUrl.replace(/\/$/, '')}/${type.toLowerCase().replace(/_/g, '-')}"`,
      `"title":"${title}"`,
      status && `"status":${status}`,
      DETAILS[type] && `"detail":${DETAILS[type]}`,
      '"instance":"urn:uuid:$context.requestId"',
    ];
    return { body: `{${members.filter(Boolean).join(',')}}`, contentType: 'application/problem+json' };
  }
}
