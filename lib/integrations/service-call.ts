import { ContentHandling, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { IntegrationTarget } from './integration-role';
import { MappingTemplate } from './mapping-template';
import { RequestValue } from './request-value';
import { ServiceIntegrationOptions } from './service-integration-options';

/** What callers are told of an error: its pattern among the statuses of the service, our status, and the message. */
type ErrorKind = [pattern: string, status: number, message: string];

/** Writes an answer that has another status than the one that it began with. */
type Instead = (status: number, message: string) => string;

/** How a service is called, and what becomes of its answers. */
export interface ServiceCall {
  /** The host name of the service, such as "sqs". */
  readonly service: string;
  /** "action/PutItem", or "path/123456789012/orders". */
  readonly path: string;
  readonly httpMethod: string;
  /** Where the service is. */
  readonly env: { readonly region: string };
  readonly target: IntegrationTarget;
  /** Whether the target is called by its name, which is one of the API's account. */
  readonly isNamed?: boolean;
  /** The template of the request. */
  readonly request?: MappingTemplate;
  /** What the service gets besides the body, by "integration.request.header.X". */
  readonly requestParameters?: Record<string, string>;
  /** The body of an answer that is a success, unless the options have one. */
  readonly response?: MappingTemplate;
  /** The template around it, for what is no success in spite of its status. */
  readonly guard?: (body: string, instead: Instead) => string;
  readonly responseParameters?: Record<string, string>;
  readonly successStatus?: number;
  /** What else a success may turn out to be. */
  readonly otherStatuses?: number[];
  /** Where an error of the service says what it is, if it is JSON. */
  readonly errorCode?: '$.__type' | '$.Error.Code';
  /** Errors that tell the caller that something is there already, or is not as expected, as patterns of their names. */
  readonly conflicts?: string[];
  /** Which statuses of the service are which errors, instead of the standard ones. */
  readonly errorKinds?: ErrorKind[];
  /** Whether the body passes as it is, since there is no template. */
  readonly passesBody?: boolean;
  /** What happens to a body that the template is not for, if it is said. */
  readonly passthroughBehavior?: PassthroughBehavior;
  readonly contentHandling?: ContentHandling;
  /** Whether a body may be something else than text. */
  readonly carriesBytes?: boolean;
}

/** What becomes of an answer of the service. */
export interface ServiceAnswer {
  /** Which statuses of the service it is for; all others, if undefined. */
  readonly pattern?: string;
  readonly status: number;
  readonly contentType: string;
  /** The template; without it the answer passes as it is. */
  readonly template?: string;
}

const BAD_REQUEST: ErrorKind = ['4(?!03)\\d{2}', 400, 'Bad request'];
const SERVER_ERROR = 'Internal server error';

/** Also what the role may not do, which is no fault of the caller, and redirections, which would be of no use to him and tell him where. */
const STANDARD: ErrorKind[] = [BAD_REQUEST, ['403|[35]\\d{2}', 500, SERVER_ERROR]];

/** Errors for which 403 says something else than that the role may not. */
export function errorsWith(...kinds: ErrorKind[]): ErrorKind[] {
  return [...kinds, ['[35]\\d{2}', 500, SERVER_ERROR]];
}

/** What callers get: nothing of the service, and nothing of us. */
export function answersOf(call: ServiceCall, options: ServiceIntegrationOptions, instead: Instead): ServiceAnswer[] {
  const { guard = (body: string) => body, errorKinds = STANDARD } = call;
  const response = options.response ?? call.response;
  const errors = errorKinds.map((kind): ServiceAnswer => {
    const [pattern, status, message] = kind;
    const template = kind === BAD_REQUEST && call.errorCode ? byCode(call, call.errorCode, instead) : errorBody(message);
    return { pattern, status, contentType: 'application/json', template };
  });
  return [{
    status: options.successStatus ?? call.successStatus ?? 200,
    contentType: response?.contentType ?? 'application/json',
    template: response && guard(response.text, instead),
  }, ...errors];
}

/** The statuses that callers may get. */
export function statusesOf(call: ServiceCall, answers: ServiceAnswer[]): number[] {
  const byErrorCode = call.errorCode ? [503, ...(call.conflicts ? [409] : [])] : [];
  return [...new Set([answers[0].status, ...(call.otherStatuses ?? []), ...answers.map(({ status }) => status), ...byErrorCode])];
}

/** The body of an error, in the shape of API Gateway's own. */
export function errorBody(message: string): string {
  return JSON.stringify({ message });
}

/** JSON as text, which is never absent. */
export function orEmptyObject(value: RequestValue): RequestValue {
  const text = value.asText();
  return text._config.otherwise === undefined ? text.orElse('{}') : text;
}

/** What names of errors begin with that tell of what was sent, and those that tell of a limit, by where they stand. */
const NAMES = {
  '$.__type': { invalid: 'Validation|Serialization|Invalid(Arg|Exec|Name)|ItemColl', throttled: 'Throttl|Provisioned|RequestLimit|KMSThrottl|LimitEx|ExecutionLimit|Transaction' },
  '$.Error.Code': { invalid: 'Invalid(Param|Mess|Attr)|Missing|ParameterValue', throttled: 'Throttl|RequestThrottl|KMSThrottl|KmsThrottl|OverLimit' },
};

/**
 * Services say 400 for nearly everything: what was wrong is the name of the error, with what it is of before it. One that tells of
 * nothing that was sent is a fault of ours: a table that is not there, an action that the role may not do.
 */
function byCode({ conflicts }: ServiceCall, errorCode: keyof typeof NAMES, instead: Instead): string {
  const { invalid, throttled } = NAMES[errorCode];
  const kinds = [[invalid, ''], [throttled, '503'], ...(conflicts ? [[conflicts.join('|'), '409']] : [])];
  const kind = kinds.reduce((text, [names, status]) => `${text}.replaceAll("^(${names}).*", "${status}")`, '$code.replaceAll(".*[^A-Za-z]", "")');
  const conflict = conflicts ? `#elseif($kind == "409")${instead(409, 'Conflict')}` : '';
  return `#set($code = "")#set($code = $input.path('${errorCode}'))#set($code = "$!code")#set($kind = ${kind})` +
    `#if($kind == "")${errorBody('Bad request')}#elseif($kind == "503")${instead(503, 'Service unavailable')}${conflict}#else${instead(500, SERVER_ERROR)}#end`;
}
