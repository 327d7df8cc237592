import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { GatewayResponseOptions, GatewayResponses, mixins, RestGateway, RestGatewayProps, RestLayout } from '../../lib';
import { propertiesOf, templateOf, testGateway, testStack } from '../helpers';

/** Every type that the service knows. */
const TYPES = [
  'ACCESS_DENIED', 'API_CONFIGURATION_ERROR', 'AUTHORIZER_CONFIGURATION_ERROR', 'AUTHORIZER_FAILURE', 'BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX', 'DEFAULT_5XX',
  'EXPIRED_TOKEN', 'INTEGRATION_FAILURE', 'INTEGRATION_TIMEOUT', 'INVALID_API_KEY', 'INVALID_SIGNATURE', 'MISSING_AUTHENTICATION_TOKEN', 'QUOTA_EXCEEDED', 'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND', 'THROTTLED', 'UNAUTHORIZED', 'UNSUPPORTED_MEDIA_TYPE', 'WAF_FILTERED',
];

function responsesOf(props?: RestGatewayProps, change: (gateway: RestGateway) => void = () => undefined): Record<string, any> {
  const { stack, gateway } = testGateway(props);
  change(gateway);
  return propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body['x-amazon-apigateway-gateway-responses'] ?? {};
}

/** What API Gateway makes of a body: it replaces variables, and nothing else. */
function rendered(body: string): any {
  const values: Record<string, string> = {
    'error.messageString': '"Missing required request parameters: [\\"page\\"]"',
    'error.validationErrorString': '[object has missing required properties ([\\"name\\"])]', // as it is escaped
    'requestId': '11111111-2222-4333-8444-555555555555',
  };
  return JSON.parse(body.replace(/\$context\.([A-Za-z.]+)/g, (_, name) => values[name] ?? `<${name}>`));
}

test('nothing is said of errors without a word', () => {
  expect(responsesOf()).toEqual({});
});

describe('plain answers', () => {
  const responses = responsesOf({ gatewayResponses: GatewayResponses.plain() });

  test('have the message and the id of the request', () => {
    expect(rendered(responses.DEFAULT_5XX.responseTemplates['application/json'])).toEqual({ message: expect.any(String), requestId: '11111111-2222-4333-8444-555555555555' });
  });

  test('say why a body is not valid', () => {
    expect(rendered(responses.BAD_REQUEST_BODY.responseTemplates['application/json']).errors).toBe('[object has missing required properties (["name"])]');
  });
});

describe('problem details', () => {
  const responses = responsesOf({ gatewayResponses: GatewayResponses.problemJson({ typeUrl: 'https://docs.example.com/problems/' }) });
  const problem = (type: string) => rendered(responses[type].responseTemplates['application/json']);

  test('are there for every type', () => {
    expect(Object.keys(responses).sort()).toEqual(TYPES);
    for (const type of TYPES) {
      expect(problem(type)).toMatchObject({ title: expect.stringMatching(/^[A-Z]/), instance: 'urn:uuid:11111111-2222-4333-8444-555555555555' });
      expect(responses[type].responseParameters).toEqual({ 'gatewayresponse.header.Content-Type': "'application/problem+json'" });
    }
  });

  test('have the status where there is one for all', () => {
    expect(TYPES.filter((type) => problem(type).status === undefined)).toEqual(['DEFAULT_4XX', 'DEFAULT_5XX']);
    expect(problem('THROTTLED')).toMatchObject({ status: 429, title: 'Too Many Requests', type: 'https://docs.example.com/problems/throttled' });
  });

  test('say why a request is not valid, and nothing of what is inside for others', () => {
    expect(problem('BAD_REQUEST_BODY').detail).toBe('[object has missing required properties (["name"])]');
    expect(problem('BAD_REQUEST_PARAMETERS').detail).toContain('Missing required request parameters');
    const others = TYPES.filter((type) => !type.startsWith('BAD_REQUEST'));
    expect(others.filter((type) => /\$context\.(?!requestId)/.test(responses[type].responseTemplates['application/json']))).toEqual([]);
  });

  test('have no type without a URL, which means "about:blank"', () => {
    expect(rendered(responsesOf({ gatewayResponses: GatewayResponses.problemJson() }).THROTTLED.responseTemplates['application/json'])).not.toHaveProperty('type');
  });

  test.each(['docs', 'ftp://a', 'https://a"b', 'https://a/$context.x'])('fails on the URL %s', (typeUrl) => {
    expect(() => GatewayResponses.problemJson({ typeUrl })).toThrow(`'typeUrl' must be a URL, got ${JSON.stringify(typeUrl)}: write`);
  });
});

