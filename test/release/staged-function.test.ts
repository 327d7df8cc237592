import { Match } from 'aws-cdk-lib/assertions';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, RestGateway, RestLayout, StagedFunction, StagedFunctionProps, WebSocketGateway } from '../../lib';
import { allows, arnLike, textOf } from '../contract/support/arn-patterns';
import { annotationsOf, templateOf, testFunction, testStack } from '../helpers';

const ALIAS = 'AWS::Lambda::Alias';
const { GET } = HttpMethod;

type Use = (stack: Stack, orders: StagedFunction, stages: string[]) => void;

const GATEWAYS: Array<[name: string, use: Use, stageType: string, call: string]> = [
  ...[RestLayout.OPENAPI, RestLayout.RESOURCES].map((layout): [string, Use, string, string] => [`RestGateway, layout ${layout}`, (stack, stagedHandler, stages) => {
    const gateway = new RestGateway(stack, 'Api', { layout });
    gateway.addRoutes({ path: '/orders', methods: [GET], stagedHandler });
    for (const stageName of stages) gateway.addStage(stageName);
    gateway.addRoutes({ path: '/more', methods: [GET], stagedHandler });
  }, 'AWS::ApiGateway::Stage', 'GET/orders']),
  ['HttpGateway', (stack, stagedHandler, stages) => {
    const gateway = new HttpGateway(stack, 'Api');
    for (const stageName of stages) gateway.addStage(stageName);
    gateway.addRoutes({ path: '/orders', methods: [GET], stagedHandler });
    gateway.addRoutes({ path: '$default', stagedHandler });
  }, 'AWS::ApiGatewayV2::Stage', '$default'],
  ['WebSocketGateway', (stack, stagedHandler, stages) => {
    const gateway = new WebSocketGateway(stack, 'Api');
    gateway.addRoute('$connect');
    gateway.addRoute('send', { stagedHandler });
    for (const stageName of stages) gateway.addStage(stageName);
  }, 'AWS::ApiGatewayV2::Stage', 'send'],
];

describe.each(GATEWAYS)('a staged function behind a %s', (_name, use, stageType, call) => {
  const define = (props: Partial<StagedFunctionProps> = {}, stages = ['beta', 'dev']) => {
    const stack = testStack();
    const handler = testFunction(stack);
    use(stack, new StagedFunction(stack, 'Orders', { handler, ...props }), stages);
    return { stack, handler, template: templateOf(stack).toJSON() as any };
  };

  test('has an alias for each stage, which the stage names in a variable', () => {
    const { template } = define();
    const ofType = (type: string) => Object.values<any>(template.Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    const stages = ofType(stageType).map(({ StageName, Variables, StageVariables = Variables }) => [StageName, StageVariables.Orders_alias]);
    const first = stageType.includes('V2') && call === '$default' ? ['$default', 'default'] : ['prod', 'prod'];
    expect(stages.sort()).toEqual([first, ['beta', 'beta'], ['dev', 'dev']].sort());
    expect(ofType(ALIAS).map(({ Name }) => Name).sort()).toEqual(stages.map(([, alias]) => alias).sort());
  });

  test('is called by the alias of the stage, and each stage may call its own and no other', () => {
    const { template, handler, stack } = define();
    const resources = Object.entries<any>(template.Resources);
    const functionId = stack.resolve((handler.node.defaultChild as lambda.CfnFunction).logicalId);
    const uris = [...JSON.stringify(template).matchAll(/stageVariables\.Orders_alias\}\/invocations/g)];
    expect(uris.length).toBeGreaterThan(0);
    const aliases = new Map(resources.filter(([, { Type }]) => Type === ALIAS).map(([id, { Properties }]) => [Properties.Name, id]));
    const apiId = resources.find(([, { Type }]) => /::(RestApi|Api)$/.test(Type))![0];
    const stages = resources.filter(([, { Type }]) => Type === stageType).map(([, { Properties }]) => Properties);
    for (const stage of stages) {
      const sourceArn = `arn:aws:execute-api:eu-west-1:111111111111:<${apiId}>/${stage.StageName}/${call}`;
      for (const [name, id] of aliases) {
        const own = (stage.Variables ?? stage.StageVariables).Orders_alias === name;
        expect([name, stage.StageName, allows(template, `<${id}>`, sourceArn)]).toEqual([name, stage.StageName, own]);
      }
      expect(allows(template, `<${functionId}.Arn>`, sourceArn)).toBe(false);
    }
    const permissions = resources.filter(([, { Type }]) => Type === 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions).toHaveLength(stages.length);
    for (const { SourceArn } of permissions) expect(arnLike(textOf(SourceArn), `arn:aws:execute-api:eu-west-1:111111111111:<Other>/prod/${call}`)).toBe(false);
  });

  test('lets each stage wait for its own permission and for no other, and warns of nothing', () => {
    const { stack, template } = define();
    const stages = Object.values<any>(template.Resources).filter(({ Type }) => Type === stageType);
    const permissions = templateOf(stack).findResources('AWS::Lambda::Permission');
    expect(stages).toHaveLength(3);
    for (const { DependsOn, Properties: { StageName } } of stages) {
      const waitsFor = DependsOn.filter((id: string) => id in permissions).map((id: string) => textOf(permissions[id].Properties.SourceArn).split('/')[1]);
      expect(waitsFor).toEqual([StageName]);
    }
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });
});

