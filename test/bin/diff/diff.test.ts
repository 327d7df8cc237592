import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { changesOf, diffOf, synthesized } from './support';
import { diff } from '../../../bin/diff/diff';
import { DiffReport } from '../../../bin/diff/diff-report';
import { toMarkdown } from '../../../bin/diff/markdown';
import { HttpGateway, HttpRouteAuthorizer, Release, RestGateway, RestGatewayProps, RestLayout, RouteAuthorizer, WebSocketGateway } from '../../../lib';
import { testFunction } from '../../helpers';

const { ANY, GET, POST } = HttpMethod;

/** Changes in short: "opened route-opened GET /orders". */
const brief = (report: DiffReport) => changesOf(report).map(({ effect, kind, subject }) => `${effect} ${kind} ${subject}`);

const isOfType = (type: string) => (construct: IConstruct) => CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;

const messages = (report: DiffReport) => changesOf(report).map(({ message }) => message);

type Routes = Array<[path: string, method: HttpMethod, isOpen?: boolean]>;

/** A stack with a gateway of such routes. */
const gatewayOf = (routes: Routes, props?: RestGatewayProps) => (stack: Stack) => {
  const gateway = new RestGateway(stack, 'Api', props);
  const handler = testFunction(stack);
  const open = { authorizer: RouteAuthorizer.none() };
  for (const [path, method, isOpen] of routes) gateway.addRoutes({ path, methods: [method], handler, ...(isOpen && open) });
};

const compare = (before: Routes, after: Routes) => diffOf(gatewayOf(before), gatewayOf(after));

describe('routes', () => {
  test('a route that opens comes first, before what breaks clients', () => {
    const report = compare([['/a', GET], ['/b', GET]], [['/b', GET, true]]);
    expect(brief(report)).toEqual(['opened route-opened GET /b', 'breaking route-removed GET /a']);
  });

  test('a route that is removed opens what an open route takes in its place', () => {
    const report = compare([['/admin', GET], ['/{proxy+}', ANY, true]], [['/{proxy+}', ANY, true]]);
    expect(brief(report)).toEqual(['opened route-opened GET /admin']);
    expect(messages(report)[0]).toContain('`ANY /{proxy+}` takes its calls, which needs no authorization');
  });

  test('a route that takes calls from an open one breaks its callers', () => {
    expect(brief(compare([['/a', ANY, true]], [['/a', ANY, true], ['/a', GET]]))).toEqual(['breaking route-closed GET /a']);
  });

  test('a variable of another name is the same route', () => {
    const report = compare([['/orders/{id}', GET]], [['/orders/{orderId}', GET]]);
    expect(brief(report)).toEqual(['other path-parameter-renamed /orders/{orderId}']);
  });

  test('a route behind IAM that others may call without is opened once, though its policy says so, too', () => {
    const report = compare([['/a', GET]], [['/a', GET, true]]);
    expect(brief(report)).toEqual(['opened route-opened GET /a']);
  });

  test('another function, another timeout and an API key are told', () => {
    const define = (id: string, options: object) => (stack: Stack) => {
      const gateway = new RestGateway(stack, 'Api');
      gateway.addRoutes({ path: '/a', methods: [GET], handler: testFunction(stack, id), ...options });
    };
    expect(messages(diffOf(define('Old', {}), define('New', { apiKeyRequired: true })))).toEqual([
      'needs an API key',
      'calls the function `New`, and called the function `Old`',
    ]);
  });

  test('preflights are no open routes, and their other origins are told', () => {
    const cors = (origin: string) => gatewayOf([['/a', GET]], { cors: { allowOrigins: [origin] } });
    expect(brief(diffOf(gatewayOf([['/a', GET]]), cors('https://a.example.com')))).toEqual(expect.arrayContaining(['other preflight-added OPTIONS /a']));
    const report = diffOf(cors('https://a.example.com'), cors('*'));
    expect(messages(report)).toContain("answers the preflight of CORS with `Access-Control-Allow-Origin` `'*'`, and did with `'https://a.example.com'`");
    expect(brief(report).filter((line) => line.startsWith('opened'))).toEqual([]);
  });

  test('of a WebSocket API only the route that clients connect with can be open', () => {
    const define = (isOpen: boolean) => (stack: Stack) => {
      const gateway = new WebSocketGateway(stack, 'Chat');
      gateway.addRoute('$connect', isOpen ? { authorizer: undefined } : {});
      gateway.addRoute('send', { handler: testFunction(stack) });
      if (isOpen) (gateway.node.findAll().find(isOfType('AWS::ApiGatewayV2::Route')) as CfnResource).addPropertyOverride('AuthorizationType', 'NONE');
    };
    expect(brief(diffOf(define(false), define(true)))).toEqual(['opened route-opened $connect']);
    expect(brief(diffOf(() => {}, define(false)))).toEqual(['other api-added the API']);
  });

  test('a route of a HTTP API that is gone may go to "$default"', () => {
    const define = (withPages: boolean) => (stack: Stack) => {
      const gateway = new HttpGateway(stack, 'Web');
      const handler = testFunction(stack);
      gateway.addRoutes({ path: '/a', methods: [GET], handler });
      if (withPages) gateway.addRoutes({ path: '/pages', methods: [GET], handler });
      new CfnResource(stack, 'Fallback', {
        type: 'AWS::ApiGatewayV2::Route',
        properties: { ApiId: gateway.apiRef.apiId, RouteKey: '$default', AuthorizationType: 'NONE' },
      });
    };
    expect(brief(diffOf(define(true), define(false)))).toEqual(['opened route-opened GET /pages']);
  });
});

