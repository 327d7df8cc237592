import { ApiKeySourceType, AuthorizationType, CorsOptions, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { checkPropKinds } from './check-kinds';
import { RestGatewayProps } from './rest-gateway-props';
import { RestLayout } from './rest-layout';
import { checkAuthorizer } from '../access/check-authorizer';
import { RouteAuthorizer } from '../access/route-authorizer';
import { RestEndpoint } from '../edge/rest-endpoint';
import { fail, show } from '../private/errors';
import { checkApiName, checkNumber, checkStageName } from '../private/rules';

/** What can be said twice: a prop of the gateway, and the places in `restApiProps` that say the same. */
const SAID_TWICE: Array<[string, string[]]> = [
  ['restApiName', ['restApiName']],
  ['description', ['description']],
  ['endpoint', ['endpointTypes', 'endpointConfiguration']],
  ['ipAddressType', ['endpointTypes', 'endpointConfiguration']],
  ['disableExecuteApiEndpoint', ['disableExecuteApiEndpoint']],
  ['binaryMediaTypes', ['binaryMediaTypes']],
  ['minCompressionSize', ['minCompressionSize', 'minimumCompressionSize']],
  ['authorizer', ['defaultMethodOptions.authorizer', 'defaultMethodOptions.authorizationType']],
  ['cors', ['defaultCorsPreflightOptions']],
  ['stageName', ['deployOptions.stageName']],
  ['throttle.rateLimit', forAllMethods('throttlingRateLimit')],
  ['throttle.burstLimit', forAllMethods('throttlingBurstLimit')],
  ['tracing', ['deployOptions.tracingEnabled']],
  ['accessLogs', ['deployOptions.accessLogDestination', 'deployOptions.accessLogFormat']],
  ['executionLogs.level', forAllMethods('loggingLevel')],
  ['executionLogs.dataTrace', forAllMethods('dataTraceEnabled')],
  ['accountLogging', ['cloudWatchRole']],
];

/** The L2's props for a gateway's: our defaults, then what the user says, in either place. */
export function renderRestApiProps(gateway: IConstruct, props: RestGatewayProps): RestApiProps {
  checkPropKinds(props, gateway);
  const given = props.restApiProps ?? {};
  checkContradictions(gateway, props, given);
  const authorizer = props.authorizer ?? given.defaultMethodOptions?.authorizer;
  if (authorizer) checkAuthorizer(authorizer, gateway);
  const restApiName = props.restApiName ?? given.restApiName ?? gateway.node.id;
  checkApiName(restApiName, gateway);
  const cors = props.cors ?? given.defaultCorsPreflightOptions;
  if (cors) checkCors(gateway, cors);
  checkCompression(gateway, props.minCompressionSize?.toBytes() ?? given.minCompressionSize?.toBytes() ?? given.minimumCompressionSize ?? 0);
  const stageName = props.stageName ?? given.deployOptions?.stageName ?? 'prod';
  checkStageName(stageName, gateway);

  return {
    cloudWatchRole: false, // AccountLogging sees to it
    apiKeySourceType: ApiKeySourceType.HEADER,
    ...given,
    restApiName,
    description: props.description ?? given.description,
    ...endpoint(props, given),
    disableExecuteApiEndpoint: props.disableExecuteApiEndpoint ?? given.disableExecuteApiEndpoint ?? false,
    binaryMediaTypes: props.binaryMediaTypes ?? given.binaryMediaTypes,
    minCompressionSize: props.minCompressionSize ?? given.minCompressionSize,
    defaultMethodOptions: defaultMethodOptions(gateway, props, given),
    // in a document one preflight answers for all paths: addSharedPreflight
    defaultCorsPreflightOptions: props.layout === RestLayout.RESOURCES ? cors : undefined,
    // the L2 makes the stage's name part of a construct id, where a token cannot be: configureStage sets it afterwards
    deployOptions: { ...given.deployOptions, stageName: Token.isUnresolved(stageName) ? undefined : stageName },
  };
}

/** A setting of all methods can be said for the stage, and for the route of all routes. */
function forAllMethods(setting: string): string[] {
  return [`deployOptions.${setting}`, `deployOptions.methodOptions./*/*.${setting}`];
}

function checkContradictions(gateway: IConstruct, props: RestGatewayProps, given: RestApiProps): void {
  if (given.deploy === false) {
    fail("'restApiProps.deploy' must not be false, since a gateway has a stage: leave it out, or use the RestApi of aws-cdk-lib with the mixins of this library", gateway);
  }
  for (const [prop, places] of SAID_TWICE) {
    const place = valueAt(props, prop) === undefined ? undefined : places.find((candidate) => valueAt(given, candidate) !== undefined);
    if (place) fail(`set either '${prop}' or 'restApiProps.${place}', got both`, gateway);
  }
}

function valueAt(object: object, place: string): unknown {
  return place.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

function checkCors(gateway: IConstruct, cors: CorsOptions): void {
  const { allowOrigins } = cors;
  if (Token.isUnresolved(allowOrigins)) {
    fail("'cors.allowOrigins' must be a list of known length, got a token: write its elements, [Fn.select(0, origins)], for example", gateway);
  }
  if (allowOrigins.length === 0) fail("'cors.allowOrigins' must not be empty: write [\"https://shop.example.com\"], for example, or leave 'cors' out", gateway);
  for (const origin of allowOrigins) {
    if (!Token.isUnresolved(origin) && !/^(\*|null|[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/'"*]+)$/.test(origin)) {
      fail(`'cors.allowOrigins' must be "*" or origins as browsers send them, without a path, got ${show(origin)}: write "https://shop.example.com", for example`, gateway);
    }
  }
  if (allowOrigins.includes('*') && cors.allowCredentials) {
    fail("'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true, got \"*\", which browsers then refuse: write [\"https://shop.example.com\"], for example", gateway);
  }
}

function checkCompression(gateway: IConstruct, bytes: number): void {
  checkNumber('minCompressionSize', bytes, (value) => value >= 0 && value <= 10 * 1024 * 1024, 'from 0 to 10 MiB, in bytes', gateway);
}

function endpoint(props: RestGatewayProps, given: RestApiProps): Partial<RestApiProps> {
  if (given.endpointTypes || given.endpointConfiguration) return {};
  const types = [(props.endpoint ?? RestEndpoint.regional())._bind()];
  return { endpointConfiguration: { types, ipAddressType: props.ipAddressType } };
}

/** Routes that are added to the L2 directly are closed, too. */
function defaultMethodOptions(gateway: IConstruct, props: RestGatewayProps, given: RestApiProps): RestApiProps['defaultMethodOptions'] {
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
