import { CfnMethod, MethodDeploymentOptions } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { checkThrottle } from '../private/rules';

/**
 * What is wrong with the settings of single methods in `deployOptions.methodOptions`, whose keys are
 * "/orders/{id}/GET": limits of 0, which are errors at once, and routes that do not exist, which only
 * synthesis can tell.
 */
export function checkMethodOptions(
  gateway: IConstruct,
  options: Record<string, MethodDeploymentOptions>,
  routes: () => Set<string>,
  dataTraceAcknowledged = false,
): void {
  for (const [key, { throttlingRateLimit, throttlingBurstLimit, dataTraceEnabled }] of Object.entries(options)) {
    if (dataTraceEnabled && !dataTraceAcknowledged && key !== '/*/*') {
      fail(`'restApiProps.deployOptions.methodOptions[${show(key)}].dataTraceEnabled' writes whole requests and responses to the log, with the tokens and personal data in them: set 'executionLogs.dataTraceAcknowledged: true', too, if that is meant, or leave it out`, gateway);
    }
    checkThrottle({ rateLimit: throttlingRateLimit, burstLimit: throttlingBurstLimit }, `restApiProps.deployOptions.methodOptions[${show(key)}]`, gateway);
  }
  gateway.node.addValidation({
    validate: () => {
      const known = routes();
      return Object.keys(options).filter((key) => !isKnown(key, known)).map((key) =>
        `'restApiProps.deployOptions.methodOptions' has settings for ${show(key)}, which is no route: write one of ${[...known].join(', ')}, or "/*/*" for all`);
    },
  });
}

/** The routes of an API as keys: "/orders/{id}/GET", and "//GET" for the root. */
export function routeKeys(api: IConstruct): Set<string> {
  const l1s = api.node.findAll().filter((construct) => CfnMethod.isCfnMethod(construct));
  const methods = l1s.map((l1) => l1.node.scope as unknown as L2Method);
  return new Set(methods.filter((method) => method.resource).map(({ resource, httpMethod }) => `${resource!.path}/${httpMethod}`));
}

/** What of the L2's method is read; an L1 method that is defined by hand has no path to compare. */
interface L2Method {
  readonly httpMethod: string;
  readonly resource?: { readonly path: string };
}

/** "*" stands for all paths and all methods together, and a method for one that is routed by ANY. */
function isKnown(key: string, routes: Set<string>): boolean {
  const [, path, method] = /^(.*)\/([^/]*)$/.exec(key) ?? [];
  return (path === '/*' && method === '*') || routes.has(key) || routes.has(`${path}/ANY`);
}
