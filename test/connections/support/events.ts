import { randomBytes } from 'node:crypto';

/** An id as API Gateway makes them for connections, requests and messages: eleven bytes in Base64, as "S4pBHcJkoAMCKpw=". */
export function serviceId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** What is known of a connection. Times are milliseconds. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent?: string;
  /** The domain that it came by, if it is not the API's own. */
  readonly domainName?: string;
  /** What the authorizer answered, as API Gateway passes it on. */
  readonly authorizer?: Record<string, unknown>;
}

/** What is known of an API. */
export interface ApiFacts {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly stageVariables?: Record<string, string>;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time as "09/Feb/2024:18:23:28 +0000". */
function commonLogTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:`
    + `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

const multiValue = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

function requestContext(api: ApiFacts, connection: ConnectionFacts, now: number, more: Record<string, unknown>): Record<string, unknown> {
  const requestId = serviceId();
  return {
    ...more,
    extendedRequestId: requestId,
    requestTime: commonLogTime(now),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: now,
    identity: { ...(connection.userAgent === undefined ? {} : { userAgent: connection.userAgent }), sourceIp: connection.sourceIp },
    requestId,
    domainName: connection.domainName ?? api.domainName,
    connectionId: connection.connectionId,
    apiId: api.apiId,
    ...(connection.authorizer ? { authorizer: connection.authorizer } : {}),
  };
}

const variables = (api: ApiFacts) => (api.stageVariables ? { stageVariables: api.stageVariables } : {});

/** What a client asks to connect with. */
export interface ConnectRequest {
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
}

/** The event of `$connect`. */
export function connectEvent(api: ApiFacts, connection: ConnectionFacts, { headers, query }: ConnectRequest, now: number): Record<string, unknown> {
  const hasQuery = Object.keys(query).length > 0;
  return {
    headers,
    multiValueHeaders: multiValue(headers),
    ...(hasQuery ? { queryStringParameters: query, multiValueQueryStringParameters: multiValue(query) } : {}),
    ...variables(api),
    requestContext: requestContext(api, connection, now, { routeKey: '$connect', eventType: 'CONNECT' }),
    isBase64Encoded: false,
  };
}

/** The event of a REQUEST authorizer, which has no path and no method. */
export function authorizerEvent(
  api: ApiFacts, connection: ConnectionFacts, request: ConnectRequest, now: number, arn: string,
): Record<string, unknown> {
  return {
    type: 'REQUEST',
    methodArn: `${arn}/${api.stage}/$connect`,
    headers: request.headers,
    multiValueHeaders: multiValue(request.headers),
    queryStringParameters: request.query,
    multiValueQueryStringParameters: multiValue(request.query),
    stageVariables: api.stageVariables ?? {},
    requestContext: requestContext(api, connection, now, { routeKey: '$connect', eventType: 'CONNECT' }),
  };
}

/** The event of a message, of whichever route. */
export function messageEvent(api: ApiFacts, connection: ConnectionFacts, routeKey: string, body: string, now: number): Record<string, unknown> {
  return {
    ...variables(api),
    requestContext: requestContext(api, connection, now, { routeKey, messageId: serviceId(), eventType: 'MESSAGE' }),
    body,
    isBase64Encoded: false,
  };
}

/** The event of `$disconnect`, which has the status of the closing frame. */
export function disconnectEvent(api: ApiFacts, connection: ConnectionFacts, code: number, reason: string, now: number): Record<string, unknown> {
  const headers = { 'Host': api.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: multiValue(headers),
    ...variables(api),
    requestContext: requestContext(api, connection, now, {
      routeKey: '$disconnect', disconnectStatusCode: code, eventType: 'DISCONNECT', disconnectReason: reason,
    }),
    isBase64Encoded: false,
  };
}