describe('APIs', () => {
  const l2 = (path: string) => (stack: Stack) => {
    new apigateway.RestApi(stack, 'Legacy').root.resourceForPath(path).addMethod('GET', new apigateway.MockIntegration());
  };

  test('an API of the CDK is compared by its resources', () => {
    expect(brief(diffOf(l2('/a'), l2('/b')))).toEqual(['opened open-route-added GET /b', 'breaking route-removed GET /a']);
  });

  test('an API of a document is compared by that', () => {
    const document = (security: object) => (stack: Stack) => new apigateway.SpecRestApi(stack, 'Spec', {
      apiDefinition: apigateway.ApiDefinition.fromInline({
        openapi: '3.0.1',
        info: { title: 'Spec', version: '1' },
        paths: { '/a': { get: { ...security, 'responses': { 200: { description: 'OK' } }, 'x-amazon-apigateway-integration': { type: 'mock' } } } },
        components: { securitySchemes: { sigv4: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' } } },
      }),
    });
    expect(brief(diffOf(document({ security: [{ sigv4: [] }] }), document({})))).toEqual(['opened route-opened GET /a']);
  });

  test('an API in a nested stack is found, with a stage beside it', () => {
    const define = (rateLimit: number) => (stack: Stack) => {
      const nested = new NestedStack(stack, 'Inner');
      const gateway = new RestGateway(nested, 'Api', { throttle: { rateLimit, burstLimit: 10 } });
      gateway.addRoutes({ path: '/a', methods: [GET], handler: testFunction(stack) });
    };
    const report = diffOf(define(5), define(50));
    expect(report.apis.map(({ title, stack }) => [title, stack])).toEqual([['Api', 'Shop/Inner']]);
    expect(brief(report)).toEqual(['review throttle-raised stage prod']);
  });

  test('an API in a stage of the app, whose methods another stack defines, is found', () => {
    const folder = (withMethod: boolean) => {
      const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'gatehouse-diff-')) });
      const stage = new Stage(app, 'Live');
      const api = new apigateway.RestApi(new Stack(stage, 'Shop'), 'Api');
      api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });
      const routes = new Stack(stage, 'Routes');
      if (withMethod) apigateway.RestApi.fromRestApiAttributes(routes, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId }).root.addMethod('POST', new apigateway.MockIntegration());
      app.synth();
      return app.outdir;
    };
    expect(brief(diff(folder(false), folder(true)))).toEqual(['opened open-route-added POST /']);
  });

  test('an API of another logical id is made anew', () => {
    const define = (id: string) => (stack: Stack) => {
      const gateway = new RestGateway(stack, 'Api');
      gateway.addRoutes({ path: '/a', methods: [GET], handler: testFunction(stack) });
      (gateway.node.findAll().find(isOfType('AWS::ApiGateway::RestApi')) as CfnResource).overrideLogicalId(id);
    };
    const report = diffOf(define('One'), define('Two'), { failOn: ['breaking', 'destructive'] });
    expect(brief(report)[0]).toBe('destructive api-replaced the API');
    expect(report.failedOn).toEqual(['breaking', 'destructive']);
  });

  test('a new API is open where its routes are, and not where it answers preflights', () => {
    const define = gatewayOf([['/a', GET], ['/b', GET, true]], { cors: { allowOrigins: ['*'] } });
    expect(brief(diffOf(() => {}, define))).toEqual(['opened open-route-added GET /b', 'other api-added the API']);
  });

  test('a stage in a nested stack is one of the API of its parent', () => {
    const define = (size: string) => (stack: Stack) => {
      const { restApiId, root } = new apigateway.RestApi(stack, 'Legacy');
      root.addMethod('GET', new apigateway.MockIntegration());
      new apigateway.CfnStage(new NestedStack(stack, 'Inner'), 'Beta', { restApiId, stageName: 'beta', variables: { size } });
    };
    expect(brief(diffOf(define('1'), define('2')))).toEqual(['other variable-changed stage beta']);
  });

  test('a removed API breaks its clients', () => {
    expect(brief(diffOf(gatewayOf([['/a', GET]]), () => {}))).toEqual(['breaking api-removed the API']);
  });

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('an API without a change has none in the layout %s', (layout) => {
    const define = gatewayOf([['/a', GET], ['/b/{id}', POST]], { layout, cors: { allowOrigins: ['*'] } });
    const report = diffOf(define, define);
    expect(report.apis).toEqual([expect.objectContaining({ state: 'unchanged', changes: [], unread: [] })]);
    expect(report.others).toEqual({ added: 0, removed: 0, changed: 0, byType: {} });
  });

  test('a private API that becomes regional is opened, and one that becomes edge-optimized is refused', () => {
    const define = (type: string) => (stack: Stack) => new apigateway.CfnRestApi(stack, 'Api', { name: 'Api', endpointConfiguration: { types: [type] } });
    expect(brief(diffOf(define('PRIVATE'), define('REGIONAL')))).toEqual(['opened endpoint-opened the API']);
    expect(brief(diffOf(define('PRIVATE'), define('EDGE')))).toEqual(['destructive endpoint-refused the API']);
    expect(brief(diffOf(define('REGIONAL'), define('EDGE')))).toEqual(['review endpoint-changed the API']);
  });
});