describe('an answer of its own', () => {
  test('is said by type, and leaves the rest as it was', () => {
    const responses = responsesOf({ gatewayResponses: GatewayResponses.problemJson(), cors: { allowOrigins: ['*'] } }, (gateway) => {
      gateway.addGatewayResponse(ResponseType.ACCESS_DENIED, { statusCode: 404, headers: { 'X-Reason': 'none' } });
      gateway.addGatewayResponse(ResponseType.ACCESS_DENIED, { headers: { 'Retry-After': '5' } });
    });
    expect(responses.ACCESS_DENIED).toEqual({
      statusCode: '404',
      responseParameters: {
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.X-Reason': "'none'",
        'gatewayresponse.header.Retry-After': "'5'",
      },
      responseTemplates: { 'application/json': '{"title":"Not Found","status":404,"instance":"urn:uuid:$context.requestId"}' },
    });
  });

  test('may have a body of any type', () => {
    const { THROTTLED } = responsesOf({}, (gateway) => gateway.addGatewayResponse(ResponseType.THROTTLED, { body: '<error/>', contentType: 'application/xml' }));
    expect(THROTTLED).toEqual({ responseParameters: { 'gatewayresponse.header.Content-Type': "'application/xml'" }, responseTemplates: { 'application/json': '<error/>' } });
  });

  test.each(TYPES)('may be of the type %s', (type) => {
    expect(responsesOf({}, (gateway) => gateway.addGatewayResponse(ResponseType.of(type.toLowerCase()), { statusCode: 418 }))).toEqual({ [type]: { statusCode: '418' } });
  });

  test.each<[GatewayResponseOptions, string]>([
    [{ statusCode: 'abc' as never }, "'statusCode' of the gateway response \"THROTTLED\" must be a number from 100 to 599, got \"abc\""],
    [{ statusCode: 99 }, 'got 99'],
    [{ statusCode: 600 }, 'got 600'],
    [{ statusCode: NaN }, 'must be a number from 100 to 599'],
    [{ headers: { 'X Y': 'a' } }, "'headers' of the gateway response \"THROTTLED\" must have names of letters, digits and hyphens, got \"X Y\""],
    [{ headers: { X: "it's" } }, 'must be printable ASCII text without single quotes, got "it\'s" for "X"'],
    [{ headers: { X: 5 as never } }, 'got 5 for "X"'],
    [{ body: '#if(1)x#end' }, "'body' of the gateway response \"THROTTLED\" must be text in which only $context and $stageVariables are replaced"],
    [{ body: '$util.escapeJavaScript($context.error.message)' }, 'API Gateway does not process it by the Velocity Template Language'],
    [{ body: {} as never }, "'body' of the gateway response"],
    [{ contentType: 'json' }, "'contentType' of the gateway response \"THROTTLED\" must be a media type, such as \"application/json\", got \"json\""],
  ])('fails on %j', (options, message) => {
    expect(() => testGateway().gateway.addGatewayResponse(ResponseType.THROTTLED, options)).toThrow(message);
  });

  test.each([[ResponseType.of('FOO'), '"FOO"'], [undefined, 'undefined'], [5, '5']])('fails on the type %p', (type, shown) => {
    expect(() => testGateway().gateway.addGatewayResponse(type as never, {})).toThrow('the type of a gateway response must be one of ACCESS_DENIED, API_CONFIGURATION_ERROR');
    expect(() => testGateway().gateway.addGatewayResponse(type as never, {})).toThrow(`got ${shown}: write ResponseType.ACCESS_DENIED, for example`);
  });

  test('takes tokens', () => {
    const headers = { 'X-Stack': Token.asString({ Ref: 'AWS::StackName' }) };
    expect(responsesOf({}, (gateway) => gateway.addGatewayResponse(ResponseType.THROTTLED, { headers })).THROTTLED.responseParameters).toEqual({ 'gatewayresponse.header.X-Stack': { 'Fn::Sub': "'${AWS::StackName}'" } });
  });
});

