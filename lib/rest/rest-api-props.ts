import { ApiKeySourceType, AuthorizationType, EndpointConfiguration, EndpointType, IpAddressType, MethodOptions, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { checkPropKinds } from './check-kinds';
import { RestGatewayProps } from './rest-gateway-props';
import { RestLayout } from './rest-layout';
import { defaultAuthorizer } from '../access/authorize-method';
import { checkAuthorizer } from '../access/check-authorizer';
import { checkScopeNames } from '../access/check-scopes';
import { RouteAuthorizer } from '../access/route-authorizer';
import { checkSaidTwice, SaidTwice } from '../common/said-twice';
import { RestEndpoint } from '../edge/rest-endpoint';
import { fail, show } from '../private/errors';
import { checkApiName, checkNumber, checkStageName } from '../private/rules';
import { checkCors } from '../responses/check-cors';
import { preflightOptionsForL2 } from '../responses/rest-preflight';

const SAID_TWICE: SaidTwice = [
  ['restApiName', ['restApiProps.restApiName']],
  ['description', ['restApiProps.description']],
  ['endpoint', ['restApiProps.endpointTypes', 'restApiProps.endpointConfiguration']],
  ['ipAddressType', ['restApiProps.endpointTypes', 'restApiProps.endpointConfiguration']],
  ['disableExecuteApiEndpoint', ['restApiProps.disableExecuteApiEndpoint']],
  ['binaryMediaTypes', ['restApiProps.binaryMediaTypes']],
  ['minCompressionSize', ['restApiProps.minCompressionSize', 'restApiProps.minimumCompressionSize']],
  ['authorizer', ['restApiProps.defaultMethodOptions.authorizer', 'restApiProps.defaultMethodOptions.authorizationType']],
  ['apiKeySource', ['restApiProps.apiKeySourceType']],
  ['resourcePolicy', ['restApiProps.policy']],
  ['domain', ['restApiProps.domainName']],
  ['cors', ['restApiProps.defaultCorsPreflightOptions']],
  ['stageName', ['restApiProps.deployOptions.stageName']],
  ['throttle.rateLimit', forAllMethods('throttlingRateLimit')],
  ['throttle.burstLimit', forAllMethods('throttlingBurstLimit')],
  ['variables', ['restApiProps.deployOptions.variables']],
  ['detailedMetrics', forAllMethods('metricsEnabled')],
  ['stageDescription', ['restApiProps.deployOptions.description']],
  ['cache', [
    'restApiProps.deployOptions.cacheClusterEnabled', 'restApiProps.deployOptions.cacheClusterSize', ...forAllMethods('cachingEnabled'),
    ...forAllMethods('cacheTtl'), ...forAllMethods('cacheDataEncrypted'),
  ]],
  ['clientCertificate', ['restApiProps.deployOptions.clientCertificateId']],
  ['tracing', ['restApiProps.deployOptions.tracingEnabled']],
  ['accessLogs', ['restApiProps.deployOptions.accessLogDestination', 'restApiProps.deployOptions.accessLogFormat']],
  ['executionLogs.level', forAllMethods('loggingLevel')],
  ['executionLogs.dataTrace', forAllMethods('dataTraceEnabled')],
  ['retainDeployments', ['restApiProps.retainDeployments']],
  ['accountLogging', ['restApiProps.cloudWatchRole']],
];

/** The L2's props for a gateway's: our defaults, then what the user says, in either place. */
export function renderRestApiProps(gateway: Construct, props: RestGatewayProps): RestApiProps {
  checkPropKinds(props, gateway);
  const given = props.restApiProps ?? {};
  checkContradictions(gateway, props, given);
  const authorizer = props.authorizer ?? given.defaultMethodOptions?.authorizer;
  if (authorizer) checkAuthorizer(authorizer, gateway);
  const restApiName = props.restApiName ?? given.restApiName ?? gateway.node.id;
  checkApiName(restApiName, gateway);
  const cors = props.cors ?? given.defaultCorsPreflightOptions;
  if (cors) checkCors(cors, gateway, { subDomains: true });
  checkCompression(gateway, props.minCompressionSize?.toBytes() ?? given.minCompressionSize?.toBytes() ?? given.minimumCompressionSize ?? 0);
  const stageName = props.stageName ?? given.deployOptions?.stageName ?? 'prod';
  checkStageName(stageName, gateway);

  return {
    cloudWatchRole: false, // AccountLogging sees to it
    ...given,
    restApiName,
    description: props.description ?? given.description,
    ...endpoint(gateway, props, given),
    disableExecuteApiEndpoint: props.disableExecuteApiEndpoint ?? given.disableExecuteApiEndpoint ?? false,
    apiKeySourceType: props.apiKeySource ?? given.apiKeySourceType ?? ApiKeySourceType.HEADER,
    binaryMediaTypes: props.binaryMediaTypes ?? given.binaryMediaTypes,
    minCompressionSize: props.minCompressionSize ?? given.minCompressionSize,
    retainDeployments: props.retainDeployments ?? given.retainDeployments ?? true,
    defaultMethodOptions: defaultMethodOptions(gateway, props, given),
    // in a document one preflight answers for all paths: RestCors
    defaultCorsPreflightOptions: cors && props.layout === RestLayout.RESOURCES ? preflightOptionsForL2(cors) : undefined,
    // the L2 makes the stage's name part of a construct id, where a token cannot be: configureStage sets it afterwards
    deployOptions: {
      ...given.deployOptions,
      description: props.stageDescription ?? given.deployOptions?.description,
      stageName: Token.isUnresolved(stageName) ? undefined : stageName,
    },
  };
}

/** A setting of all methods can be said for the stage, and for the route of all routes. */
function forAllMethods(setting: string): string[] {
  return [`restApiProps.deployOptions.${setting}`, `restApiProps.deployOptions.methodOptions./*/*.${setting}`];
}

function checkContradictions(gateway: IConstruct, props: RestGatewayProps, given: RestApiProps): void {
  if (given.deploy === false) {
    fail("'restApiProps.deploy' must not be false, since a gateway has a stage: leave it out, or use the RestApi of aws-cdk-lib with the mixins of this library", gateway);
  }
  checkSaidTwice(props, SAID_TWICE, gateway);
}

function checkCompression(gateway: IConstruct, bytes: number): void {
  checkNumber('minCompressionSize', bytes, (value) => value >= 0 && value <= 10 * 1024 * 1024, 'from 0 to 10 MiB, in bytes', gateway);
}

function endpoint(
  gateway: Construct, { ipAddressType, ...props }: RestGatewayProps, given: RestApiProps,
): { endpointConfiguration?: EndpointConfiguration } {
  if (given.endpointTypes || given.endpointConfiguration) return {};
  const { type, vpcEndpoints } = (props.endpoint ?? RestEndpoint.regional())._bind(gateway);
  const isPrivate = type === EndpointType.PRIVATE;
  if (isPrivate && ipAddressType !== undefined && !Token.isUnresolved(ipAddressType) && ipAddressType !== IpAddressType.DUAL_STACK) {
    fail(`'ipAddressType' of a private API must be IpAddressType.DUAL_STACK, got ${show(ipAddressType)}: leave it out, and let the VPC endpoint say which addresses it has`, gateway);
  }
  const ofType = isPrivate ? IpAddressType.DUAL_STACK : undefined;
  return { endpointConfiguration: { types: [type], vpcEndpoints, ipAddressType: ipAddressType ?? ofType } };
}

/** Routes that are added to the L2 directly are closed, too. */
function defaultMethodOptions(gateway: IConstruct, props: RestGatewayProps, given: RestApiProps): RestApiProps['defaultMethodOptions'] {
  const options = authorizedOptions(gateway, props, given);
  const { authorizationScopes } = options;
  checkScopeNames(authorizationScopes, 'restApiProps.defaultMethodOptions.authorizationScopes', Infinity, gateway);
  return {
    ...options,
    authorizer: options.authorizer && defaultAuthorizer(options.authorizer, gateway),
    authorizationScopes: authorizationScopes && [...authorizationScopes],
  };
}

function authorizedOptions(gateway: IConstruct, props: RestGatewayProps, given: RestApiProps): MethodOptions {
  const { authorizationType, ...options } = given.defaultMethodOptions ?? {};
  switch (authorizationType) {
    // as authorizers, since the L2 refuses another authorizer of a route beside a default type
    case AuthorizationType.NONE: return { authorizer: RouteAuthorizer.none(), ...options };
    case AuthorizationType.IAM: return { authorizer: RouteAuthorizer.iam(), ...options };
    case undefined: return { authorizer: props.authorizer ?? RouteAuthorizer.iam(), ...options };
    default: {
      if (!options.authorizer) fail(`'restApiProps.defaultMethodOptions.authorizationType' ${authorizationType} goes with an authorizer: set 'authorizer' instead`, gateway);
      return { authorizationType, ...options };
    }
  }
}