describe('what belongs to an API', () => {
  const rest = (props: RestGatewayProps, more: (gateway: RestGateway) => void = () => {}) => (stack: Stack) => {
    const gateway = new RestGateway(stack, 'Api', props);
    gateway.addRoutes({ path: '/a', methods: [GET], handler: testFunction(stack), apiKeyRequired: true });
    more(gateway);
  };
  const jwt = (issuer: string, scopes?: string[]) => (stack: Stack) => {
    const gateway = new HttpGateway(stack, 'Web', { authorizer: HttpRouteAuthorizer.jwt({ issuer, audience: ['web'], scopes }) });
    gateway.addRoutes({ path: '/a', methods: [GET], handler: testFunction(stack) });
  };

  test('JWTs of another issuer break callers, and more scopes let in more', () => {
    expect(brief(diffOf(jwt('https://a.example.com', ['read']), jwt('https://a.example.com', ['read', 'write'])))).toEqual(['review scopes-widened GET /a']);
    expect(brief(diffOf(jwt('https://a.example.com', ['read']), jwt('https://a.example.com', ['write'])))).toEqual(['breaking scopes-changed GET /a']);
    expect(messages(diffOf(jwt('https://a.example.com'), jwt('https://b.example.com')))).toEqual([
      'is guarded by `a JWT of https://b.example.com`, and was by `a JWT of https://a.example.com`: callers have to send something else',
    ]);
  });

  test('stages have variables, logs, a cache, a release, a web ACL', () => {
    const before = rest({ variables: { table: 'a' } });
    const after = rest({ variables: { table: 'b', size: '1' }, tracing: false, release: Release.canary({ percentTraffic: 10 }) }, (gateway) => {
      (gateway.node.findAll().find(isOfType('AWS::ApiGateway::Stage')) as CfnResource).addPropertyOverride('AccessLogSetting', undefined);
    });
    const report = diffOf(before, after);
    expect(brief(report)).toEqual([
      'review access-log-removed stage prod', 'other variable-changed stage prod', 'other variable-changed stage prod', 'other tracing-changed stage prod',
      'other release-changed stage prod', ...brief(report).slice(5),
    ]);
    expect(messages(report)).toContain('has the variable `table` `b`, and had `a`');
    const acl = (isThere: boolean) => rest({}, (gateway) => {
      const { stageName } = gateway.stage;
      const arn = `arn:aws:apigateway:eu-central-1::/restapis/${gateway.api.restApiId}/stages/${stageName}`;
      if (isThere) new CfnWebACLAssociation(gateway, 'Acl', { resourceArn: arn, webAclArn: 'arn:aws:wafv2:eu-central-1:1:regional/webacl/a/b' });
    });
    expect(brief(diffOf(acl(true), acl(false)))).toEqual(['review web-acl-removed stage prod']);
  });

  test('usage plans have throttles and quotas', () => {
    const plan = (rateLimit: number, limit?: number) => rest({}, (gateway) => {
      gateway.addUsagePlan('Partners', { throttle: { rateLimit, burstLimit: 10 }, ...(limit && { quota: { limit, period: apigateway.Period.DAY } }) });
    });
    expect(brief(diffOf(plan(5, 100), plan(50)))).toEqual([
      expect.stringMatching(/^review throttle-raised usage plan .*Partners/), expect.stringMatching(/^review quota-changed usage plan .*Partners/),
    ]);
    expect(brief(diffOf(plan(5), rest({})))[0]).toMatch(/^breaking plan-removed usage plan .*Partners/);
  });

  test('domains have base paths', () => {
    const domain = (basePath?: string, securityPolicy = 'TLS_1_2') => rest({}, (gateway) => {
      const { ref: domainName } = new apigateway.CfnDomainName(gateway, 'Domain', { domainName: 'api.example.com', securityPolicy });
      if (basePath) new apigateway.CfnBasePathMapping(gateway, 'Mapping', { domainName, basePath, restApiId: gateway.api.restApiId, stage: 'prod' });
    });
    expect(messages(diffOf(domain('v1'), domain()))).toEqual(['does not answer at `api.example.com/v1` any more']);
    expect(brief(diffOf(domain('v1'), domain('v1', 'TLS_1_0')))).toEqual([expect.stringMatching(/^review domain-changed domain .*Domain$/)]);
  });

  test('the document of an API may be a file of the folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
    const define = (path: string) => (stack: Stack) => {
      const operation = { 'responses': { 200: { description: 'OK' } }, 'x-amazon-apigateway-integration': { type: 'mock' } };
      writeFileSync(join(folder, 'api.json'), JSON.stringify({ openapi: '3.0.1', info: { title: 'A', version: '1' }, paths: { [path]: { get: operation } } }));
      new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromAsset(join(folder, 'api.json')) });
    };
    expect(brief(diffOf(define('/a'), define('/b')))).toEqual(['opened open-route-added GET /b', 'breaking route-removed GET /a']);
  });
});