describe('aliases', () => {
  const aliasOf = (props: Partial<StagedFunctionProps>, stageName = 'prod') => {
    const stack = testStack();
    new StagedFunction(stack, 'Orders', { handler: testFunction(stack), ...props }).aliasFor(stageName);
    return templateOf(stack);
  };

  test('point at the version that is deployed, or at one that is pinned', () => {
    aliasOf({}).hasResourceProperties(ALIAS, { Name: 'prod', FunctionVersion: { 'Fn::GetAtt': [Match.stringLikeRegexp('HandlerCurrentVersion'), 'Version'] } });
    aliasOf({ versions: { prod: '12' } }).hasResourceProperties(ALIAS, { Name: 'prod', FunctionVersion: '12' });
  });

  test('are called as it is said', () => {
    aliasOf({ aliasNames: { prod: 'live' } }).hasResourceProperties(ALIAS, { Name: 'live' });
  });

  test('are kept ready, and scaled', () => {
    const ready = aliasOf({ provisionedConcurrency: { prod: { minimum: 2 } } });
    ready.hasResourceProperties(ALIAS, { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    const scaled = aliasOf({ provisionedConcurrency: { prod: { minimum: 2, maximum: 10, utilization: 0.5 } } });
    scaled.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 10 });
    scaled.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', { TargetTrackingScalingPolicyConfiguration: { TargetValue: 0.5 } });
  });

  test('are defined once', () => {
    const stack = testStack();
    const orders = new StagedFunction(stack, 'Orders', { handler: testFunction(stack) });
    expect(orders.aliasFor('prod')).toBe(orders.aliasFor('prod'));
  });

  test('of an imported function are given, or their versions are', () => {
    const stack = testStack();
    const handler = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111111111111:function:orders');
    const given = lambda.Alias.fromAliasAttributes(stack, 'Live', { aliasName: 'live', aliasVersion: lambda.Version.fromVersionArn(stack, 'V', `${handler.functionArn}:3`) });
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/', stagedHandler: new StagedFunction(stack, 'Orders', { handler, aliases: { prod: given }, versions: { beta: '4' } }) });
    gateway.addStage('beta');
    templateOf(stack).resourceCountIs(ALIAS, 1);
    templateOf(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: 'arn:aws:lambda:eu-west-1:111111111111:function:orders:live', SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/prod/*'])] } });
    expect(() => gateway.addStage('gamma')).toThrow("the function [Shop/Imported] is imported, and its version for stage \"gamma\" is not known: set 'versions' or 'aliases' for the stage");
  });

  test('of a function of another stack are there, and stacks do not depend on each other', () => {
    const app = new App();
    const [functions, shop] = ['Functions', 'Shop'].map((id) => new Stack(app, id));
    const orders = new StagedFunction(functions, 'Orders', { handler: testFunction(functions) });
    const gateway = new RestGateway(shop, 'Api');
    gateway.addRoutes({ path: '/', stagedHandler: orders });
    gateway.addStage('beta');
    app.synth();
    templateOf(functions).resourceCountIs(ALIAS, 2);
    templateOf(shop).resourceCountIs('AWS::Lambda::Permission', 2);
    expect(functions.dependencies).toEqual([]);
  });

  test('are beside a function of another stack, since a reference to a version could not be deployed twice', () => {
    const app = new App();
    const [functions, shop] = ['Functions', 'Shop'].map((id) => new Stack(app, id));
    const gateway = new RestGateway(shop, 'Api');
    gateway.addRoutes({ path: '/', stagedHandler: new StagedFunction(shop, 'Orders', { handler: testFunction(functions), provisionedConcurrency: { prod: { minimum: 1, maximum: 2 } } }) });
    gateway.addStage('beta');
    app.synth();
    templateOf(functions).resourceCountIs(ALIAS, 2);
    templateOf(shop).resourceCountIs(ALIAS, 0);
    expect(JSON.stringify(templateOf(functions).findOutputs('*'))).not.toContain('CurrentVersion');
    expect(functions.dependencies).toEqual([]);
  });

  test('keep the versions that they have pointed at, and not one whose deployment failed', () => {
    const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
    aliasOf({}).hasResource('AWS::Lambda::Version', kept);
    aliasOf({ versions: { prod: '12' } }).hasResource('AWS::Lambda::Version', kept);
  });

  test('of another account or Region get a warning for their stage', () => {
    const stack = new Stack(new App(), 'Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
    const handler = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:us-east-1:222222222222:function:orders');
    const version = lambda.Version.fromVersionAttributes(stack, 'V', { lambda: handler, version: '3' });
    const given = lambda.Alias.fromAliasAttributes(stack, 'Live', { aliasName: 'live', aliasVersion: version });
    new RestGateway(stack, 'Api').addRoutes({ path: '/', stagedHandler: new StagedFunction(stack, 'Orders', { handler, aliases: { prod: given } }) });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(/function:orders:live is of another account .* --function-name arn:aws:lambda:us-east-1:222222222222:function:orders:live --statement-id [0-9a-f]+-live .*<api id>\/prod\/\*'/)]);
    expect(() => new StagedFunction(stack, 'Pinned', { handler, versions: { prod: '3' } })).toThrow("'versions' are of a function of another account or Region, where this stack cannot define an alias, got \"prod\": define the aliases there, and give them in 'aliases'");
  });

  test('are shared by gateways', () => {
    const stack = testStack();
    const stagedHandler = new StagedFunction(stack, 'Orders', { handler: testFunction(stack) });
    new RestGateway(stack, 'Rest').addRoutes({ path: '/', stagedHandler });
    new HttpGateway(stack, 'Http', { stageName: 'prod' }).addRoutes({ path: '/', stagedHandler });
    templateOf(stack).resourceCountIs(ALIAS, 1);
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
  });
});

describe('fails', () => {
  test.each<[object | undefined, string]>([
    [undefined, "'handler' must be a function, got undefined"],
    [{ handler: 'f' }, "'handler' must be a function, got \"f\""],
    [{ versions: { prod: '$LATEST' } }, "'versions.prod' must be the number of a version, got \"$LATEST\": write '12'"],
    [{ versions: { prod: '0' } }, "'versions.prod' must be the number of a version, got \"0\""],
    [{ versions: { prod: 12 } }, "'versions.prod' must be the number of a version, got 12: write '12'"],
    [{ version: { prod: '12' } }, "StagedFunction has no option 'version': write one of 'handler', 'aliasNames', 'versions', 'aliases', 'provisionedConcurrency'"],
    [{ provisionedConcurrency: { prod: { minimum: 1, max: 2 } } }, "'provisionedConcurrency.prod' has no option 'max': write one of 'minimum'"],
    [{ provisionedConcurrency: { prod: null } }, "'provisionedConcurrency.prod' must be options, such as { minimum: 2 }, got null"],
    [{ provisionedConcurrency: { prod: { minimum: 0 } } }, "'provisionedConcurrency.prod.minimum' must be a whole number of at least 1, got 0"],
    [{ provisionedConcurrency: { prod: { minimum: 3, maximum: 2 } } }, "'provisionedConcurrency.prod.maximum' must be a whole number of at least 'minimum', got 2"],
    [{ provisionedConcurrency: { prod: { minimum: 1, maximum: 2, utilization: 1 } } }, "'provisionedConcurrency.prod.utilization' must be above 0 and at most 0.9, got 1"],
    [{ provisionedConcurrency: { prod: { minimum: 1, utilization: 0.5 } } }, "'provisionedConcurrency.prod.utilization' needs a 'maximum' to scale to"],
    [{ aliases: { prod: {} }, versions: { prod: '1' } }, "set either 'aliases.prod' or 'versions.prod', got both"],
  ])('with %j', (props, message) => {
    const stack = testStack();
    const given = props && { handler: testFunction(stack), ...props };
    expect(() => new StagedFunction(stack, 'Orders', given as StagedFunctionProps)).toThrow(message);
  });

  test('with names of aliases that are none, or that two stages have', () => {
    const stack = testStack();
    const orders = new StagedFunction(stack, 'Orders', { handler: testFunction(stack), aliasNames: { prod: '12', beta: 'same', dev: 'same' } });
    expect(() => orders.aliasFor('prod')).toThrow('the alias of stage "prod" must be called by 1 to 128 letters, digits, hyphens and underscores, and not by digits alone, got "12": set \'aliasNames\'');
    orders.aliasFor('beta');
    expect(() => orders.aliasFor('dev')).toThrow('the aliases of two stages are called "same": set \'aliasNames\' of stage "dev" to another');
  });

  test('with two of one id, and beside a handler or an integration', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const [first, second] = [stack, new Stack(stack.node.root as App, 'Other')].map((scope) => new StagedFunction(scope, 'Orders', { handler }));
    const gateway = new HttpGateway(stack, 'Api');
    gateway.addRoutes({ path: '/', stagedHandler: first });
    expect(() => gateway.addRoutes({ path: '/b', stagedHandler: second })).toThrow('the ids of [Shop/Orders] and [Other/Orders] must differ, since both name the stage variable "Orders_alias"');
    expect(() => gateway.addRoutes({ path: '/c', stagedHandler: first, handler })).toThrow('set either \'stagedHandler\' or \'handler\' for route "/c", got both');
    expect(() => gateway.addRoutes({ path: '/d', stagedHandler: {} as never })).toThrow("'stagedHandler' must be a StagedFunction, got {}");
  });

  test('with aliases and versions instead of the function', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const message = "'handler' must be the function itself, got an alias or a version of it";
    expect(() => new StagedFunction(stack, 'A', { handler: handler.addAlias('live') })).toThrow(`${message}, [Shop/Handler/Aliaslive]: pass the function`);
    expect(() => new StagedFunction(stack, 'B', { handler: handler.currentVersion })).toThrow(message);
    expect(() => new StagedFunction(stack, 'C', { handler: lambda.Function.fromFunctionArn(stack, 'I', 'arn:aws:lambda:eu-west-1:111111111111:function:orders:live') })).toThrow(message);
  });

  test('with two aliases of one name on one function', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const [first, second] = ['A', 'B'].map((id) => new StagedFunction(stack, id, { handler }));
    first.aliasFor('prod');
    expect(() => second.aliasFor('prod')).toThrow('the function [Shop/Handler] has an alias "prod" by [Shop/A] already: give the routes one StagedFunction for all, or set \'aliasNames\'');
    handler.addAlias('prod');
    expect(() => templateOf(stack)).toThrow('the function has an alias "prod" at [Shop/Handler/Aliasprod/Resource] already: give it for the stage in \'aliases\', or set \'aliasNames\' of stage "prod"');

    const other = testStack();
    const live = testFunction(other).addAlias('live');
    const orders = new StagedFunction(other, 'Orders', { handler: other.node.findChild('Handler') as lambda.Function, aliases: { beta: live }, aliasNames: { prod: 'live' } });
    expect(() => orders.aliasFor('prod')).toThrow('the aliases of two stages are called "live"');
    orders.aliasFor('beta');
    expect(() => templateOf(other)).toThrow("'aliasNames' has \"prod\", which is no stage that calls the function: write one of \"beta\"");
  });

  test('with an alias of another function, and with what is none', () => {
    const stack = testStack();
    const [handler, other] = ['Handler', 'Other'].map((id) => testFunction(stack, id));
    expect(() => new StagedFunction(stack, 'A', { handler, aliases: { prod: other.addAlias('live') } })).toThrow("'aliases.prod' must be an alias of the function [Shop/Handler], got one of [Shop/Other]");
    expect(() => new StagedFunction(stack, 'B', { handler, aliases: { prod: handler as never } })).toThrow("'aliases.prod' must be an alias, got an instance of ");
  });

  test.each(['versions', 'aliasNames', 'provisionedConcurrency'] as const)('with %s of a stage that is not there', (prop) => {
    const stack = testStack();
    const said = { versions: '12', aliasNames: 'x', provisionedConcurrency: { minimum: 1 } }[prop];
    const orders = new StagedFunction(stack, 'Orders', { handler: testFunction(stack), [prop]: { prdo: said } });
    new HttpGateway(stack, 'Api').addRoutes({ path: '/', stagedHandler: orders });
    expect(() => templateOf(stack)).toThrow(`'${prop}' has "prdo", which is no stage that calls the function: write one of "$default"`);
  });

  test('with a variable of the stage that is called like its own', () => {
    const stack = testStack();
    const stagedHandler = new StagedFunction(stack, 'Orders', { handler: testFunction(stack) });
    const rest = new RestGateway(stack, 'Rest');
    rest.addRoutes({ path: '/', stagedHandler });
    expect(() => rest.addStage('beta', { variables: { Orders_alias: 'prod' } })).toThrow('the stage variable "Orders_alias" is that of [Shop/Orders], and must not be in \'variables\': call yours otherwise');
    const http = new HttpGateway(stack, 'Http', { variables: { Orders_alias: 'prod' } });
    expect(() => http.addRoutes({ path: '/', stagedHandler })).toThrow('the stage variable "Orders_alias" is that of [Shop/Orders]');
  });
});
