import { STATUS_CODES } from 'node:http';
import { IntegrationConfig, IntegrationResponse, LambdaIntegration, LambdaIntegrationOptions, Method, PassthroughBehavior, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { checkFunction, isText, TEMPLATE, TIMEOUT } from './check-calls';
import { LambdaErrorResponse, LambdaInvokeOptions } from './lambda-invoke-options';
import { checkRestTimeout, warnOfTemplates } from './rest-checks';
import { errorBody } from './service-call';
import { addMethodResponse, checkSuccessStatus, checkVariables, instead } from './service-integration';
import { fail, show } from '../private/errors';
import { functionToken } from '../private/function-integration';
import { checkKinds, has, Kinds } from '../private/kinds';

/** A function that gets the whole request. */
export class ProxiedFunction extends LambdaIntegration {
  constructor(private readonly called: IFunction, private readonly given: LambdaIntegrationOptions) {
    super(checkFunction(called), given);
  }

  public bind(method: Method): IntegrationConfig {
    const { timeout, responseTransferMode } = this.given;
    checkRestTimeout(timeout, method.api as IConstruct as Construct, responseTransferMode === ResponseTransferMode.STREAM);
    return { ...super.bind(method), deploymentToken: functionToken(this.called) };
  }
}

/** What is told of errors that no pattern takes. */
const UNKNOWN = errorBody('Internal server error');

/** A header by which AWS Lambda starts a function without waiting for it. */
export const ASYNCHRONOUS = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" };

/** A function that is called by a template. */
export class MappedFunction extends LambdaIntegration {
  constructor(private readonly called: IFunction, private readonly mapping: LambdaInvokeOptions) {
    super(checkFunction(called), renderOptions(mapping));
  }

  public bind(method: Method): IntegrationConfig {
    const api = method.api as IConstruct as Construct;
    const { request, timeout } = this.mapping;
    checkRestTimeout(timeout, api);
    if (request) warnOfTemplates(api);
    checkVariables(method, request);
    const config = super.bind(method);
    const statuses = new Set([...config.options!.integrationResponses!.map(({ statusCode }) => statusCode), '500']);
    for (const status of statuses) addMethodResponse(method, status);
    return { ...config, deploymentToken: functionToken(this.called) };
  }
}

const KINDS: Kinds<LambdaInvokeOptions> = [
  ['request', has('contentType', 'string'), TEMPLATE],
  ['response', has('contentType', 'string'), TEMPLATE],
  ['errors', (value) => Array.isArray(value), "a list, such as [{ pattern: 'Not found.*', status: 404 }]"],
  ['asynchronous', (value) => typeof value === 'boolean', 'true or false'],
  TIMEOUT,
];

function renderOptions(mapping: LambdaInvokeOptions): LambdaIntegrationOptions {
  checkKinds(mapping, KINDS);
  const { request, asynchronous, errors = [], timeout, contentHandling, passthroughBehavior } = mapping;
  checkSuccessStatus(mapping.successStatus);
  checkErrors(errors, asynchronous);
  return {
    proxy: false,
    timeout,
    contentHandling,
    passthroughBehavior: passthroughBehavior ?? (request ? PassthroughBehavior.NEVER : PassthroughBehavior.WHEN_NO_TEMPLATES),
    requestTemplates: request && { 'application/json': request.text },
    requestParameters: asynchronous ? ASYNCHRONOUS : undefined,
    integrationResponses: [successOf(mapping), ...errors.map(answerOf), { selectionPattern: allBut(errors), statusCode: '500', responseTemplates: { 'application/json': UNKNOWN } }],
  };
}

/** A message of an error that is empty matches no pattern, so that a template has to look for the error, too. */
function successOf({ response, successStatus, asynchronous }: LambdaInvokeOptions): IntegrationResponse {
  const template = response && `#set($error = "")#set($error = $input.path('$.errorType'))#if("$!error" != "")${instead(500, 'Internal server error')}#{else}${response.text}#end`;
  return {
    statusCode: String(successStatus ?? (asynchronous ? 202 : 200)),
    responseTemplates: asynchronous ? { 'application/json': '{}' } : response && { [response.contentType]: template! },
  };
}

function answerOf({ pattern, status, message, response }: LambdaErrorResponse): IntegrationResponse {
  const said = message ?? (STATUS_CODES[status] ?? 'Error').replace(/(?<=.)[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return { selectionPattern: pattern, statusCode: String(status), responseTemplates: response ? { [response.contentType]: response.text } : { 'application/json': errorBody(said) } };
}

/**
 * Every message that no pattern matches, to its very end: what no pattern takes would be a success, and which of two is taken nobody
 * documents.
 */
function allBut(errors: LambdaErrorResponse[]): string {
  const others = errors.map(({ pattern }) => `(?:${pattern})`).join('|');
  return `${others && `(?!(?:${others})(?![\\s\\S]))`}[\\s\\S]+`;
}

function checkErrors(errors: LambdaErrorResponse[], asynchronous = false): void {
  if (asynchronous && errors.length > 0) fail("'errors' must be left out with 'asynchronous': nobody waits for what the function says");
  for (const { pattern, status, message, response } of errors) {
    if (!isText(pattern)) fail(`'errors' must have patterns that are not empty, got ${show(pattern)}: write "Not found.*", for example`);
    if (!(Number.isInteger(status) && status >= 400 && status <= 599)) fail(`'status' of the errors ${show(pattern)} must be from 400 to 599, got ${status}`);
    if (message !== undefined && (!isText(message) || /[$#]/.test(message))) fail(`'message' of the errors ${show(pattern)} must be text without "$" and "#", got ${show(message)}: set 'response' for values of the error`);
    if (response !== undefined && typeof response?.contentType !== 'string') fail(`'response' of the errors ${show(pattern)} must be ${TEMPLATE}, got ${show(response)}`);
  }
  const patterns = errors.map(({ pattern }) => pattern);
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) !== index);
  if (twice) fail(`'errors' have two for ${show(twice)}: leave one of them out`);
}
