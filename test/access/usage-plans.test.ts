import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod, UsagePlan as WebSocketPlan, WebSocketApi, WebSocketApiKeySelectionExpression, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Aws, CfnParameter, Expiration, SecretValue, Stack, Token } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import {
  ApiKeyGeneration, ApiKeyValue, GatewayUsagePlan, HttpGateway,
  RestGateway, RestGatewayProps, RestLayout, RestUsagePlanOptions, ThrottleLevel, UsagePlanKeys,
  WebSocketGateway, WebSocketGatewayProps,
} from '../../lib';
import { annotationsOf, methodsOf, templateOf, testFunction, testStack, testWebSocketGateway } from '../helpers';

const PLAN = 'AWS::ApiGateway::UsagePlan';
const KEY = 'AWS::ApiGateway::ApiKey';
const PLAN_KEY = 'AWS::ApiGateway::UsagePlanKey';
const LIMITS = { rateLimit: 20, burstLimit: 40 };

/** A gateway with routes that ask for a key. */
function keyedGateway(props: RestGatewayProps = {}, stack = testStack()): { stack: Stack; gateway: RestGateway } {
  const gateway = new RestGateway(stack, 'Orders', props);
  const integration = new apigateway.MockIntegration();
  gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], integration, apiKeyRequired: true });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration, apiKeyRequired: true });
  gateway.addRoutes({ path: '/files/{proxy+}', integration });
  return { stack, gateway };
}

const only = (stack: Stack, type: string) => {
  const found = Object.entries(templateOf(stack).findResources(type));
  expect(found).toHaveLength(1);
  return { id: found[0][0], properties: found[0][1].Properties };
};
const warningsOf = (stack: Stack) => Found.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
const idOf = (stack: Stack, type: string) => only(stack, type).id;

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a usage plan, in the layout %s,', (layout) => {
  test('has limits, a quota, and the stage of the gateway by reference, with limits of routes by keys that are not escaped', () => {
    const { stack, gateway } = keyedGateway({ layout });
    gateway.addUsagePlan('Partners', {
      throttle: LIMITS,
      quota: { limit: 10_000, period: apigateway.Period.DAY },
      routes: { 'GET /': { rateLimit: 1, burstLimit: 2 }, 'GET /orders/{id}': { rateLimit: 3, burstLimit: 4 }, 'ANY /files/{proxy+}': { rateLimit: 5, burstLimit: 6 } },
      usagePlanName: 'partners',
      description: 'Who sells our goods',
    }).addKey('Acme');
    expect(only(stack, PLAN).properties).toEqual({
      ApiStages: [{
        ApiId: { Ref: idOf(stack, 'AWS::ApiGateway::RestApi') },
        Stage: { Ref: idOf(stack, 'AWS::ApiGateway::Stage') },
        Throttle: {
          '//GET': { RateLimit: 1, BurstLimit: 2 },
          '/orders/{id}/GET': { RateLimit: 3, BurstLimit: 4 },
          '/files/{proxy+}/ANY': { RateLimit: 5, BurstLimit: 6 },
        },
      }],
      Throttle: { RateLimit: 20, BurstLimit: 40 },
      Quota: { Limit: 10_000, Period: 'DAY' },
      UsagePlanName: 'partners',
      Description: 'Who sells our goods',
    });
    expect(only(stack, PLAN_KEY).properties).toEqual({ KeyId: { Ref: idOf(stack, KEY) }, KeyType: 'API_KEY', UsagePlanId: { Ref: idOf(stack, PLAN) } });
    expect(warningsOf(stack)).toEqual(['\'routes["ANY /files/{proxy+}"]\' of usage plan "Partners" limits nobody, since the route asks for no API key: set \'apiKeyRequired: true\' of the route, or leave its limits out [ack: cdk-gatehouse:idleRouteLimits]']);
  });

  test('limits routes of the L2, too', () => {
    const { stack, gateway } = keyedGateway({ layout });
    gateway.api.root.addResource('legacy').addMethod('GET', new apigateway.MockIntegration(), { apiKeyRequired: true });
    gateway.addUsagePlan('Partners', { routes: { 'GET /legacy': { rateLimit: 1, burstLimit: 2 } } }).addKey('Acme');
    expect(only(stack, PLAN).properties.ApiStages[0].Throttle).toEqual({ '/legacy/GET': { RateLimit: 1, BurstLimit: 2 } });
    expect(warningsOf(stack)).toEqual([]);
    const { stack: other, gateway: lost } = keyedGateway({ layout });
    lost.api.root.addResource('legacy').addMethod('GET', new apigateway.MockIntegration());
    lost.addUsagePlan('Partners', { routes: { 'GET /lost': LIMITS } });
    expect(() => templateOf(other)).toThrow('which is no route of the gateway: write one of "GET /", "GET /orders/{id}", "ANY /files/{proxy+}", "GET /legacy"');
  });

  test.each(['GET', 'OPTIONS', 'ANY'])('fails for the id %s, which a method at the root has', (id) => {
    expect(() => keyedGateway({ layout }).gateway.addUsagePlan(id)).toThrow(`the id of a usage plan must not be that of a method, whose resource at the root would have the same logical id, got "${id}": write "${id}Plan", for example`);
  });

  test('fails with a stage that the L2 has added again', () => {
    const { stack, gateway } = keyedGateway({ layout });
    const plan = gateway.addUsagePlan('Partners');
    plan.addKey('Acme');
    plan.plan.addApiStage({ stage: gateway.stage });
    expect(() => templateOf(stack)).toThrow('the usage plan [Shop/Orders/Default/Partners/Resource] has the stage "prod" twice: leave out its addApiStage, since a plan of a gateway is for the gateway\'s stages by itself');
  });

  test('may come before the routes and stages that it names', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Orders', { layout });
    gateway.addUsagePlan('Partners', { stages: ['beta', 'prod'], routes: { 'GET /late': LIMITS } });
    gateway.addRoutes({ path: '/late', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration() });
    gateway.addStage('beta');
    const stages = templateOf(stack).findResources('AWS::ApiGateway::Stage');
    expect(only(stack, PLAN).properties.ApiStages.map(({ Stage }: any) => stages[Stage.Ref].Properties.StageName).sort()).toEqual(['beta', 'prod']);
  });

  test('has the logical ids that the L2 gives it and the keys of the L2 in it', () => {
    const define = (api: (stack: Stack) => [apigateway.RestApi, (id: string) => apigateway.UsagePlan]) => {
      const stack = testStack();
      const [rest, addPlan] = api(stack);
      rest.root.addMethod('GET', new apigateway.MockIntegration(), { apiKeyRequired: true });
      addPlan('Partners').addApiKey(rest.addApiKey('Key'));
      return [PLAN, PLAN_KEY, KEY].flatMap((type) => Object.keys(templateOf(stack).findResources(type)));
    };
    const ours = define((stack) => {
      const gateway = new RestGateway(stack, 'Orders', { layout });
      return [gateway.api, (id) => gateway.addUsagePlan(id).plan];
    });
    const theirs = define((stack) => {
      const api = new apigateway.RestApi(stack, 'Orders');
      return [api, (id) => api.addUsagePlan(id, { apiStages: [{ stage: api.deploymentStage }] })];
    });
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(3);
  });

  test('is known to effectiveThrottle', () => {
    const { gateway } = keyedGateway({ layout });
    const plan = gateway.addUsagePlan('Partners', { throttle: LIMITS, routes: { 'GET /': { rateLimit: 1, burstLimit: 2 } } });
    expect(gateway.effectiveThrottle('GET /orders/{id}', plan)).toMatchObject({ rateLimit: 20, rateLevel: ThrottleLevel.USAGE_PLAN, burstLimit: 40 });
    expect(gateway.effectiveThrottle('GET /', plan)).toMatchObject({ rateLimit: 1, rateLevel: ThrottleLevel.USAGE_PLAN_ROUTE, burstLimit: 2 });
    expect(gateway.effectiveThrottle('GET /', plan.plan)).toMatchObject({ rateLimit: 1, rateLevel: ThrottleLevel.USAGE_PLAN_ROUTE });
  });

  test('may be called like a path that is added after it, and not like one that is there', () => {
    const { stack, gateway } = keyedGateway({ layout });
    gateway.addUsagePlan('partners').addKey('Acme');
    gateway.addRoutes({ path: '/partners', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration() });
    expect(methodsOf(stack)).toHaveProperty(['GET /partners']);
    expect(() => gateway.addUsagePlan('files')).toThrow('the id of a usage plan must be another than that of a path that was added before it, got "files": add the plan first, or write "filesPlan", for example');
    expect(() => gateway.addUsagePlan('partners')).toThrow('the id of a usage plan must be another than that of [Shop/Orders/Default/partners], got "partners" for both: write "partnersPlan", for example');
  });

  test('preflights of CORS ask for no key', () => {
    const { stack, gateway } = keyedGateway({ layout, cors: { allowOrigins: ['https://a.example'] }, restApiProps: { defaultMethodOptions: { apiKeyRequired: true } } });
    gateway.addUsagePlan('Partners').addKey('Acme');
    const methods = methodsOf(stack);
    expect(methods['ANY /files/{proxy+}'].apiKeyRequired).toBe(true);
    const preflights = Object.entries(methods).filter(([route]) => route.startsWith('OPTIONS '));
    expect(preflights.length).toBeGreaterThan(0);
    expect(preflights.map(([, { apiKeyRequired }]) => apiKeyRequired)).toEqual(preflights.map(() => false));
  });

  test('is for a gateway whose function, secret and key are of other stacks', () => {
    const app = new App();
    const [secrets, shop] = ['Secrets', 'Shop'].map((id) => new Stack(app, id));
    const secret = new Secret(secrets, 'Secret');
    const { gateway } = keyedGateway({ layout }, shop);
    const plan = gateway.addUsagePlan('Partners');
    plan.addKey('Acme', { value: ApiKeyValue.fromSecret(secret, { field: 'key' }) });
    plan.addExistingKey(new apigateway.ApiKey(secrets, 'Other'));
    app.synth();
    expect(JSON.stringify(only(shop, KEY).properties.Value)).toMatch(/^\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:",\{"Fn::ImportValue":"Secrets:[^"]+"\},":SecretString:key::\}\}"\]\]\}$/);
    templateOf(shop).resourceCountIs(PLAN_KEY, 2);
  });
});

