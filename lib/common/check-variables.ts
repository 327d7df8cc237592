import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AnyStage, isRestStage } from '../private/api-type';
import { isFunction, referencedConstructs } from '../private/tokens';

type AnyApi = apigateway.CfnRestApi | apigatewayv2.CfnApi;

/** A method of all variables, such as `$stageVariables.keySet()`, is none; what `get` is asked for is one. */
const USE = /stageVariables(?:\.(?<member>[A-Za-z0-9_]+)(?![A-Za-z0-9_(])|(?:\[|\.get\()['"](?<quoted>[A-Za-z0-9_]+)['"])/g;

/** Fails synthesis for a stage that lacks a variable which an integration, a template or an authorizer of the API reads. */
export function checkVariables(gateway: Construct, api: AnyApi, stages: () => ReadonlyMap<string, AnyStage>): void {
  gateway.node.addValidation({
    validate: () => {
      const uses = usesOf(api);
      return uses.size === 0 ? [] : [...stages()].flatMap(([stageName, stage]) => missing(stageName, stage, uses));
    },
  });
}

/** Where each variable is read first. */
function usesOf(api: AnyApi): Map<string, IConstruct> {
  const uses = new Map<string, IConstruct>();
  for (const construct of (Stage.of(api) ?? api.node.root).node.findAll()) {
    const text = readersText(construct);
    if (!text?.values.some(mentions) || !(text.apiId === api.ref || referencedConstructs(text.apiId, construct).has(api))) continue;
    const names = [...text.values.flatMap(texts).join('\n').matchAll(USE)].map(({ groups }) => groups!.member ?? groups!.quoted);
    for (const name of names) if (!uses.has(name)) uses.set(name, construct);
  }
  return uses;
}

/** What of a construct may read variables, and of which API it is. */
function readersText(construct: IConstruct): { apiId: string; values: unknown[] } | undefined {
  if (apigateway.CfnMethod.isCfnMethod(construct)) return { apiId: construct.restApiId, values: [construct.integration] };
  if (apigateway.CfnAuthorizer.isCfnAuthorizer(construct)) return authorizerText(construct.restApiId, construct);
  if (apigateway.CfnGatewayResponse.isCfnGatewayResponse(construct)) {
    return { apiId: construct.restApiId, values: [construct.responseTemplates, construct.responseParameters] };
  }
  if (apigatewayv2.CfnAuthorizer.isCfnAuthorizer(construct)) return authorizerText(construct.apiId, construct);
  if (apigatewayv2.CfnIntegration.isCfnIntegration(construct)) {
    const { apiId, integrationUri, requestParameters, responseParameters, requestTemplates, connectionId } = construct;
    return { apiId, values: [integrationUri, requestParameters, responseParameters, requestTemplates, connectionId] };
  }
  if (!apigatewayv2.CfnIntegrationResponse.isCfnIntegrationResponse(construct)) return undefined;
  return { apiId: construct.apiId, values: [construct.responseTemplates] };
}

function authorizerText(apiId: string, { authorizerUri, identitySource }: apigateway.CfnAuthorizer | apigatewayv2.CfnAuthorizer) {
  return { apiId, values: [authorizerUri, identitySource] };
}

function mentions(value: unknown): boolean {
  return texts(value).some((text) => text.includes('stageVariables'));
}

/** Every text in plain data; what a token will be is not looked into. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return [];
  return Object.values(value).flatMap(texts);
}

function missing(stageName: string, stage: AnyStage, uses: Map<string, IConstruct>): string[] {
  const variables = stage.stack.resolve(isRestStage(stage) ? stage.variables : stage.stageVariables) ?? {};
  if (isFunction(variables)) return [];
  return [...uses].filter(([name]) => !(name in variables)).map(([name, { node }]) =>
    `stage "${stageName}" has no variable "${name}", which [${node.path}] reads: set 'variables: { ${name}: … }' of the stage`);
}