describe('responses that are added to the L2', () => {
  const add = (options: Partial<apigateway.GatewayResponseOptions>) => (gateway: RestGateway) => void gateway.api.addGatewayResponse('Own', { type: ResponseType.THROTTLED, ...options });

  test.each([['abc'], ['42'], ['4xx']])('fail on the status %s', (statusCode) => {
    expect(() => responsesOf({}, add({ statusCode }))).toThrow(`the status code of the gateway response THROTTLED must be a number from 100 to 599, got "${statusCode}"`);
  });

  test('fail on an unknown type', () => {
    expect(() => responsesOf({}, add({ type: ResponseType.of('FOO') }))).toThrow('the type of a gateway response must be one of ACCESS_DENIED');
  });

  test.each([
    [RestLayout.OPENAPI, 'the gateway response THROTTLED is defined twice: define it once, in a gateway by addGatewayResponse'],
    [RestLayout.RESOURCES, 'the gateway response THROTTLED is defined at [Shop/OrdersApi/Default/Own/Resource], and at [Shop/OrdersApi/Default/#GatewayResponse:THROTTLED]: say all of it by addGatewayResponse of the gateway'],
  ])('fail beside those of the gateway, in %s', (layout, message) => {
    expect(() => responsesOf({ gatewayResponses: GatewayResponses.problemJson(), layout }, add({}))).toThrow(message);
  });
});

test('the mixin is for an API without a gateway, too', () => {
  const stack = testStack();
  const api = new apigateway.RestApi(stack, 'Legacy');
  api.root.addMethod('GET', new apigateway.MockIntegration());
  api.with(new mixins.RestApiGatewayResponses({ cors: { allowOrigins: ['https://shop.example.com'] } }));
  templateOf(stack).resourceCountIs('AWS::ApiGateway::GatewayResponse', 3);
  templateOf(stack).hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
    ResponseType: 'DEFAULT_4XX',
    ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'https://shop.example.com'" },
    ResponseTemplates: { 'application/json': '{"message":$context.error.messageString,"requestId":"$context.requestId"}' },
  });
});

test('a change makes a new deployment, in both layouts', () => {
  const deployment = (layout: RestLayout, statusCode: number) => {
    const { stack, gateway } = testGateway({ layout });
    gateway.addGatewayResponse(ResponseType.THROTTLED, { statusCode });
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'));
  };
  for (const layout of [RestLayout.OPENAPI, RestLayout.RESOURCES]) {
    expect(deployment(layout, 503)).toEqual(deployment(layout, 503));
    expect(deployment(layout, 503)).not.toEqual(deployment(layout, 429));
  }
});

