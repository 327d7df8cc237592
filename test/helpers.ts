import { Template } from 'aws-cdk-lib/assertions';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack, StackProps } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { HttpGateway, HttpGatewayProps, RestGateway, RestGatewayProps, WebSocketGateway, WebSocketGatewayProps } from '../lib';
import { apiMeaning } from './contract/support/api-meaning';

/** A stack in an app of its own. */
export function testStack(id = 'Shop', props?: StackProps): Stack {
  return new Stack(new App({ treeMetadata: false }), id, props); // the tree is for the CDK's command
}

/** A function with inline code. */
export function testFunction(scope: Construct, id = 'Handler'): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({});') });
}

/** A gateway "OrdersApi" with a function behind GET /orders. */
export function testGateway(props?: RestGatewayProps, stack = testStack()): { stack: Stack; gateway: RestGateway; handler: lambda.Function } {
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'OrdersApi', props);
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
  return { stack, gateway, handler };
}

/** A HTTP gateway "OrdersApi" with a function behind GET /orders. */
export function testHttpGateway(props?: HttpGatewayProps, stack = testStack()): { stack: Stack; gateway: HttpGateway; handler: lambda.Function } {
  const handler = testFunction(stack);
  const gateway = new HttpGateway(stack, 'OrdersApi', props);
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
  return { stack, gateway, handler };
}

/** A WebSocket gateway "ChatApi" with "$connect" and a function behind sendMessage. */
export function testWebSocketGateway(
  props?: WebSocketGatewayProps,
  stack = testStack(),
): { stack: Stack; gateway: WebSocketGateway; handler: lambda.Function } {
  const handler = testFunction(stack);
  const gateway = new WebSocketGateway(stack, 'ChatApi', props);
  gateway.addRoute('$connect');
  gateway.addRoute('sendMessage', { handler });
  return { stack, gateway, handler };
}

/** The template that a stack synthesizes to. */
export function templateOf(construct: IConstruct): Template {
  return Template.fromStack(Stack.of(construct));
}

/** The properties of the only resource of a type. */
export function propertiesOf(construct: IConstruct, type: string): any {
  const resources = Object.values(templateOf(construct).findResources(type));
  expect(resources).toHaveLength(1);
  return resources[0].Properties;
}

/** The methods of the only API of a stack as it is synthesized, by "GET /orders", in whichever layout it is. */
export function methodsOf(construct: IConstruct): Record<string, any> {
  return apiMeaning(templateOf(construct).toJSON() as never).methods;
}

/** The messages of a level that a construct's stack would show, without the path that some begin with. */
export function annotationsOf(stack: Stack, level: 'aws:cdk:warning' | 'aws:cdk:error'): string[] {
  const assembly = App.isApp(stack.node.root) ? stack.node.root.synth() : fail();
  return assembly.getStackArtifact(stack.artifactId).messages.filter((message) => `aws:cdk:${message.level}` === level).map((message) => String(message.entry.data));
}

function fail(): never {
  throw new Error('the stack is not part of an app');
}
