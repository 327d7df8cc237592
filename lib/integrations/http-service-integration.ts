import {
  HttpIntegrationSubtype, HttpIntegrationType, HttpRouteIntegration, HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig,
  IntegrationCredentials, ParameterMapping, PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { IntegrationRole, IntegrationTarget } from './integration-role';
import { RequestValue } from './request-value';
import { checkAccount } from './rest-checks';
import { fail, show } from '../private/errors';

/** How a HTTP API calls a service. */
export interface HttpServiceCall {
  readonly subtype: HttpIntegrationSubtype;
  readonly target: IntegrationTarget;
  readonly env: { readonly region: string };
  /** What is sent, by the names of the service; undefined is left out. */
  readonly parameters: Record<string, RequestValue | string | undefined>;
  /** How long API Gateway waits. */
  readonly timeout?: Duration;
  /** Whether the target is called by its name, which is one of the API's account. */
  readonly isNamed?: boolean;
}

/**
 * A HTTP API's call of an AWS service, with a role for what it calls.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
 */
export class HttpServiceIntegration extends HttpRouteIntegration {
  constructor(private readonly call: HttpServiceCall) {
    super(call.subtype);
    checkHttpTimeout(call.timeout);
  }

  public bind({ route }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const { subtype, target, env, parameters, timeout, isNamed } = this.call;
    const api = route.httpApi as unknown as Construct;
    if (isNamed) checkAccount(target, api);
    const mapping = new ParameterMapping();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) mapping.custom(name, typeof value === 'string' ? constantOf(name, value, route) : expressionOf(name, value, route));
    }
    const isElsewhere = !Token.isUnresolved(env.region) && env.region !== Stack.of(api).region;
    if (isElsewhere) mapping.custom('Region', env.region);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      subtype,
      credentials: IntegrationCredentials.fromRole(IntegrationRole.for(api, target)),
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      parameterMapping: mapping,
      timeout,
    };
  }
}

/** Checks how long a HTTP API is to wait; it takes 30 seconds, which the L2 has no way to say. */
export function checkHttpTimeout(timeout?: Duration): void {
  if (!timeout || timeout.isUnresolved()) return;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  if (milliseconds < 50 || milliseconds > 29_000) fail(`'timeout' must be from 50 milliseconds to 29 seconds, got ${milliseconds} milliseconds: leave it out for 30 seconds`);
}

/** HTTP APIs take a value as it is, or text: they have no templates that could change it. */
function expressionOf(name: string, { _config }: RequestValue, scope: Construct): string {
  if (!_config.put) return constantOf(name, _config.otherwise ?? '', scope);
  return _config.expression ?? fail(`'${name}' must be a value of the request as it is, since HTTP APIs have no templates: leave 'orElse' and 'asBase64' out, or use a RestGateway; it takes names with "-" and ":", too`, scope);
}

/** What begins with "$" is read as a value of the request. */
function constantOf(name: string, text: string, scope: Construct): string {
  if (!Token.isUnresolved(text) && text.includes('$')) fail(`'${name}' must not have "$" in a constant, got ${show(text)}: API Gateway reads what follows it as a value of the request`, scope);
  return text;
}
