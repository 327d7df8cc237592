import { arnLike } from '../../contract/support/arn-patterns';

/**
 * The cache that API Gateway has of the answers of Lambda authorizers, as its documentation describes it: an answer is kept for the
 * values of the identity sources, in a stage, for the time to live; a policy that is kept is evaluated anew against the ARN of
 * each request, a simple answer is not. A request without one of the sources gets 401, and the function is not asked.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */

/** A request, and the route that it meets. */
export interface Request {
  readonly stage: string;
  readonly method: string;
  /** "/orders/1" */
  readonly path: string;
  /** "/orders/{id}" */
  readonly resourcePath: string;
  /** "ANY /orders/{id}" */
  readonly routeKey: string;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly sourceIp: string;
}

/** What a function says: a simple answer, or the ARNs that a policy allows and denies. */
export type Answer = boolean | { allow: string[]; deny: string[] };

/** A Lambda authorizer as a template has it. */
export interface Settings {
  readonly sources: string[];
  readonly ttl: number;
}

/** The ARN of a request, which has the path of the request in it, and not that of its route. */
export function arnOf({ stage, method, path }: Request): string {
  return `arn:aws:execute-api:us-east-1:111111111111:api/${stage}/${method}${path}`;
}

/** The settings of an authorizer of a template: of `AWS::ApiGateway::Authorizer`, of `AWS::ApiGatewayV2::Authorizer`, or of an OpenAPI document. */
export function settingsOf(authorizer: any): Settings {
  const sources = authorizer.IdentitySource ?? authorizer.identitySource ?? [];
  return {
    sources: Array.isArray(sources) ? sources : sources.split(',').map((source: string) => source.trim()),
    ttl: authorizer.AuthorizerResultTtlInSeconds ?? authorizer.authorizerResultTtlInSeconds ?? 300, // API Gateway's default
  };
}

export class AuthorizerCache {
  private readonly kept = new Map<string, { answer: Answer; until: number }>();

  constructor(private readonly settings: Settings, private readonly ask: (request: Request) => Answer) {}

  /** The status of a request: 200 if it is let in. */
  public handle(request: Request, now: number): 200 | 401 | 403 {
    const values = this.settings.sources.map((source) => valueOf(source, request));
    if (values.some((value) => !value)) return 401;
    return isAllowed(this.answer(JSON.stringify([request.stage, ...values]), request, now), arnOf(request)) ? 200 : 403;
  }

  private answer(key: string, request: Request, now: number): Answer {
    const known = this.kept.get(key);
    if (known && known.until > now) return known.answer;
    const answer = this.ask(request);
    if (this.settings.ttl > 0 && this.settings.sources.length > 0) this.kept.set(key, { answer, until: now + this.settings.ttl });
    return answer;
  }
}

function isAllowed(answer: Answer, arn: string): boolean {
  if (typeof answer === 'boolean') return answer;
  return answer.allow.some((pattern) => arnLike(pattern, arn)) && !answer.deny.some((pattern) => arnLike(pattern, arn));
}

function valueOf(source: string, request: Request): string | undefined {
  const [, kind, name] = /^(?:(?:method|route|\$)\.?request\.)?\$?(header|querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') return Object.entries(request.headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  if (kind === 'querystring') return request.query[name];
  const context: Record<string, string> = {
    'httpMethod': request.method,
    'path': `/${request.stage}${request.path}`,
    'resourcePath': request.resourcePath,
    'routeKey': request.routeKey,
    'identity.sourceIp': request.sourceIp,
  };
  if (kind === 'context' && name in context) return context[name];
  throw new Error(`the identity source ${source} is not one that this model knows`);
}
