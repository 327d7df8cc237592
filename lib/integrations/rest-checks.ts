import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { IntegrationTarget } from './integration-role';
import { fail, show } from '../private/errors';

/**
 * Checks how long a REST API is to wait: an edge-optimized one for 29 seconds, any other for what the account's quota was raised to, and
 * for an answer that is streamed 15 minutes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function checkRestTimeout(timeout: Duration | undefined, api: Construct, isStreamed = false): void {
  if (!timeout || timeout.isUnresolved()) return;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  const ofEndpoint = isEdge(api) ? 29_000 : 300_000;
  const most = isStreamed ? 900_000 : ofEndpoint;
  if (milliseconds < 50 || milliseconds > most) fail(`'timeout' must be from 50 milliseconds to ${most / 1000} seconds, got ${milliseconds} milliseconds`, api);
}

/** An API that does not say so is edge-optimized, too; of an imported one nothing is known. */
function isEdge(api: Construct): boolean {
  const l1 = api.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(l1)) return false;
  const given = l1.endpointConfiguration;
  const types = Token.isUnresolved(given) ? ['?'] : (given as CfnRestApi.EndpointConfigurationProperty | undefined)?.types ?? [];
  return types.length === 0 || types.includes('EDGE');
}

/** API Gateway takes what it does not know as binary for text in UTF-8, and breaks it. */
export function warnOfBytes(api: Construct): void {
  const l1 = api.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(l1) || (l1.binaryMediaTypes ?? []).length > 0) return;
  Annotations.of(api).addWarningV2('cdk-gatehouse:bytesAsText', "objects of Amazon S3 that are not text are broken on their way: name their types in 'binaryMediaTypes' of the API, ['image/png'], for example");
}

/** What API Gateway takes for bytes no template can read. */
export function warnOfTemplates(api: Construct): void {
  const l1 = api.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(l1) || !l1.binaryMediaTypes?.some((type) => ['*/*', 'application/json'].includes(type))) return;
  Annotations.of(api).addWarningV2('cdk-gatehouse:templatesOfBytes', "with '*/*' or 'application/json' in 'binaryMediaTypes' the bodies of requests come as bytes, which the templates of integrations cannot read: name the types that are binary, ['image/png'], for example");
}

/** Of an imported target only the ARN tells where it is. */
export function checkAccount({ arn }: IntegrationTarget, api: Construct): void {
  const home = Stack.of(api).account;
  const [, , , , account] = Token.isUnresolved(arn) ? [] : arn.split(':');
  if (account === undefined || Token.isUnresolved(home) || account === home) return;
  fail(`the target ${show(arn)} is of another account, and would be called by its name in the API's: call it by a function of that account, for example`, api);
}
