import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Annotations } from 'aws-cdk-lib/core';

/** Resources, which are the parts of paths, that an API may have if nobody has asked for more. */
const DEFAULT_QUOTA = 300;

/** Warns of an API that needs more of the account's quota than an account has from the beginning. */
export function warnOfResourceQuota(api: CfnRestApi, paths: Set<string>): void {
  if (paths.size <= DEFAULT_QUOTA) return;
  Annotations.of(api).addWarningV2('cdk-gatehouse:resourceQuota',
    `the API has ${paths.size} resources, the parts of its paths with the root, and an account takes ${DEFAULT_QUOTA} in an API by default: before you deploy, ask for more in the console of ` +
    'Service Quotas, under Amazon API Gateway, "Resources/Routes per REST/WebSocket API" (L-01C8A9E0)');
}