describe('resource policies', () => {
  const define = (...statements: object[]) => (stack: Stack) => {
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    api.root.addMethod('POST', new apigateway.MockIntegration(), { authorizationType: apigateway.AuthorizationType.IAM });
    if (statements.length > 0) (api.node.defaultChild as apigateway.CfnRestApi).policy = { Version: '2012-10-17', Statement: statements };
  };
  const statement = (props: object) => ({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', ...props });
  const ip = (effect: string, operator: string, ...values: string[]) => statement({ Effect: effect, Condition: { [operator]: { 'aws:SourceIp': values } } });

  test.each<[string, object[], object[], string[]]>([
    ['another principal', [statement({ Principal: { AWS: ['a'] } })], [statement({ Principal: { AWS: ['a', 'b'] } })], ['opened']],
    ['a principal less', [statement({ Principal: { AWS: ['a', 'b'] } })], [statement({ Principal: { AWS: 'a' } })], ['review']],
    ['the same in other words', [statement({ Principal: { AWS: ['a', 'b'] }, Sid: 'x' })], [statement({ Principal: { AWS: 'a' } }), statement({ Principal: { AWS: 'b' } })], []],
    ['everybody in place of one', [statement({ Principal: { AWS: 'a' } })], [statement({})], ['opened']],
    ['one in place of everybody, and open routes are refused', [statement({})], [statement({ Principal: { AWS: 'a' } })], ['breaking']],
    ['no Deny any more', [statement({}), ip('Deny', 'NotIpAddress', '192.0.2.0/24')], [statement({})], ['opened']],
    ['a wider range of addresses', [ip('Allow', 'IpAddress', '192.0.2.0/25')], [ip('Allow', 'IpAddress', '192.0.2.0/24')], ['opened']],
    ['a narrower range of addresses', [ip('Allow', 'IpAddress', '192.0.2.0/24')], [ip('Allow', 'IpAddress', '192.0.2.0/25')], ['review']],
    ['a narrower range that is let through', [ip('Deny', 'NotIpAddress', '192.0.2.0/24')], [ip('Deny', 'NotIpAddress', '192.0.2.0/25')], ['review']],
    ['a wider range that is let through', [ip('Deny', 'NotIpAddress', '192.0.2.0/25')], [ip('Deny', 'NotIpAddress', '192.0.2.0/24')], ['opened']],
    ['no condition any more', [ip('Allow', 'IpAddress', '192.0.2.0/24')], [statement({})], ['opened']],
    ['more routes', [statement({ Resource: 'execute-api:/*/GET/a' })], [statement({ Resource: 'execute-api:/*/*' })], ['opened']],
    ['no policy any more, which let nobody in who had not signed', [statement({ Principal: { AWS: 'a' } })], [], ['opened', 'review']],
    ['no policy any more, which said what is so without one', [statement({ Resource: 'execute-api:/*/GET/' })], [], []],
    ['a policy at last, and open routes are refused', [], [statement({ Principal: { AWS: 'a' } })], ['breaking', 'opened']],
    ['a Deny of what API Gateway does not take anyway', [], [statement({ Resource: 'execute-api:/*/GET/' }), statement({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })], []],
    ['a route behind IAM that everybody may call', [statement({ Resource: 'execute-api:/*/GET/' })], [statement({})], ['opened']],
    ['an open route that others could not call', [ip('Allow', 'IpAddress', '192.0.2.0/24')], [statement({ Resource: 'execute-api:/*/GET/' })], ['opened', 'review']],
  ])('%s', (_, before, after, effects) => {
    const found = changesOf(diffOf(define(...before), define(...after))).map(({ effect }) => effect);
    expect([...new Set(found)].sort()).toEqual([...effects].sort());
  });
});

describe('a report', () => {
  const define = (count: number, isOpen = false) => gatewayOf(Array.from({ length: count }, (_, index) => [`/r${index}`, index % 2 === 0 ? GET : POST, isOpen]));

  test('folds long lists, and fits a comment of GitHub', () => {
    const long = toMarkdown(diffOf(define(40, true), define(1, true)));
    expect(long).toMatch(/^- `POST \/r1`, (`[A-Z]+ \/r\d+`, ){3}`[A-Z]+ \/r\d+` and 34 others, each: is gone\n  <details><summary>The 34 others/m);
    const report = diffOf(define(1), define(2));
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...report.apis[0].changes[0], subject: `GET /${'x'.repeat(40)}${index}`, message: `is new ${index}` }));
    const markdown = toMarkdown({ ...report, apis: [{ ...report.apis[0], changes: many }] });
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain('… and 4,900 more');
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)!.length);
  });

  test('says what it fails on, and fails on nothing else', () => {
    const failOn = ['breaking', 'open-route'] as const;
    const opened = diffOf(define(1), define(1, true), { failOn: [...failOn] });
    expect(opened.failedOn).toEqual(['open-route']);
    expect(toMarkdown(opened)).toContain('**Fails:** `open-route` (a route needs no authorization, and is new or did need it).');
    expect(diffOf(define(2), define(1), { failOn: [...failOn] }).failedOn).toEqual(['breaking']);
    expect(diffOf(define(1), define(2), { failOn: [...failOn] }).failedOn).toEqual([]);
    expect(diffOf(define(2), define(1, true)).failedOn).toEqual([]);
  });

  test('says what an API costs before and after, if somebody estimates it', () => {
    const costs = [10, 1250];
    const report = diffOf(define(1), define(2), { monthlyCost: () => ({ usd: costs.shift(), region: 'us-east-1', missing: [] }) });
    expect(toMarkdown(report)).toContain('Cost a month, without requests, at the prices of us-east-1: 10.00 USD → 1,250.00 USD.');
  });

  test('is data for programs', () => {
    const report = diffOf(define(1), define(1, true), { failOn: ['open-route'] });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('has no text of a template that Markdown or GitHub would take for its own', () => {
    const schema = (text: string) => (stack: Stack) => {
      const api = new apigateway.SpecRestApi(stack, 'Spec', {
        apiDefinition: apigateway.ApiDefinition.fromInline({
          openapi: '3.0.1',
          info: { title: 'Spec', version: '1' },
          paths: { '/a`b': { get: { 'security': [], 'parameters': [{ name: text, in: 'query', required: true, schema: {} }], 'responses': { 200: { description: '' } }, 'x-amazon-apigateway-integration': { type: 'mock' } } } },
        }),
      });
      void api;
    };
    const markdown = toMarkdown(diffOf(schema('a'), schema('<img src=x> @everybody [x](y) **')));
    expect(markdown).not.toMatch(/(?<!\\)<img|@everybody|(?<!\\)\[x\]/);
    expect(markdown).toContain("`GET /a'b`");
  });
});