describe('stages of a usage plan', () => {
  test('are the gateway\'s alone unless it names others, and those that the L2 is given', () => {
    const { stack, gateway } = keyedGateway({ stageName: 'v1' });
    gateway.addStage('beta');
    const other = new apigateway.RestApi(stack, 'Other');
    other.root.addMethod('GET', new apigateway.MockIntegration());
    const plan = gateway.addUsagePlan('Partners');
    gateway.addUsagePlan('Testers', { stages: ['beta'] });
    plan.plan.addApiStage({ stage: other.deploymentStage });
    const apis = (id: string) => Object.entries(templateOf(stack).findResources(PLAN)).find(([logicalId]) => logicalId.includes(id))![1].Properties.ApiStages.map(({ Stage }: any) => Stage.Ref.replace(/[0-9A-F]{8}$/, ''));
    expect(apis('Partners')).toEqual(['OrdersDeploymentStagev1', 'OtherDeploymentStageprod']);
    expect(apis('Testers')).toEqual(['OrdersStagebetaStage']);
  });

  test('fails for what is no stage and no route, with those that there are', () => {
    const { stack, gateway } = keyedGateway();
    gateway.addUsagePlan('Partners', { stages: ['prod', 'staging'], routes: { 'GET /orders': LIMITS } });
    expect(() => templateOf(stack)).toThrow('\'stages\' of usage plan "Partners" has "staging", which is no stage of the gateway: write one of "prod"');
    expect(() => templateOf(stack)).toThrow('\'routes\' of usage plan "Partners" has limits for "GET /orders", which is no route of the gateway: write one of "GET /", "GET /orders/{id}", "ANY /files/{proxy+}"');
  });
});

