import { Cors } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CorsHttpMethod, CorsPreflightOptions, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Lazy } from 'aws-cdk-lib/core';
import { routesOf } from '../private/routes-of';
import { ALL_METHODS, CorsRules } from '../responses/cors-headers';

/** The options of the L2, with the headers that a REST API allows if none are named; a HTTP API would allow none. */
export function renderCors(cors: CorsRules): CorsPreflightOptions {
  const allowMethods = cors.allowMethods?.includes('ANY') ? ALL_METHODS : cors.allowMethods;
  return { ...cors, allowMethods: allowMethods as CorsHttpMethod[] | undefined, allowHeaders: cors.allowHeaders ?? Cors.DEFAULT_HEADERS };
}

/** Allows the methods that the API's routes have, if none are named. */
export function allowMethodsOfRoutes(api: CfnApi): void {
  const cors = api.corsConfiguration as CfnApi.CorsProperty | undefined;
  if (!cors || cors.allowMethods) return;
  const produce = () => {
    const methods = new Set(routesOf(api).map(({ routeKey }) => routeKey.split(' ')[0]));
    return methods.has('ANY') || methods.has('$default') ? ALL_METHODS : ALL_METHODS.filter((method) => methods.has(method));
  };
  api.corsConfiguration = { ...cors, allowMethods: Lazy.list({ produce }, { omitEmpty: true }) };
}

/** The methods of a route that names none: all, but with CORS preflights are left to API Gateway. */
export function defaultMethods(api: CfnApi): HttpMethod[] {
  if (!api.corsConfiguration) return [HttpMethod.ANY];
  return Object.values(HttpMethod).filter((method) => method !== HttpMethod.ANY && method !== HttpMethod.OPTIONS);
}
