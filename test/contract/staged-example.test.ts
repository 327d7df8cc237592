import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { allows, textOf } from './support/arn-patterns';
import { EXAMPLES } from './support/examples';

const template: any = Template.fromStack(EXAMPLES['staged-functions'](new App())).toJSON();
const resources = Object.entries<any>(template.Resources);
const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => ({ id, ...Properties }));
const stages = ofType('AWS::ApiGateway::Stage');
const aliases = ofType('AWS::Lambda::Alias');
const [api] = ofType('AWS::ApiGateway::RestApi');

/** What a route calls in a stage: its URI as API Gateway reads it, with the variables of the stage. */
function calledBy(stage: any, operation: any): string {
  return textOf(operation['x-amazon-apigateway-integration'].uri)
    .replace(/\$\{!?stageVariables\.(\w+)\}/g, (_all, name) => stage.Variables[name])
    .replace(/^.*\/functions\/(.*)\/invocations$/, '$1');
}

const routes = Object.entries<any>(api.Body.paths).flatMap(([path, item]) =>
  Object.entries<any>(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));

test('has three stages, with three sets of variables, three throttles and one cache', () => {
  const told = Object.fromEntries(stages.map(({ StageName, Variables, MethodSettings: [all], CacheClusterEnabled }) => [
    StageName, [Variables.shippingHost, all.ThrottlingRateLimit, all.ThrottlingBurstLimit, CacheClusterEnabled],
  ]));
  expect(told).toEqual({
    prod: ['shipping.example.com', 500, 1000, true],
    staging: ['shipping.staging.example.com', 100, 200, false],
    dev: ['shipping.dev.example.com', 10, 20, false],
  });
});

test('each stage calls its own aliases and its own backend', () => {
  const functions: Record<string, string> = Object.fromEntries(['orders', 'search'].map((name) => [name, resources.find(([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(name))![0]]));
  for (const stage of stages) {
    const called = Object.fromEntries(routes.map(({ method, path, operation }) => [`${method} ${path}`, calledBy(stage, operation)]));
    expect(called).toEqual({
      'POST /orders': `<${functions.orders}.Arn>:${stage.StageName}`,
      'GET /orders/{id}': `<${functions.orders}.Arn>:${stage.StageName}`,
      'GET /search': `<${functions.search}.Arn>:${stage.StageName}`,
      'GET /shipping': `https://${stage.Variables.shippingHost}/quotes`,
    });
  }
  expect(aliases.map(({ FunctionName, Name }) => `${FunctionName.Ref}:${Name}`).sort()).toEqual(Object.values(functions).flatMap((id) => stages.map(({ StageName }) => `${id}:${StageName}`)).sort());
});

test('every stage and staged function have exactly the permission that their calls need, and no other', () => {
  const granted = stages.flatMap((stage) => routes.flatMap(({ method, path, operation }) => aliases.map((alias) => {
    const sourceArn = `arn:aws:execute-api:eu-west-1:111111111111:<${api.id}>/${stage.StageName}/${method}${path.replace(/\{\w+\}/g, '7')}`;
    const needed = calledBy(stage, operation) === `<${alias.FunctionName.Ref}.Arn>:${alias.Name}`;
    return { call: `${sourceArn} ${alias.id}`, needed, allowed: allows(template, `<${alias.id}>`, sourceArn) };
  })));
  expect(granted.filter(({ needed }) => needed)).toHaveLength(stages.length * 3);
  expect(granted.filter(({ needed, allowed }) => needed && !allowed)).toEqual([]);
  // a permission is for an alias in a stage, not for single routes: what else it allows is the same stage
  const wrong = granted.filter(({ needed, allowed, call }) => allowed && !needed && !aliases.some(({ id, Name }) => call.endsWith(` ${id}`) && call.includes(`/${Name}/`)));
  expect(wrong).toEqual([]);
  expect(ofType('AWS::Lambda::Permission')).toHaveLength(aliases.length);
  for (const { FunctionName } of ofType('AWS::Lambda::Permission')) expect(aliases.map(({ id }) => id)).toContain(FunctionName.Ref); // none on a function without qualifier
});
