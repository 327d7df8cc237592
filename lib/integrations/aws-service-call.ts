import { Aws, Token } from 'aws-cdk-lib/core';
import { AwsServiceOptions } from './aws-service-options';
import { checkOptions, isText, TEMPLATE } from './check-calls';
import { ServiceCall } from './service-call';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { has, Kinds } from '../private/kinds';

const isList = (value: unknown) => Array.isArray(value) && !Token.isUnresolved(value) && value.length > 0 && value.every(isText);

/** As the CDK takes them in a policy. */
const isAction = (value: string) => Token.isUnresolved(value) || /^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*]+)$/.test(value);

const KINDS: Kinds<AwsServiceOptions> = [
  ['service', (value) => isText(value) && (Token.isUnresolved(value) || /^[a-z0-9][a-z0-9.-]*$/.test(value)), 'the host name of a service, "translate", for example'],
  ['action', isText, 'the name of an action, "TranslateText", for example'],
  ['path', (value) => typeof value === 'string' && !value.startsWith('/'), 'a path without "/" in front, "2015-03-31/functions", for example'],
  ['httpMethod', (value) => isText(value) && /^[A-Z]+$/.test(value), 'a method, "POST", for example'],
  ['actions', (value) => isList(value) && value.every(isAction), 'a list of actions of IAM, ["translate:TranslateText"], for example'],
  ['resourceArns', isList, 'a list that is not empty'],
  ['request', has('contentType', 'string'), TEMPLATE],
  ['requestParameters', (value) => isPlainObject(value) && Object.keys(value).every((name) => /^integration\.request\.(path|querystring|header)\../.test(name)), "sources by destination, { 'integration.request.header.X-Amz-Target': \"'Service.Action'\" }, for example"],
  ['region', isText, 'a Region, "eu-west-1", for example'],
];

/** Any action of any service. */
export function awsService(options: AwsServiceOptions): ServiceCall {
  checkOptions(options, KINDS, ['service', 'actions', 'resourceArns']);
  const { service, action, path, httpMethod = 'POST', actions, resourceArns, request, region = Aws.REGION, contentHandling, passthroughBehavior } = options;
  if ((action === undefined) === (path === undefined)) fail(`set either 'action' or 'path' of ${show(service)}, got ${action === undefined ? 'neither' : 'both'}`);
  return {
    service,
    path: action === undefined ? `path/${path}` : `action/${action}`,
    httpMethod,
    env: { region },
    target: { arn: resourceArns.join(), actions, resourceArns },
    request,
    requestParameters: withContentType(options),
    passesBody: request === undefined,
    contentHandling,
    passthroughBehavior,
    errorCode: ERROR_CODES[request?.contentType ?? ''],
  };
}

/** Services that take JSON, and those of the query protocol, say what an error is. */
const ERROR_CODES: Record<string, ServiceCall['errorCode']> = { 'application/json': '$.__type', 'application/x-www-form-urlencoded': '$.Error.Code' };

/** What a template makes of JSON is JSON, as which the request came; anything else has to be called so. */
function withContentType({ request, requestParameters }: AwsServiceOptions): Record<string, string> | undefined {
  const isSaid = Object.keys(requestParameters ?? {}).some((name) => name.toLowerCase() === 'integration.request.header.content-type');
  if (isSaid || !request || request.contentType === 'application/json') return requestParameters;
  return { 'integration.request.header.Content-Type': `'${request.contentType}'`, ...requestParameters };
}
