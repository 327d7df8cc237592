import { Stack } from 'aws-cdk-lib/core';
import { documented, runSnippet, typeErrors } from './support/documented';
import { callStatements } from './support/rest-route';
import { HttpIntegrations, Integrations, WebSocketIntegrations } from '../../lib';
import { mask } from '../contract/support/mask';
import { templateOf } from '../helpers';

const ALL = documented();
const FACTORIES = { REST: Integrations, HTTP: HttpIntegrations, WebSocket: WebSocketIntegrations };
const rows = ALL.map((row) => [row.apiType, row.name, row] as const);

/** What a reviewer has to see: how the route is answered, and who may call what. */
const SHOWN = ['AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::IntegrationResponse', 'AWS::IAM::Role', 'AWS::Lambda::Permission'];

function shown(stack: Stack): unknown {
  const { Resources } = templateOf(stack).toJSON();
  const isShown = ({ Type, Properties }: any) => SHOWN.includes(Type) && (Type !== 'AWS::IAM::Role' || Properties.Policies?.[0].PolicyName === 'Call');
  const routes = Object.values<any>(Resources).find(({ Type }) => Type === 'AWS::ApiGateway::RestApi')?.Properties.Body.paths;
  const resources = Object.entries<any>(Resources).filter(([, resource]) => isShown(resource));
  const properties = resources.map(([id, { Type, Properties }]) => [id, { Type, Properties }]);
  return mask({ ...(routes ? { paths: routes } : {}), Resources: Object.fromEntries(properties) });
}

test.each(Object.entries(FACTORIES))('the table lists every integration of %s APIs', (apiType, factory) => {
  const names = Object.getOwnPropertyNames(factory).filter((name) => typeof (factory as any)[name] === 'function');
  expect(ALL.filter((row) => row.apiType === apiType).map(({ name }) => name).sort()).toEqual(names.sort());
});

test('every row has an example', () => {
  expect(ALL.filter(({ snippet }) => !snippet).map(({ apiType, name }) => `${apiType} ${name}`)).toEqual([]);
});

test('the examples have no type errors', () => {
  expect(typeErrors(ALL)).toEqual([]);
}, 120_000);

describe.each(rows)('the example of %s %s', (_type, name, row) => {
  const stack = runSnippet(row);

  test('synthesizes to what was reviewed', () => {
    expect(row.snippet).toContain(`Integrations.${name}(`);
    expect(shown(stack)).toMatchSnapshot();
  });

  test('has a role that may do what the table says, and nothing else', () => {
    const statements = callStatements(stack);
    const said = [...row.may.matchAll(/`(\w+:\w+)`/g)].map(([, action]) => action);
    if (name === 'awsService') said.push('codebuild:StartBuild');
    expect(statements.flatMap(({ Action }) => Action)).toEqual(said);
  });

  test('has no role for every resource', () => {
    for (const { Properties } of Object.values(templateOf(stack).findResources('AWS::IAM::Role'))) {
      const statements = (Properties.Policies ?? []).flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
      expect(statements.flatMap(({ Resource }: any) => Resource)).not.toContain('*');
    }
  });
});

describe('the types of the examples', () => {
  test('are looked at', () => {
    expect(typeErrors([{ apiType: 'REST', name: 'x', may: '', snippet: 'gateway.addRoutes({ route: 5 });\n' }]).join()).toContain("'route' does not exist");
  }, 120_000);
});
