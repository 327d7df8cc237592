import { GatewayResponseOptions } from './gateway-response-options';
import { fail, show } from '../private/errors';
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
   * The answers by the type of the error.
   *
   * @internal
   */
  public abstract _bind(): Record<string, GatewayResponseOptions>;

  /**
   * What tells callers why a request is not valid.
   *
   * @internal
   */
  public abstract _validation(): Record<string, GatewayResponseOptions>;
}

class Plain extends GatewayResponses {
  public _bind(): Record<string, GatewayResponseOptions> {
    return { DEFAULT_4XX: plain(), DEFAULT_5XX: plain(), ...this._validation() };
  }

  public _validation(): Record<string, GatewayResponseOptions> {
    return { BAD_REQUEST_BODY: plain(REASON) };
  }
}

/** API Gateway escapes it for JSON, as answers that were published show: [object has missing required properties ([\"name\"])]. */
const REASON = ',"errors":"$context.error.validationErrorString"';

function plain(more = ''): GatewayResponseOptions {
  return { body: `{"message":$context.error.messageString${more},"requestId":"$context.requestId"}` };
}

class None extends GatewayResponses {
  public _bind(): Record<string, GatewayResponseOptions> {
    return {};
  }

  public _validation(): Record<string, GatewayResponseOptions> {
    return { BAD_REQUEST_BODY: { body: `{"message":$context.error.messageString${REASON}}` } };
  }
}

/** Errors whose message tells callers what of their request to change, and nothing else. */
const DETAILS: Record<string, string> = {
  BAD_REQUEST_BODY: '"$context.error.validationErrorString"',
  BAD_REQUEST_PARAMETERS: '$context.error.messageString',
};

class ProblemJson extends GatewayResponses {
  constructor(private readonly options: ProblemJsonOptions) {
    super();
    const { typeUrl } = options;
    if (typeUrl !== undefined && !/^https?:\/\/[^\s"\\$]+$/.test(typeUrl)) {
      fail(`'typeUrl' must be a URL, got ${show(typeUrl)}: write "https://docs.example.com/problems/", for example`);
    }
  }

  public _bind(): Record<string, GatewayResponseOptions> {
    return Object.fromEntries(Object.keys(RESPONSE_TYPES).map((type) => [type, this.problem(type)]));
  }

  public _validation(): Record<string, GatewayResponseOptions> {
    return {}; // they are among the others
  }

  private problem(type: string): GatewayResponseOptions {
    const { status, title } = RESPONSE_TYPES[type];
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