describe('what cannot be compared', () => {
  test('fails if a folder is none, or has no templates', () => {
    const empty = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
    expect(() => diff(join(empty, 'missing'), empty)).toThrow(/^".*missing" is no folder: write the path of a "cdk.out", as "cdk synth" makes it$/);
    expect(() => diff(empty, empty)).toThrow(/has no "\*\.template\.json"/);
  });

  test('fails on an unknown word for what to fail on', () => {
    expect(() => diffOf(() => {}, () => {}, { failOn: ['opne' as never] })).toThrow("'fail-on' must be of breaking, open-route, policy-widened, alarm-weakened, destructive, got \"opne\"");
  });

  test('is named: a document that is not in the folder', () => {
    const define = (stack: Stack) => new apigateway.CfnRestApi(stack, 'Api', { bodyS3Location: { bucket: 'b', key: 'k' } });
    const report = diffOf(define, define);
    expect(report.apis[0].unread).toEqual(['the document of the API is a file that is not in the folder, and is not compared']);
    expect(toMarkdown(report)).toContain('1 part could not be read, and is not compared');
  });

  test('templates without a manifest are read by their names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Shop.template.json'), JSON.stringify({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Orders' } } } }));
    expect(diff(folder, folder).apis.map(({ title, stack, state }) => [title, stack, state])).toEqual([['Orders', 'Shop', 'unchanged']]);
    expect(changesOf(diff(synthesized(gatewayOf([['/a', GET]])), folder))).not.toEqual([]);
  });
});