describe('a usage plan fails with', () => {
  test.each<[object, string]>([
    [{ throttle: { rateLimit: 5 } }, "'throttle' must have both 'rateLimit' and 'burstLimit', got no 'burstLimit': write { rateLimit: 20, burstLimit: 40 }, for example"],
    [{ throttle: { rateLimit: 0, burstLimit: 1 } }, "'throttle.rateLimit' must be above 0 requests per second, got 0"],
    [{ throttle: { rateLimit: 1, burstLimit: 1.5 } }, "'throttle.burstLimit' must be a whole number of at least 1 request, got 1.5"],
    [{ throttle: 5 }, "'throttle' must be limits, such as { rateLimit: 20, burstLimit: 40 }, got 5"],
    [{ quota: { limit: 5 } }, '\'quota\' must have both \'limit\' and \'period\', got {"limit":5}: write { limit: 10_000, period: Period.DAY }, for example'],
    [{ quota: { limit: 0, period: 'DAY' } }, "'quota.limit' must be a whole number of at least 1 request, got 0"],
    [{ quota: { limit: 1, period: 'YEAR' } }, '\'quota.period\' must be one of DAY, WEEK, MONTH, got "YEAR": write Period.DAY, for example'],
    [{ quota: { limit: 1, period: 'toString' } }, '\'quota.period\' must be one of DAY, WEEK, MONTH, got "toString"'],
    [{ quota: { limit: 1, period: 'DAY', offset: 1 } }, "'quota.offset' must be 0 for a quota of a day, got 1"],
    [{ quota: { limit: 1, period: 'WEEK', offset: 7 } }, "'quota.offset' must be a whole number from 0 to 6 for a quota of a week, got 7"],
    [{ quota: { limit: 1, period: 'MONTH', offset: 28 } }, "'quota.offset' must be a whole number from 0 to 27 for a quota of a month, got 28"],
    [{ stages: [] }, "'stages' must not be empty, since a usage plan without a stage lets nobody in: leave it out for the gateway's stage"],
    [{ stages: ['prod', 'prod'] }, "'stages' has \"prod\" twice: leave one of them out"],
    [{ stages: 'prod' }, '\'stages\' must be a list of names of stages, such as ["prod"], got "prod"'],
    [{ throtle: LIMITS }, "a usage plan has no option 'throtle': write one of 'throttle', 'quota', 'stages', 'routes', 'usagePlanName', 'description', 'outputs'"],
    [{ quota: { limit: 5, period: 'WEEK', offSet: 3 } }, "'quota' has no option 'offSet': write one of 'limit', 'period', 'offset'"],
    [{ usagePlanName: '' }, '\'usagePlanName\' must be text, such as "partners", got ""'],
    [{ throttle: { rateLimit: '5', burstLimit: 1 } }, '\'throttle.rateLimit\' must be above 0 requests per second, got "5"'],
    [{ throttle: { rateLimit: NaN, burstLimit: 1 } }, "'throttle.rateLimit' must be above 0 requests per second, got NaN"],
    [{ routes: { 'GET /': 5 } }, '\'routes["GET /"]\' must be limits, such as { rateLimit: 5, burstLimit: 10 }, got 5'],
    [{ routes: { 'GET /': { rate_limit: 5 } } }, '\'routes["GET /"]\' has "rate_limit", which is no limit: write "rateLimit" and "burstLimit"; in Python, a ThrottleSettings instead of a dictionary'],
    [{ routes: { 'GET /': { rateLimit: 5 } } }, '\'routes["GET /"]\' must have both \'rateLimit\' and \'burstLimit\', got no \'burstLimit\''],
  ])('%j', (options, message) => {
    expect(() => keyedGateway().gateway.addUsagePlan('Partners', options as RestUsagePlanOptions)).toThrow(message);
  });

  test('what CloudFormation alone knows as a whole', () => {
    const { stack, gateway } = keyedGateway();
    const list = new CfnParameter(stack, 'Stages', { type: 'CommaDelimitedList' }).valueAsList;
    const whole = Token.asAny({ Ref: 'Limits' }) as any;
    expect(() => gateway.addUsagePlan('Partners', { throttle: whole })).toThrow("'throttle' must be limits, such as { rateLimit: 20, burstLimit: 40 }, got an instance of ");
    expect(() => gateway.addUsagePlan('Partners', { quota: whole })).toThrow("'quota' must be a quota, such as ");
    expect(() => gateway.addUsagePlan('Partners', { routes: { 'GET /': whole } })).toThrow('\'routes["GET /"]\' must be limits');
    expect(() => gateway.addUsagePlan('Partners', { stages: list })).toThrow("'stages' must be a list of names of stages");
    expect(() => gateway.addUsagePlan('Partners', null as any)).toThrow('the options of a usage plan must be a structure, got null');
  });

  test.each([[''], [undefined], [5]])('the id %j', (id) => {
    expect(() => keyedGateway().gateway.addUsagePlan(id as string)).toThrow(/^the id of a usage plan must be text that is known at synthesis/);
  });

  test('nothing, if a value is known to CloudFormation only', () => {
    const { stack, gateway } = keyedGateway();
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const text = new CfnParameter(stack, 'Text').valueAsString;
    gateway.addUsagePlan('Partners', { throttle: { rateLimit: number, burstLimit: number }, quota: { limit: number, period: text as apigateway.Period, offset: number }, routes: { 'GET /': { rateLimit: number, burstLimit: number } } }).addKey('Acme');
    expect(only(stack, PLAN).properties).toMatchObject({ Quota: { Limit: { Ref: 'Number' }, Period: { Ref: 'Text' } }, Throttle: { RateLimit: { Ref: 'Number' } } });
  });
});

