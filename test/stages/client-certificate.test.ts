import { Match } from 'aws-cdk-lib/assertions';
import { CfnClientCertificate } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, Stack } from 'aws-cdk-lib/core';
import { ClientCertificate, HttpGateway, mixins } from '../../lib';
import { templateOf, testGateway, testStack, testWebSocketGateway } from '../helpers';

const CERTIFICATE = 'AWS::ApiGateway::ClientCertificate';

function idOf(stack: ReturnType<typeof testStack>, generation: number): string {
  const [id] = Object.keys(templateOf(stack).findResources(CERTIFICATE, { Properties: { Description: Match.stringLikeRegexp(`generation ${generation}$`) } }));
  return id;
}

test('is shown by the stages of REST and WebSocket gateways, also by those that are added', () => {
  const stack = testStack();
  const clientCertificate = new ClientCertificate(stack, 'Certificate');
  testGateway({ clientCertificate }, stack).gateway.addStage('beta');
  templateOf(stack).resourcePropertiesCountIs('AWS::ApiGateway::Stage', { ClientCertificateId: { Ref: idOf(stack, 1) } }, 2);

  const other = testStack();
  testWebSocketGateway({ clientCertificate: new CfnClientCertificate(other, 'Mine') }, other).gateway.addStage('beta');
  templateOf(other).resourcePropertiesCountIs('AWS::ApiGatewayV2::Stage', { ClientCertificateId: { Ref: 'Mine' } }, 2);
});

test('a stage may show another', () => {
  const stack = testStack();
  const { gateway } = testGateway({ clientCertificate: new ClientCertificate(stack, 'Certificate') }, stack);
  gateway.addStage('beta', { clientCertificate: new CfnClientCertificate(stack, 'Beta') });
  templateOf(stack).hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'beta', ClientCertificateId: { Ref: 'Beta' } });
});

test('is renewed step by step, and each step keeps the ids of the others', () => {
  const generations = [{ generation: 1 }, { generation: 1, otherGenerations: [2] }, { generation: 2, otherGenerations: [1] }, { generation: 2 }];
  const steps = generations.map((props) => {
    const stack = testStack();
    const clientCertificate = new ClientCertificate(stack, 'Certificate', { description: 'to the backend', ...props });
    testGateway({ clientCertificate }, stack);
    const [stage] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::Stage'));
    const certificates = Object.keys(templateOf(stack).findResources(CERTIFICATE)).sort();
    return { certificates, shown: stage.Properties.ClientCertificateId.Ref, first: idOf(stack, 1), second: idOf(stack, 2) };
  });
  const [, { first, second }] = steps;
  expect(steps.map(({ certificates }) => certificates)).toEqual([[first], [first, second].sort(), [first, second].sort(), [second]]);
  expect(steps.map(({ shown }) => shown)).toEqual([first, first, second, second]);
});

test.each([
  [{ generation: 0 }, "'generation' must be a whole number from 1, got 0"],
  [{ otherGenerations: [1.5] }, "'otherGenerations' must be whole numbers from 1, got 1.5"],
  [{ generation: 2, otherGenerations: [1, 2] }, "'otherGenerations' must not have 2, which is there already: leave it out"],
])('fails on %j', (props, message) => {
  expect(() => new ClientCertificate(testStack(), 'Certificate', props)).toThrow(message);
});

test('is not for HTTP APIs', () => {
  const stack = testStack();
  const certificate = new ClientCertificate(stack, 'Certificate');
  expect(() => new HttpApi(stack, 'Legacy').defaultStage!.with(new mixins.StageClientCertificate({ certificate }))).toThrow('client certificates are for stages of REST and WebSocket APIs, and API Gateway offers none for HTTP APIs');
  // @ts-expect-error
  expect(() => new HttpGateway(stack, 'Api', { clientCertificate: certificate })).toThrow("'clientCertificate' is not offered by API Gateway for HTTP APIs: leave it out, or use a RestGateway, or let the backend check a header");
  expect(() => testGateway({ clientCertificate: 'abc' as any })).toThrow("'clientCertificate' must be a ClientCertificate, or a CfnClientCertificate of aws-cdk-lib, got \"abc\"");
  expect(() => testGateway({ clientCertificate: certificate, restApiProps: { deployOptions: { clientCertificateId: 'abc' } } })).toThrow("set either 'clientCertificate' or 'restApiProps.deployOptions.clientCertificateId', got both");
});

test('is of the stack of the API, or its generations could not go', () => {
  const app = new App();
  const [certificates, shop] = ['Certificates', 'Shop'].map((id) => new Stack(app, id));
  const clientCertificate = new ClientCertificate(certificates, 'Certificate');
  expect(() => testGateway({ clientCertificate }, shop)).toThrow("'clientCertificate' must be of the stack of the API, got [Certificates/Certificate], since another stack cannot give up a generation that this one still shows: define one in each stack");
  expect(() => new ClientCertificate(certificates, 'Wrong', { otherGenerations: 2 as any })).toThrow("'otherGenerations' must be a list, such as [2], got 2");
});
