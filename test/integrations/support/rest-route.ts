import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { Mapped, renderVtl } from './vtl';
import { RestGateway, RestLayout, RestRouteOptions } from '../../../lib';
import { methodsOf, templateOf, testStack } from '../../helpers';

/** Makes an integration of things in a stack. */
export type Make = (stack: Stack) => RestRouteOptions['integration'];

/** A route "/things/{id}" with an integration, as it is synthesized. */
export function route(make: Make, layout?: RestLayout, at = '/things/{id}', options: Partial<RestRouteOptions> = {}) {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', { layout, binaryMediaTypes: ['image/png'] });
  gateway.addRoutes({ path: at, methods: [HttpMethod.POST], integration: make(stack), ...options });
  const method = methodsOf(stack)[`POST ${at}`];
  return { stack, gateway, method, integration: method.integration };
}

/** What the request template of a route makes of a request; references are their JSON. */
export function requestOf(make: Make, input: Mapped): string {
  const { integration } = route(make);
  return renderVtl(textOf(integration.RequestTemplates['application/json']), input).text;
}

/** What the template of an answer makes of what the service says. */
export function answerOf(make: Make, body: string, status: RegExp | undefined = undefined) {
  const { integration } = route(make);
  const response = integration.IntegrationResponses.find(({ SelectionPattern }: any) => (status === undefined ? SelectionPattern === undefined : status.test(SelectionPattern ?? '')));
  const rendered = renderVtl(textOf(Object.values<any>(response.ResponseTemplates)[0]), { body });
  return { status: String(rendered.status ?? response.StatusCode), body: JSON.parse(rendered.text) };
}

/** Text in which each reference stands as "<Id>". */
export function textOf(value: any): string {
  if (typeof value === 'string') return value;
  return value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt'].join('.')}>`)).join('');
}

/** The statements of the roles that call services. */
export function callStatements(stack: Stack): any[] {
  return Object.values(templateOf(stack).findResources('AWS::IAM::Role'))
    .flatMap(({ Properties }) => Properties.Policies ?? []).filter(({ PolicyName }: any) => PolicyName === 'Call').flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
}