describe('a key', () => {
  /** Ids and names of keys and of what puts them into plans. */
  const idsOf = (stack: Stack) => {
    const found = [KEY, PLAN_KEY].flatMap((type) => Object.entries(templateOf(stack).findResources(type)));
    return Object.fromEntries(found.map(([id, { Type, Properties }]) => [id, Properties.Name ?? Type]));
  };
  const define = (add: (plan: GatewayUsagePlan) => void) => {
    const { stack, gateway } = keyedGateway();
    add(gateway.addUsagePlan('Partners'));
    return stack;
  };

  test('is made by API Gateway, has a name, so that CloudFormation cannot replace it, and names no stage', () => {
    const stack = define((plan) => plan.addKey('Acme'));
    expect(only(stack, KEY).properties).toEqual({ Enabled: true, Name: expect.stringMatching(/^ShopOrdersApiKeyAcmeGeneration1[0-9A-F]{8}$/), Description: 'Acme, generation 1' });
    expect(only(stack, PLAN).properties).not.toHaveProperty('Name');
  });

  test('has the options that it is given', () => {
    const stack = define((plan) => plan.addKey('Acme', { enabled: false, description: 'for tests', customerId: 'abc', apiKeyName: 'acme', expires: Expiration.atTimestamp(0) }));
    expect(only(stack, KEY).properties).toEqual({ Enabled: false, Name: 'acme', Description: 'for tests', CustomerId: 'abc' });
    expect(warningsOf(stack).filter((warning) => warning.includes('apiKeyExpired'))).toEqual([]);
  });

  test('is rotated in three deployments, and each leaves the keys of the others as they are', () => {
    const steps = [
      define((plan) => plan.addKey('Acme')),
      define((plan) => [plan.addKey('Acme'), plan.addKey('Acme', { generation: 2, value: ApiKeyValue.generated() })]),
      define((plan) => [plan.addKey('Acme', { enabled: false }), plan.addKey('Acme', { generation: 2, value: ApiKeyValue.generated() })]),
      define((plan) => plan.addKey('Acme', { generation: 2, value: ApiKeyValue.generated() })),
    ].map(idsOf);
    const [first, both, , second] = steps;
    expect(both).toEqual({ ...first, ...second });
    expect(Object.keys(both)).toHaveLength(4);
    expect(steps[2]).toEqual(both);
    expect(Object.keys(first).filter((id) => id in second)).toEqual([]);
  });

  test('has ids that depend on its name and generation, and not on what else there is, or on the order', () => {
    const pairs = ['Acme', 'Globex', 'Ac me'].flatMap((name) => [1, 2, 12].map((generation) => ({ name, generation })));
    const whole = idsOf(define((plan) => pairs.forEach(({ name, generation }) => plan.addKey(name, { generation }))));
    expect(Object.keys(whole)).toHaveLength(2 * pairs.length);
    fc.assert(fc.property(fc.shuffledSubarray(pairs, { minLength: 1 }), (some) => {
      const ids = idsOf(define((plan) => some.forEach(({ name, generation }) => plan.addKey(name, { generation }))));
      expect(Object.keys(ids)).toHaveLength(2 * some.length);
      expect(whole).toMatchObject(ids);
    }), { numRuns: 12 });
  });

  test('keeps its id and its name when it goes to another plan', () => {
    const define2 = (name: string) => {
      const { stack, gateway } = keyedGateway();
      const plans: Record<string, GatewayUsagePlan> = { Basic: gateway.addUsagePlan('Basic'), Gold: gateway.addUsagePlan('Gold') };
      plans[name].addKey('Acme');
      return only(stack, KEY);
    };
    expect(define2('Basic')).toEqual(define2('Gold'));
  });

  test('may be one that is there already, also by its id alone', () => {
    const { stack, gateway } = keyedGateway();
    const plan = gateway.addUsagePlan('Partners');
    plan.addExistingKey(apigateway.ApiKey.fromApiKeyId(stack, 'Acme', 'abc123'));
    plan.addExistingKey(new apigateway.CfnApiKey(stack, 'Globex'));
    templateOf(stack).hasResourceProperties(PLAN_KEY, { KeyId: 'abc123' });
    templateOf(stack).hasResourceProperties(PLAN_KEY, { KeyId: { Ref: 'Globex' } });
    templateOf(stack).resourceCountIs(KEY, 1);
  });

  test('may be in plans of two stages', () => {
    const { stack, gateway } = keyedGateway();
    gateway.addStage('beta');
    const key = gateway.addUsagePlan('Partners').addKey('Acme');
    gateway.addUsagePlan('Testers', { stages: ['beta'] }).addExistingKey(key);
    templateOf(stack).resourcePropertiesCountIs(PLAN_KEY, { KeyId: { Ref: idOf(stack, KEY) } }, 2);
  });

  test.each([
    ['of ours', (plan: GatewayUsagePlan, other: GatewayUsagePlan) => other.addExistingKey(plan.addKey('Acme'))],
    ['by its id', (plan: GatewayUsagePlan, other: GatewayUsagePlan) => [plan, other].forEach((each, index) => each.addExistingKey(apigateway.ApiKey.fromApiKeyId(each, `Imported${index}`, 'abc')))],
  ])('fails in two plans of one stage, %s', (_kind, add) => {
    const { stack, gateway } = keyedGateway();
    add(gateway.addUsagePlan('Basic'), gateway.addUsagePlan('Gold'));
    expect(() => templateOf(stack)).toThrow(/the API key at \[Shop\/Orders\/Default\/Gold\/[^\]]+\] is in the usage plans \[Shop\/Orders\/Default\/Basic\/Resource\] and \[Shop\/Orders\/Default\/Gold\/Resource\], which are both for the stage "prod", and API Gateway refuses that: leave it out of one of them, or add the next generation of the key there/);
  });

  test('fails twice in one plan, and twice in one generation', () => {
    const { gateway } = keyedGateway();
    const plan = gateway.addUsagePlan('Partners');
    const key = plan.addKey('Acme');
    expect(() => plan.addExistingKey(key)).toThrow('the key [Shop/Orders/Default/#ApiKey:Acme/Generation1] is in the plan already: add it once');
    expect(() => gateway.addUsagePlan('Gold').addKey('Acme')).toThrow("generation 1 of key \"Acme\" is defined already: write { generation: 2 } for another key of that name, or pass what 'addKey' returned to 'addExistingKey' of another plan");
  });

  test.each<[string, any, string]>([
    ['', {}, 'the name of a key must be 1 to 64 letters, digits, spaces and . _ -, and begin with a letter or a digit, got "": write "Acme", for example'],
    ['a/b', {}, 'the name of a key must be 1 to 64 letters'],
    ['Acme', { generation: 0 }, "'generation' must be a whole number from 1, got 0"],
    ['Acme', { generation: '2' }, '\'generation\' must be a whole number from 1, got "2"'],
    ['Acme', { enabled: 'no' }, '\'enabled\' must be true or false, got "no"'],
    ['Acme', { expires: '2030-01-01' }, '\'expires\' must be an Expiration at a date that there is, such as Expiration.atDate(new Date("2030-01-31")), got "2030-01-01"'],
    ['Acme', { expires: Expiration.atDate(new Date('x')) }, "'expires' must be an Expiration at a date that there is"],
    ['Acme', { generaton: 2 }, "key \"Acme\" has no option 'generaton': write one of 'generation', 'value', 'enabled', 'expires', 'description', 'customerId', 'apiKeyName'"],
    ['Acme', { enable: false }, "key \"Acme\" has no option 'enable'"],
    ['Acme', { apiKeyName: '' }, '\'apiKeyName\' must be text of 1 to 1024 characters, such as "acme-2", got ""'],
    ['Acme', { apiKeyName: 'x'.repeat(1025) }, "'apiKeyName' must be text of 1 to 1024 characters"],
    ['Acme', { value: ApiKeyValue.generated({ length: Token.asNumber({ Ref: 'Length' }) }) }, "'length' must be known at synthesis, got a token: write 40, for example"],
    ['Acme', { value: ApiKeyValue.generated({ length: 19 }) }, "'length' must be a whole number from 20 to 128, as API Gateway takes, got 19"],
    ['Acme', { value: ApiKeyValue.fromSecret('abc' as any) }, "'secret' must be a secret of aws-cdk-lib/aws-secretsmanager: write Secret.fromSecretNameV2(this, 'Key', 'partners/acme'), for example"],
  ])('fails for %j with %j', (name, options, message) => {
    expect(() => keyedGateway().gateway.addUsagePlan('Partners').addKey(name, options)).toThrow(message);
  });

  test('fails twice in one plan by two imports of one id, also by the L2', () => {
    const { stack, gateway } = keyedGateway();
    const imported = (id: string) => apigateway.ApiKey.fromApiKeyId(stack, id, 'abc');
    const plan = gateway.addUsagePlan('Partners');
    plan.addExistingKey(imported('First'));
    expect(() => plan.addExistingKey(imported('Second'))).toThrow('the key [Shop/Second] is in the plan already: add it once');
    plan.plan.addApiKey(imported('Third'));
    expect(() => templateOf(stack)).toThrow(/the API keys at \[Shop\/Orders\/Default\/Partners\/[^\]]+\] and \[[^\]]+\] are one key, which is in the usage plan \[Shop\/Orders\/Default\/Partners\/Resource\] twice: add it once/);
  });

  test('is of the plan, also where UsagePlanKeys adds it', () => {
    const { stack, gateway } = keyedGateway();
    const plan = gateway.addUsagePlan('Partners');
    plan.addKey('Acme');
    expect(() => UsagePlanKeys.fromUsagePlan(plan).addKey('Acme')).toThrow('generation 1 of key "Acme" is defined already');
    UsagePlanKeys.fromUsagePlan(plan).addKey('Globex');
    expect(Object.keys(templateOf(stack).findResources(KEY)).map((id) => id.slice(0, -8))).toEqual(['OrdersApiKeyAcmeGeneration1', 'OrdersApiKeyGlobexGeneration1']);
  });

  test('fails with the name of another', () => {
    const stack = define((plan) => ['Acme', 'Globex'].forEach((name) => plan.addKey(name, { apiKeyName: 'same' })));
    expect(() => templateOf(stack)).toThrow('\'apiKeyName\' must be another for each key, got "same" for [Shop/Orders/Default/#ApiKey:Acme/Generation1/Default/Resource] and [Shop/Orders/Default/#ApiKey:Globex/Generation1/Default/Resource]: leave it out of one of them');
  });

  test('fails for what only looks like a key or a plan', () => {
    const { gateway } = keyedGateway();
    expect(() => gateway.addUsagePlan('Partners').addExistingKey({ apiKeyRef: { apiKeyId: 'abc' } } as any)).toThrow("'apiKey' must be a key, such as ApiKey.fromApiKeyId");
    expect(() => UsagePlanKeys.fromUsagePlan({ usagePlanRef: { usagePlanId: 'abc' } } as any)).toThrow("'plan' must be a usage plan of aws-cdk-lib");
  });

  test('warns of a key past its time', () => {
    const stack = define((plan) => plan.addKey('Acme', { expires: Expiration.atDate(new Date('2020-01-31')) }));
    expect(warningsOf(stack)).toEqual(['generation 1 of key "Acme" was to be used until 2020-01-31T00:00:00.000Z: set \'enabled: false\', or delete it, once nobody uses it [ack: cdk-gatehouse:apiKeyExpired]']);
    expect(warningsOf(define((plan) => plan.addKey('Acme', { expires: Expiration.atDate(new Date('9999-01-31')) })))).toEqual([]);
  });

  test('has its id as an output, if the plan or the gateway says so', () => {
    const outputs = (props: RestGatewayProps, options: RestUsagePlanOptions) => {
      const { stack, gateway } = keyedGateway(props);
      gateway.addUsagePlan('Partners', options).addKey('Acme', { value: ApiKeyValue.generated() });
      return { key: idOf(stack, KEY), found: Object.values(templateOf(stack).findOutputs('*')).filter(({ Description }) => Description?.startsWith('Id of the API key')) };
    };
    const { key, found } = outputs({ outputs: true }, {});
    expect(found).toEqual([{ Description: 'Id of the API key Acme, generation 1', Value: { Ref: key } }]);
    expect(outputs({}, { outputs: true }).found).toHaveLength(1);
    expect(outputs({ outputs: true }, { outputs: false }).found).toEqual([]);
    expect(outputs({}, {}).found).toEqual([]);
  });
});

