import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import * as acceptedFindings from './accepted-findings.json';
import { findCycle } from './support/cycles';
import { EXAMPLES } from './support/examples';
import { mask } from './support/mask';
import { specProblems } from './support/service-spec';

// the validator that ships in the newest CDK, from where that finds it
const { RegoEngine, TemplateContent } = createRequire(require.resolve('aws-cdk-lib-latest/package.json'))('@aws/cloudformation-validate');

const engine = new RegoEngine();
afterAll(() => engine.free());

/** Errors and warnings; what the validator calls information (tags, names) is left out. */
function validatorFindings(template: object): Array<{ ruleId: string; message: string }> {
  const { diagnostics } = engine.validateTemplate(new TemplateContent(JSON.stringify(template)));
  return diagnostics.filter(({ severity }: { severity: string }) => severity !== 'INFO').map(({ ruleId, message }: any) => ({ ruleId, message }));
}

const templates = Object.entries(EXAMPLES).map(([name, define]) => [name, Template.fromStack(define(new App())).toJSON()] as const);

test('every example in TypeScript is looked at', () => {
  const folder = path.join(__dirname, '..', '..', 'examples');
  expect(readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'main.ts')))).toEqual(Object.keys(EXAMPLES));
});

describe.each(templates)('the example %s', (_name, template) => {
  test('synthesizes to the template that was reviewed', () => {
    expect(mask(template)).toMatchSnapshot();
  });

  test('has no cycle of resources', () => {
    expect(findCycle(template as never)).toBeUndefined();
  });

  test("conforms to CloudFormation's resource specification", () => {
    expect(specProblems(template as never)).toEqual([]);
  });

  test('passes the validator of the newest CDK, but for warnings with a reason', () => {
    expect(validatorFindings(template).filter(({ ruleId }) => !(ruleId in acceptedFindings))).toEqual([]);
  });
});

test.each(['oauth2', 'rest-production'])('a browser may read what the handler of the example %s answers, as it may what API Gateway does', async (name) => {
  const { handler } = createRequire(__filename)(`../../examples/${name}/orders/index.js`);
  const ofGateway = new Set(JSON.stringify(Object.fromEntries(templates)[name]).match(/(?<=\.Access-Control-Allow-Origin":"')[^']+/g));
  const event = (httpMethod: string) => ({ httpMethod, pathParameters: null, body: '{}', requestContext: { authorizer: { claims: {} } } });
  for (const method of ['GET', 'POST']) expect([(await handler(event(method))).headers['Access-Control-Allow-Origin']]).toEqual([...ofGateway]);
});

describe('the checks themselves', () => {
  const stage = (Properties: object) => ({ Resources: { Stage: { Type: 'AWS::ApiGateway::Stage', Properties } } });

  test('the specification finds an unknown and a missing property and wrong types', () => {
    expect(specProblems(stage({ Nonsense: 1, TracingEnabled: 'yes', MethodSettings: [{ HttpMethod: 1 }], Variables: { a: 1 } }))).toEqual([
      'Stage (AWS::ApiGateway::Stage).RestApiId: missing',
      'Stage (AWS::ApiGateway::Stage).Nonsense: unknown',
      'Stage (AWS::ApiGateway::Stage).TracingEnabled: expected boolean, got "yes"',
      'Stage (AWS::ApiGateway::Stage).MethodSettings[0].HttpMethod: expected string, got 1',
      'Stage (AWS::ApiGateway::Stage).Variables.a: expected string, got 1',
    ]);
    expect(specProblems({ Resources: { X: { Type: 'AWS::No::Such' } } })).toEqual(['X: unknown resource type AWS::No::Such']);
  });

  test('the validator finds an unknown property', () => {
    expect(validatorFindings(stage({ RestApiId: 'a', Nonsense: 1 }))).toEqual([{ ruleId: expect.stringMatching(/^[EF]/), message: expect.stringContaining('Nonsense') }]);
  });

  test.each([
    [{ Resources: { A: { Properties: { x: { Ref: 'B' } } }, B: { DependsOn: ['A'] } } }, ['A', 'B', 'A']],
    [{ Resources: { A: { UpdatePolicy: { x: { Ref: 'B' } } }, B: { Properties: { y: { 'Fn::GetAtt': ['A', 'Arn'] } } } } }, ['A', 'B', 'A']],
    [{ Resources: { A: { Properties: { x: { 'Fn::Sub': 'arn:${B.Arn}' } } }, B: { DependsOn: 'A' } } }, ['A', 'B', 'A']],
    [{ Resources: { A: { Properties: { x: { 'Fn::Sub': ['${B}', { B: { Ref: 'C' } }] } } }, B: { DependsOn: 'A' }, C: {} } }, undefined],
  ])('the walk finds a cycle in %j', (template, cycle) => {
    expect(findCycle(template)).toEqual(cycle);
  });
});
