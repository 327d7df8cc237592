import { Aws } from 'aws-cdk-lib/core';
import { AwsServiceOptions } from './aws-service-options';
import { ServiceCall } from './service-integration';
import { fail, show } from '../private/errors';

/** Any action of any service. */
export function awsService(options: AwsServiceOptions): ServiceCall {
  const { service, action, path, httpMethod = 'POST', actions, resourceArns, request, requestParameters, region = Aws.REGION } = options;
  if ((action === undefined) === (path === undefined)) fail(`set either 'action' or 'path' of ${show(service)}, got ${action === undefined ? 'neither' : 'both'}`);
  for (const [prop, values] of Object.entries({ actions, resourceArns })) {
    if (!Array.isArray(values) || values.length === 0) fail(`'${prop}' must be a list that is not empty, got ${show(values)}: API Gateway may do nothing that it does not say`);
  }
  return {
    service,
    path: action === undefined ? `path/${path}` : `action/${action}`,
    httpMethod,
    env: { region },
    target: { arn: resourceArns.join(), actions, resourceArns },
    request,
    requestParameters,
    passesBody: request === undefined,
  };
}