describe('the value of a key', () => {
  const valueOf = (value: (stack: Stack) => ApiKeyValue) => {
    const { stack, gateway } = keyedGateway();
    const key = gateway.addUsagePlan('Partners').addKey('Acme', { value: value(stack) });
    return { stack, key, value: only(stack, KEY).properties.Value };
  };
  const reference = (id: unknown, field = '') => ({ 'Fn::Join': ['', ['{{resolve:secretsmanager:', id, `:SecretString:${field}::}}`]] });

  test('is a dynamic reference to a secret, or to a member of one', () => {
    const secret = (stack: Stack) => new Secret(stack, 'Secret');
    const plain = valueOf((stack) => ApiKeyValue.fromSecret(secret(stack)));
    expect(plain.value).toEqual(reference({ Ref: idOf(plain.stack, 'AWS::SecretsManager::Secret') }));
    expect(plain.key.secret?.node.id).toBe('Secret');
    const { stack, value } = valueOf((scope) => ApiKeyValue.fromSecret(secret(scope), { field: 'key' }));
    expect(value).toEqual(reference({ Ref: idOf(stack, 'AWS::SecretsManager::Secret') }, 'key'));
    const named = valueOf((scope) => ApiKeyValue.fromSecret(Secret.fromSecretNameV2(scope, 'Imported', 'partners/acme')));
    expect(JSON.stringify(named.value)).toContain(':secret:partners/acme:SecretString:::}}');
  });

  test('is generated in a secret of its own, of letters and digits', () => {
    const { stack, key, value } = valueOf(() => ApiKeyValue.generated({ length: 64 }));
    const secret = only(stack, 'AWS::SecretsManager::Secret');
    expect(value).toEqual(reference({ Ref: secret.id }));
    expect(secret.properties.GenerateSecretString).toEqual({ ExcludePunctuation: true, PasswordLength: 64 });
    expect(stack.resolve(key.secret?.secretArn)).toEqual({ Ref: secret.id });
  });

  test('is in another secret with another length, since CloudFormation would give the same one a value that the key does not have', () => {
    const secretOf = (length?: number) => {
      const { stack, value } = valueOf(() => ApiKeyValue.generated({ length }));
      const { id } = only(stack, 'AWS::SecretsManager::Secret');
      expect(value).toEqual(reference({ Ref: id }));
      return id;
    };
    expect(secretOf(40)).toBe(secretOf());
    expect(secretOf(50)).not.toBe(secretOf());
    expect(secretOf(50)).not.toBe(secretOf(51));
  });

  test('warns if it is that of another key', () => {
    const { stack, gateway } = keyedGateway();
    const imported = (id: string) => Secret.fromSecretNameV2(stack, id, 'partners/acme');
    const plan = gateway.addUsagePlan('Partners');
    plan.addKey('Acme', { value: ApiKeyValue.fromSecret(imported('First'), { field: 'a' }) });
    plan.addKey('Acme', { generation: 2, value: ApiKeyValue.fromSecret(imported('Second'), { field: 'b' }) });
    expect(warningsOf(stack)).toEqual([]);
    plan.addKey('Acme', { generation: 3, value: ApiKeyValue.fromSecret(imported('Third'), { field: 'a' }) });
    expect(warningsOf(stack)).toEqual(['the API keys [Shop/Orders/Default/#ApiKey:Acme/Generation1/Default/Resource] and [Shop/Orders/Default/#ApiKey:Acme/Generation3/Default/Resource] have the same value, unless their secret was rotated between, and API Gateway takes no two keys with one: take the value from another secret, or from another member of it [ack: cdk-gatehouse:apiKeyValueTwice]']);
  });

  test.each(['a:b', 'a}}b', '{a'])('fails for the field %j, which would end in a dynamic reference', (field) => {
    expect(() => valueOf((stack) => ApiKeyValue.fromSecret(new Secret(stack, 'Secret'), { field }))).toThrow(`'field' must have no colon and no brace, which end its name in a dynamic reference, got "${field}": give the member of the secret another name`);
  });

  test('fails for options that there are not', () => {
    expect(() => ApiKeyValue.generated(null as any)).toThrow('the options of ApiKeyValue.generated must be a structure, got null');
    expect(() => ApiKeyValue.generated({ lenght: 50 } as any)).toThrow("ApiKeyValue.generated has no option 'lenght': write one of 'length'");
    const secret = new Secret(testStack(), 'Secret');
    for (const options of [null, 'apiKey']) expect(() => ApiKeyValue.fromSecret(secret, options as any)).toThrow('the options of ApiKeyValue.fromSecret must be a structure, such as { field: "apiKey" }');
    expect(() => ApiKeyValue.fromSecret(secret, { feild: 'apiKey' } as any)).toThrow("ApiKeyValue.fromSecret has no option 'feild': write one of 'field'");
  });

  test('is never text, and the error does not show it', () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz';
    const plan = keyedGateway().gateway.addUsagePlan('Partners');
    const attempts = [
      () => plan.addKey('Acme', { value: secret as any }),
      () => plan.addKey('Acme', secret as any),
      () => plan.addKey('Acme', { value: SecretValue.unsafePlainText(secret) as any }),
      () => plan.addKey('Acme', { value: ApiKeyValue.fromSecret(secret as any) }),
      () => plan.addExistingKey(secret as any),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(/ValidationError|must be/);
    for (const attempt of attempts) expect(attempt).not.toThrow(secret);
    expect(attempts[0]).toThrow("'value' of key \"Acme\" must be no text, which everybody could read in the template: write ApiKeyValue.fromSecret(secret) or ApiKeyValue.generated(), or leave it out for a value that API Gateway makes");
  });

  test('fails if it is text behind our back, and warns of a key that was there before', () => {
    const { stack, gateway } = keyedGateway();
    const plan = gateway.addUsagePlan('Partners');
    const message = (path: string) => `the value of the API key [${path}] is in the template for everybody to read: take it from a secret, by ApiKeyValue.fromSecret(secret), in the next generation of the key`;
    plan.addExistingKey(gateway.api.addApiKey('Legacy', { value: 'abcdefghijklmnopqrstuvwxyz' }));
    plan.addExistingKey(new apigateway.ApiKey(stack, 'Parameter', { value: new CfnParameter(stack, 'Value', { noEcho: true }).valueAsString }));
    expect(warningsOf(stack)).toEqual([`${message('Shop/Orders/Default/Legacy/Resource')} [ack: cdk-gatehouse:apiKeyValueInTemplate]`]);
    plan.addExistingKey(gateway.api.addApiKey('Joined', { value: `abcdefghijklmnopqrstuvwxyz${Aws.REGION}` }));
    expect(warningsOf(stack)).toEqual(expect.arrayContaining([`${message('Shop/Orders/Default/Joined/Resource')} [ack: cdk-gatehouse:apiKeyValueInTemplate]`]));
    expect(warningsOf(stack)).toHaveLength(2);
    const hatches: Array<(key: apigateway.CfnApiKey) => void> = [
      (key) => (key.value = 'abcdefghijklmnopqrstuvwxyz'),
      (key) => (key.value = SecretValue.unsafePlainText('abcdefghijklmnopqrstuvwxyz').unsafeUnwrap()),
      (key) => key.addPropertyOverride('Value', 'abcdefghijklmnopqrstuvwxyz'),
    ];
    for (const open of hatches) {
      const { stack: other, gateway: ours } = keyedGateway();
      open(ours.addUsagePlan('Partners').addKey('Acme', { value: ApiKeyValue.generated() }).node.defaultChild as apigateway.CfnApiKey);
      expect(() => templateOf(other)).toThrow(message('Shop/Orders/Default/#ApiKey:Acme/Generation1/Default/Resource'));
    }
  });
});