describe('what is easily overlooked', () => {
  const SEVERAL = { allowOrigins: ['https://a.example.com', 'https://b.example.com'], allowCredentials: true };

  test('a problem says the status that it has', () => {
    const gatewayResponses = GatewayResponses.problemJson();
    const { THROTTLED } = responsesOf({ gatewayResponses }, (gateway) => gateway.addGatewayResponse(ResponseType.THROTTLED, { statusCode: 503 }));
    expect(rendered(THROTTLED.responseTemplates['application/json'])).toMatchObject({ title: 'Service Unavailable', status: 503 });
  });

  test('a body of its own is no problem of RFC 9457', () => {
    const { THROTTLED } = responsesOf({ gatewayResponses: GatewayResponses.problemJson() }, (gateway) => gateway.addGatewayResponse(ResponseType.THROTTLED, { body: '{}' }));
    expect(THROTTLED).toEqual({ responseTemplates: { 'application/json': '{}' } });
  });

  test('data of a caller fails in an error that every site may read', () => {
    const error = (cors: RestGatewayProps['cors']) => () => responsesOf({ cors }, (gateway) => gateway.addGatewayResponse(ResponseType.THROTTLED, { body: '{"who":"$context.authorizer.email"}' }));
    expect(error(SEVERAL)).toThrow("'body' of the gateway response THROTTLED has $context.authorizer, which every site could read");
    expect(error({ ...SEVERAL, allowCredentials: false })).not.toThrow();
    expect(error({ allowOrigins: ['https://a.example.com'], allowCredentials: true })).not.toThrow();
  });

  test('a header of another case is the same header', () => {
    const { THROTTLED } = responsesOf({ cors: { allowOrigins: ['*'] } }, (gateway) => {
      gateway.addGatewayResponse(ResponseType.THROTTLED, { headers: { 'retry-after': '1', 'access-control-allow-origin': 'https://a.example.com' } });
      gateway.addGatewayResponse(ResponseType.THROTTLED, { headers: { 'Retry-After': '2' } });
    });
    expect(THROTTLED.responseParameters).toEqual({ 'gatewayresponse.header.Retry-After': "'2'", 'gatewayresponse.header.access-control-allow-origin': "'https://a.example.com'" });
  });

  test.each<[unknown, string]>([
    [undefined, 'the options of the gateway response "THROTTLED" must be a structure, such as { statusCode: 404 }, got undefined'],
    ['abc', 'got "abc"'],
    [{ headers: null }, '\'headers\' of the gateway response "THROTTLED" must be values by name, such as { "Retry-After": "1" }, got null'],
    [{ headers: ['x'] }, 'got ["x"]'],
    [{ headers: { A: '1', a: '2' } }, 'must have each name once, in whatever case, got "a" twice'],
    [{ body: '#{if}(1)' }, 'API Gateway does not process it by the Velocity Template Language'],
    [{ body: '${input.body}' }, 'API Gateway does not process it by the Velocity Template Language'],
  ])('fails on %j', (options, message) => {
    expect(() => testGateway().gateway.addGatewayResponse(ResponseType.THROTTLED, options as never)).toThrow(message);
  });

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('what is added to the L2 is checked in %s', (layout) => {
    const added = (options: apigateway.GatewayResponseOptions) => () => {
      const { stack, gateway } = testGateway({ layout });
      gateway.api.addGatewayResponse('Own', options);
      return templateOf(stack);
    };
    expect(added({ type: ResponseType.of('FOO') })).toThrow('the type of a gateway response must be one of ACCESS_DENIED');
    expect(added({ type: ResponseType.THROTTLED, statusCode: 'abc' })).toThrow('the status code of the gateway response THROTTLED must be a number from 100 to 599, got "abc"');
  });

  test('the mixin is for several APIs of a stack, and takes what its types say', () => {
    const stack = testStack();
    const apis = ['A', 'B'].map((id) => new apigateway.CfnRestApi(stack, id, { name: id }));
    for (const api of apis) api.with(new mixins.RestApiGatewayResponses());
    templateOf(stack).resourceCountIs('AWS::ApiGateway::GatewayResponse', 6);
    expect(() => apis[0].with(new mixins.RestApiGatewayResponses({ responses: {} as never }))).toThrow("'responses' must be GatewayResponses.plain() or GatewayResponses.problemJson(), got {}");
    expect(() => apis[0].with(new mixins.RestApiGatewayResponses({ cors: { allowOrigins: 'https://a.example.com' } as never }))).toThrow('\'cors.allowOrigins\' must be a list, such as ["https://shop.example.com"], got "https://a.example.com"');
    expect(() => GatewayResponses.problemJson(null as never)).toThrow('options of problem details must be a structure, got null');
  });
});
