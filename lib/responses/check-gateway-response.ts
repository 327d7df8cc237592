import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { choosesOrigin, CorsRules } from './cors-headers';
import { GatewayResponseOptions } from './gateway-response-options';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { isNumberToken } from '../private/kinds';
import { statusProblem, typeProblem } from '../private/response-types';

export { statusProblem, typeProblem };

/** What is no template of a gateway response: what the Velocity Template Language would do. */
const VELOCITY = /#\{?(set|if|foreach|else|elseif|end)\b|\$!?\{?(util|input)\b/;

/** What a caller's own token says, and what nobody but he is to read. */
const DATA = /\$\{?(context\.(authorizer|identity)|stageVariables)\b/;

/** Checks what is said of a type of error. */
export function checkGatewayResponse(type: string, given: GatewayResponseOptions, api: IConstruct): void {
  const problem = typeProblem(type);
  if (problem) fail(`${problem}: write ResponseType.ACCESS_DENIED, for example`, api);
  const place = `of the gateway response ${show(type)}`;
  if (!isPlainObject(given)) fail(`the options ${place} must be a structure, such as { statusCode: 404 }, got ${show(given)}`, api);
  const { statusCode, headers, body, contentType } = given as GatewayResponseOptions;
  if (statusCode !== undefined && !isNumberToken(statusCode) && !(Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599)) {
    fail(`'statusCode' ${place} must be a number from 100 to 599, got ${show(statusCode)}`, api);
  }
  if (headers !== undefined) checkHeaders(headers, place, api);
  if (body !== undefined && (typeof body !== 'string' || VELOCITY.test(body))) {
    fail(`'body' ${place} must be text in which only $context and $stageVariables are replaced, got ${show(body)}: API Gateway does not process it by the Velocity Template Language`, api);
  }
  if (contentType !== undefined && !(typeof contentType === 'string' && /^[a-z0-9.+-]+\/[a-z0-9.+-]+(; ?charset=[A-Za-z0-9-]+)?$/i.test(contentType))) {
    fail(`'contentType' ${place} must be a media type, such as "application/json", got ${show(contentType)}`, api);
  }
}

function checkHeaders(headers: object, place: string, api: IConstruct): void {
  if (!isPlainObject(headers)) fail(`'headers' ${place} must be values by name, such as { "Retry-After": "1" }, got ${show(headers)}`, api);
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]+$/.test(name)) fail(`'headers' ${place} must have names of letters, digits and hyphens, got ${show(name)}`, api);
    if (seen.has(name.toLowerCase())) fail(`'headers' ${place} must have each name once, in whatever case, got ${show(name)} twice`, api);
    seen.add(name.toLowerCase());
    if (typeof value !== 'string' || (!Token.isUnresolved(value) && !/^[ -&(-~]*$/.test(value))) {
      fail(`'headers' ${place} must be printable ASCII text without single quotes, got ${show(value)} for ${show(name)}`, api);
    }
  }
}

/** What is wrong if every site that a caller visits may read data of his in an error, since errors name whoever asks. */
export function dataProblem(type: string, body: string | undefined, cors: CorsRules | undefined): string[] {
  const found = body && cors?.allowCredentials && choosesOrigin(cors) ? DATA.exec(body)?.[0] : undefined;
  return found === undefined ? [] : [
    `'body' of the gateway response ${type} has ${found}, which every site could read: with credentials and several origins in 'cors', an error names the origin that asks, whichever it is; leave it out, or write one origin`,
  ];
}