describe('routes that ask for a key', () => {
  test('fail if the gateway has plans, and none for a stage', () => {
    const { stack, gateway } = keyedGateway();
    gateway.addStage('beta');
    gateway.addUsagePlan('Partners').addKey('Acme');
    expect(() => templateOf(stack)).toThrow('the route "GET /" asks for an API key, and no usage plan of this app is for the stage "beta", so that API Gateway answers every call with 403: name the stage in \'stages\' of a usage plan, write gateway.addUsagePlan(\'Partners\', { stages: ["beta"] }), for example');
  });

  test('get a warning if there is no plan at all, which may be elsewhere', () => {
    expect(warningsOf(keyedGateway().stack)).toEqual(['the route "GET /" asks for an API key, and no usage plan of this app is for the stage "prod", so that API Gateway answers every call with 403: call gateway.addUsagePlan, unless the plan is defined elsewhere [ack: cdk-gatehouse:noUsagePlan]']);
  });

  test('get a warning if the plan has no key, and none if the L2 has given it one', () => {
    const { stack, gateway } = keyedGateway();
    const plan = gateway.api.addUsagePlan('Partners', { apiStages: [{ stage: gateway.stage }] });
    expect(warningsOf(stack)).toEqual(['the route "GET /" asks for an API key, and no usage plan of the stage "prod" has one in this app: call addKey of the plan, unless keys are made elsewhere [ack: cdk-gatehouse:noApiKey]']);
    const { stack: other, gateway: keyed } = keyedGateway();
    keyed.api.addUsagePlan('Partners', { apiStages: [{ stage: keyed.stage }] }).addApiKey(keyed.api.addApiKey('Key'));
    expect(warningsOf(other)).toEqual([]);
    expect(plan.usagePlanId).toBeDefined();
  });

  test('are also those of the L2; a plan with keys that no route asks for gets a warning', () => {
    const define = (apiKeyRequired: boolean) => {
      const stack = testStack();
      const gateway = new RestGateway(stack, 'Orders');
      gateway.api.root.addMethod('GET', new apigateway.MockIntegration(), { apiKeyRequired });
      gateway.addUsagePlan('Partners').addKey('Acme');
      return warningsOf(stack);
    };
    expect(define(true)).toEqual([]);
    expect(define(false)).toEqual(['the usage plan [Shop/Orders/Default/Partners/Resource] of the stage "prod" has keys, and no route asks for one, so that it limits nobody: set \'apiKeyRequired: true\' of the routes [ack: cdk-gatehouse:idleApiKey]']);
  });

  test('take a plan whose stages only CloudFormation knows for theirs', () => {
    const { stack, gateway } = keyedGateway();
    gateway.addStage('beta');
    gateway.addUsagePlan('Partners').addKey('Acme');
    const list = new CfnParameter(stack, 'Stages', { type: 'CommaDelimitedList' });
    new apigateway.CfnUsagePlan(stack, 'Mine').apiStages = { 'Fn::If': ['Condition', list.value, list.value] } as any;
    expect(() => templateOf(stack)).not.toThrow();
  });
});

