import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { deprecateMethod } from './deprecate-method';
import { RestGatewayProps } from './rest-gateway-props';
import { DescribedRouteOptions } from '../common/described-route-options';
import { exampleOf, RestApiDocumentation } from '../openapi/rest-api-documentation';
import { defined } from '../private/defined';

/** Documents an API by what its gateway says of it. */
export function describeApi(documentation: RestApiDocumentation, { documentation: said, description }: RestGatewayProps): void {
  if (!said) return;
  const { title, version, contactName: name, contactEmail: email, contactUrl: url } = said;
  const contact = defined({ name, email, url });
  documentation.add({ type: 'API' }, { info: defined({ title, version, description, contact: Object.keys(contact).length > 0 ? contact : undefined }) });
}

/** Documents a method by what its route says of it. */
export function describeMethod(documentation: RestApiDocumentation, l1: CfnMethod, path: string, method: HttpMethod, options: Omit<DescribedRouteOptions, 'apiVersion'>): void {
  const { deprecated, requestExample, responseExamples = {}, ...words } = options;
  const location = { path, method };
  documentation.add({ type: 'METHOD', ...location }, { ...words, deprecated: deprecated ? true : undefined });
  documentation.add({ type: 'REQUEST_BODY', ...location }, exampleOf(requestExample));
  for (const [statusCode, example] of Object.entries(responseExamples)) documentation.add({ type: 'RESPONSE', ...location, statusCode }, exampleOf(example));
  if (deprecated) deprecateMethod(l1, `${method} ${path}`, deprecated);
}