describe('limits that are never reached get a warning', () => {
  const warnings = (options: RestUsagePlanOptions, props: RestGatewayProps = {}) => {
    const { stack, gateway } = keyedGateway(props);
    gateway.addUsagePlan('Partners', options).addKey('Acme');
    return warningsOf(stack);
  };

  test('above the account', () => {
    expect(warnings({ throttle: { rateLimit: 20_000, burstLimit: 10 } })).toEqual(['\'throttle\' of usage plan "Partners" is above what the account takes for all APIs together, 10000 requests per second and 5000 at once, so that it is never reached: lower it, or leave it out [ack: cdk-gatehouse:usagePlanNeverReached]']);
    expect(warnings({ throttle: { rateLimit: 20_000, burstLimit: 10 } }, { accountThrottle: { rateLimit: 30_000 } })).toEqual([]);
  });

  test('of a route, above the stage', () => {
    const routes = { 'GET /': { rateLimit: 100, burstLimit: 30 }, 'GET /orders/{id}': { rateLimit: 100, burstLimit: 200 } };
    const ofStage = { throttle: { rateLimit: 50, burstLimit: 50 }, routes: { 'GET /': { throttle: { rateLimit: 100, burstLimit: 100 } } } };
    expect(warnings({ routes }, ofStage)).toEqual(['\'routes["GET /orders/{id}"]\' of usage plan "Partners" is above what the stage "prod" takes of all callers together, 50 requests per second and 50 at once, so that it is never reached: lower it, or leave it out [ack: cdk-gatehouse:usagePlanNeverReached]']);
    expect(warnings({ routes }, { throttle: { rateLimit: 100, burstLimit: 200 } })).toEqual([]);
  });
});

describe('keys that a Lambda authorizer names', () => {
  test('are of the API, and in its document', () => {
    const { AUTHORIZER } = apigateway.ApiKeySourceType;
    const stack = testStack();
    const authorizer = new apigateway.TokenAuthorizer(stack, 'SignIn', { handler: testFunction(stack) });
    keyedGateway({ authorizer, apiKeySource: AUTHORIZER }, stack).gateway.addUsagePlan('Partners').addKey('Acme');
    const { properties } = only(stack, 'AWS::ApiGateway::RestApi');
    expect([properties.ApiKeySourceType, properties.Body['x-amazon-apigateway-api-key-source']]).toEqual(['AUTHORIZER', 'AUTHORIZER']);
  });

  test('fail on routes without one', () => {
    const { stack } = keyedGateway({ apiKeySource: apigateway.ApiKeySourceType.AUTHORIZER });
    expect(() => templateOf(stack)).toThrow('the route "GET /orders/{id}" asks for an API key, which a Lambda authorizer has to name as "usageIdentifierKey", and has the authorization "AWS_IAM": give it a Lambda authorizer, or leave \'apiKeySource\' out, so that callers send the key in x-api-key');
    expect(() => templateOf(stack)).not.toThrow('files');
  });

  test('fail for other sources, and for what is said twice', () => {
    expect(() => keyedGateway({ apiKeySource: 'QUERY' as any })).toThrow('\'apiKeySource\' must be ApiKeySourceType.HEADER or ApiKeySourceType.AUTHORIZER, got "QUERY"');
    const { HEADER } = apigateway.ApiKeySourceType;
    expect(() => keyedGateway({ apiKeySource: HEADER, restApiProps: { apiKeySourceType: HEADER } })).toThrow("set either 'apiKeySource' or 'restApiProps.apiKeySourceType', got both");
    const { stack } = keyedGateway({ restApiProps: { apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER } });
    expect(() => templateOf(stack)).toThrow('which a Lambda authorizer has to name');
  });
});

describe('a WebSocket API', () => {
  const AUTHORIZER_KEY = WebSocketApiKeySelectionExpression.AUTHORIZER_USAGE_IDENTIFIER_KEY;

  function keyedChat(props?: WebSocketGatewayProps, stack = testStack()): { stack: Stack; gateway: WebSocketGateway } {
    const gateway = new WebSocketGateway(stack, 'ChatApi', props);
    gateway.addRoute('$connect', { apiKeyRequired: true });
    return { stack, gateway };
  }

  test('has usage plans with the ids of the L2', () => {
    const { stack, gateway } = keyedChat();
    gateway.addStage('beta');
    const plan = gateway.addUsagePlan('Partners', { stages: ['prod', 'beta'], throttle: LIMITS, quota: { limit: 5, period: apigateway.Period.WEEK, offset: 1 }, usagePlanName: 'partners' });
    plan.addKey('Acme');
    const { id, properties } = only(stack, PLAN);
    expect(id).toMatch(/^ChatApiPartners[0-9A-F]{8}$/);
    expect(properties).toEqual({
      ApiStages: Object.keys(templateOf(stack).findResources('AWS::ApiGatewayV2::Stage')).map((stage) => ({ ApiId: { Ref: idOf(stack, 'AWS::ApiGatewayV2::Api') }, Stage: { Ref: stage } })),
      Throttle: { RateLimit: 20, BurstLimit: 40 },
      Quota: { Limit: 5, Period: 'WEEK', Offset: 1 },
      UsagePlanName: 'partners',
    });
    expect(only(stack, KEY).properties).not.toHaveProperty('StageKeys');
    expect(gateway.effectiveThrottle('$connect', plan)).toMatchObject({ rateLimit: 20, rateLevel: ThrottleLevel.USAGE_PLAN });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('asks for keys on "$connect" only, and in no plan for routes', () => {
    const { gateway, handler } = testWebSocketGateway();
    expect(() => gateway.addRoute('list', { handler, apiKeyRequired: true })).toThrow('\'apiKeyRequired\' must be on route "$connect", got it on "list": API Gateway asks for a key once, and messages have no headers');
    expect(() => gateway.addUsagePlan('Partners', { routes: { list: LIMITS } } as any)).toThrow("'routes' of a usage plan are not documented by API Gateway for WebSocket APIs: leave it out, or set 'throttle' of the route, for all clients together");
  });

  test('fails for options that its plans do not have, and for its stage twice', () => {
    const { stack, gateway } = keyedChat();
    expect(() => gateway.addUsagePlan('Partners', { stage: ['prod'] } as any)).toThrow("a usage plan has no option 'stage': write one of 'throttle', 'quota', 'stages', 'usagePlanName', 'description', 'outputs'");
    const plan = gateway.addUsagePlan('Partners');
    plan.addKey('Acme');
    plan.plan.addApiStage({ stage: gateway.stage });
    expect(() => templateOf(stack)).toThrow('has the stage "prod" twice');
  });

  test('checks stages, and keys that a Lambda authorizer has to name', () => {
    const { stack, gateway } = keyedChat({ apiKeySelectionExpression: AUTHORIZER_KEY });
    gateway.addUsagePlan('Partners', { stages: ['beta'] });
    expect(() => templateOf(stack)).toThrow('\'stages\' of usage plan "Partners" has "beta", which is no stage of the gateway: write one of "prod"');
    expect(() => templateOf(stack)).toThrow('the route "$connect" asks for an API key, which a Lambda authorizer has to name as "usageIdentifierKey", and has the authorization "AWS_IAM": give it a Lambda authorizer, or leave \'apiKeySelectionExpression\' out');
    const other = testStack();
    const authorizer = new WebSocketLambdaAuthorizer('SignIn', testFunction(other, 'SignInHandler'));
    const chat = keyedChat({ apiKeySelectionExpression: AUTHORIZER_KEY, authorizer }, other);
    chat.gateway.addUsagePlan('Partners').addKey('Acme');
    templateOf(other).hasResourceProperties('AWS::ApiGatewayV2::Api', { ApiKeySelectionExpression: '$context.authorizer.usageIdentifierKey' });
  });
});

describe('UsagePlanKeys', () => {
  test('are of any plan of the L2, of REST and WebSocket APIs, or imported', () => {
    const stack = testStack();
    const api = new apigateway.RestApi(stack, 'Legacy');
    api.root.addMethod('GET', new apigateway.MockIntegration(), { apiKeyRequired: true });
    const key = UsagePlanKeys.fromUsagePlan(api.addUsagePlan('Partners', { apiStages: [{ stage: api.deploymentStage }] })).addKey('Acme', { generation: 2 });
    UsagePlanKeys.fromUsagePlan(apigateway.UsagePlan.fromUsagePlanId(stack, 'Imported', 'abc')).addExistingKey(key);
    const chat = new WebSocketStage(stack, 'Stage', { webSocketApi: new WebSocketApi(stack, 'Chat'), stageName: 'prod', autoDeploy: true });
    UsagePlanKeys.fromUsagePlan(new WebSocketPlan(stack, 'Listeners', { apiStages: [{ stage: chat }] })).addExistingKey(key);
    templateOf(stack).hasResourceProperties(PLAN_KEY, { UsagePlanId: 'abc', KeyId: { Ref: idOf(stack, KEY) } });
    templateOf(stack).resourceCountIs(PLAN_KEY, 3);
    expect([ApiKeyGeneration.isApiKeyGeneration(key), ApiKeyGeneration.isApiKeyGeneration(key.apiKey), key.generation]).toEqual([true, false, 2]);
    expect(stack.resolve(key.apiKeyRef.apiKeyId)).toEqual({ Ref: idOf(stack, KEY) });
    expect(key.env).toEqual(key.apiKey.env);
  });

  test('fails for what is no plan', () => {
    expect(() => UsagePlanKeys.fromUsagePlan('Partners' as any)).toThrow('\'plan\' must be a usage plan of aws-cdk-lib, got "Partners": write new UsagePlan(this, \'Partners\'), for example');
  });
});

test('HTTP APIs have no usage plans', () => {
  // @ts-expect-error
  expect(new HttpGateway(testStack(), 'Api').addUsagePlan).toBeUndefined();
  expect(annotationsOf(keyedGateway().stack, 'aws:cdk:error')).toEqual([]);
});
