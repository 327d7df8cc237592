import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ApiKey, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { App, CfnOutput, SecretValue, Stack } from 'aws-cdk-lib/core';
import { EXAMPLES } from './support/examples';
import { ApiKeyValue, UsagePlanKeys } from '../../lib';

/** A value as somebody might write it into his code. */
const PLANTED = 'PlantedSecret0123456789abcdef';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

/** Every file that an app synthesizes: templates, manifests, metadata, assets. */
function synthesize(define: (app: App) => unknown): Map<string, string> {
  const outdir = mkdtempSync(path.join(tmpdir(), 'gatehouse-secrets-'));
  directories.push(outdir);
  const app = new App({ outdir });
  define(app);
  app.synth();
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map(({ parentPath, name }) => path.join(parentPath, name)).map((file) => [path.relative(outdir, file), readFileSync(file, 'utf8')]));
}

/** The files that have a text in them. */
const filesWith = (files: Map<string, string>, text: string) =>
  [...files].filter(([, content]) => content.includes(text)).map(([file]) => file).sort();

/** Where a template has the value of a key or a secret as text, or gives it out. */
function exposed(files: Map<string, string>): string[] {
  const templates = [...files].filter(([file]) => file.endsWith('.template.json')).map(([, content]) => JSON.parse(content));
  const isReference = (value: any) => /^\{\{resolve:secretsmanager:/.test(typeof value === 'string' ? value : value?.['Fn::Join']?.[1]?.[0] ?? '');
  return templates.flatMap(({ Resources = {}, Outputs = {} }) => [
    ...Object.entries<any>(Resources).flatMap(([id, { Type, Properties }]) => {
      if (Type === 'AWS::CloudFront::Distribution') return sentValues(Properties).filter((value) => !isReference(value)).map(() => `${id}.OriginCustomHeaders`);
      if (Type === 'AWS::WAFv2::WebACL') return searched(Properties).filter((value) => !isReference(value)).map(() => `${id}.SearchString`);
      if (Type === 'AWS::ApiGateway::ApiKey' && Properties?.Value !== undefined && !isReference(Properties.Value)) return [`${id}.Value`];
      return Type === 'AWS::SecretsManager::Secret' && Properties?.SecretString !== undefined ? [`${id}.SecretString`] : [];
    }),
    ...Object.entries(Outputs).filter(([, output]) => JSON.stringify(output).includes('{{resolve:')).map(([id]) => `output ${id}`),
  ]);
}

/** What a distribution sends to its origins in headers of its own. */
function sentValues({ DistributionConfig: { Origins = [] } }: any): unknown[] {
  return Origins.flatMap(({ OriginCustomHeaders = [] }: any) => OriginCustomHeaders.map(({ HeaderValue }: any) => HeaderValue));
}

/** What rules of a web ACL compare headers with, wherever they do. */
function searched(value: any): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'SearchString' ? [inner] : searched(inner)));
}

describe('what is synthesized has no value of a key', () => {
  test.each(Object.keys(EXAMPLES))('in the example %s', (example) => {
    const files = synthesize(EXAMPLES[example]);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['manifest.json', 'tree.json', expect.stringMatching(/\.template\.json$/), expect.stringMatching(/\.assets\.json$/)]));
    expect(exposed(files)).toEqual([]);
  });

  test('in an example that has keys, outputs with their ids, and a secret', () => {
    const template = JSON.parse([...synthesize(EXAMPLES.partners)].find(([file]) => file.endsWith('.template.json'))![1]);
    const keys = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::ApiKey');
    expect(keys).toHaveLength(3);
    const outputs = Object.values<any>(template.Outputs).filter(({ Description }) => Description?.startsWith('Id of the API key'));
    expect(outputs.map(({ Value }) => Value.Ref).sort()).toEqual(keys.map(([id]) => id).sort());
  });
});

describe('the scan finds', () => {
  const inStack = (define: (stack: Stack) => unknown) => synthesize((app) => define(new Stack(app, 'Planted')));

  test('a value that is planted into each key of the example that has them', () => {
    const planted = [...synthesize(EXAMPLES.partners)].map(([file, content]): [string, string] => {
      if (!file.endsWith('.template.json')) return [file, content];
      const template = JSON.parse(content);
      for (const { Type, Properties } of Object.values<any>(template.Resources)) {
        if (Type === 'AWS::ApiGateway::ApiKey') Properties.Value = PLANTED;
      }
      return [file, JSON.stringify(template)];
    });
    expect(exposed(new Map(planted))).toEqual(Array(3).fill(expect.stringMatching(/^PartnersApiApiKey\w+\.Value$/)));
    expect(filesWith(new Map(planted), PLANTED)).toEqual(['Partners.template.json']);
  });

  test('a value that the L2 was given, which addKey refuses', () => {
    const files = inStack((stack) => new ApiKey(stack, 'Key', { value: PLANTED }));
    expect(filesWith(files, PLANTED)).toEqual(expect.arrayContaining(['Planted.template.json']));
    expect(exposed(files)).toEqual([expect.stringMatching(/^Key[0-9A-F]{8}\.Value$/)]);
  });

  test('a value that overrides that of a key of ours', () => {
    const files = inStack((stack) => {
      const key = UsagePlanKeys.fromUsagePlan(new UsagePlan(stack, 'Plan')).addKey('Acme', { value: ApiKeyValue.generated() });
      (key.apiKey.node.defaultChild as any).addPropertyOverride('Value', PLANTED);
    });
    expect(filesWith(files, PLANTED)).toEqual(['Planted.template.json']);
    expect(exposed(files)).toEqual([expect.stringMatching(/^ApiKeyAcmeGeneration1[0-9A-F]{8}\.Value$/)]);
  });

  test('a value that a distribution sends, and that a web ACL asks for', () => {
    const files = inStack((stack) => {
      new Distribution(stack, 'Front', { defaultBehavior: { origin: new HttpOrigin('api.example.com', { customHeaders: { 'x-origin-verify': PLANTED } }) } });
      const byteMatchStatement = { fieldToMatch: { method: {} }, positionalConstraint: 'EXACTLY', searchString: PLANTED, textTransformations: [{ priority: 0, type: 'NONE' }] };
      const visibilityConfig = { metricName: 'x', cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
      const rules = [{ name: 'x', priority: 0, action: { block: {} }, statement: { notStatement: { statement: { byteMatchStatement } } }, visibilityConfig }];
      new CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig, rules });
    });
    expect(exposed(files)).toEqual([expect.stringMatching(/^Front[0-9A-F]{8}\.OriginCustomHeaders$/), 'Acl.SearchString']);
  });

  test('a value in metadata, in an output, and in a secret', () => {
    const files = inStack((stack) => {
      stack.node.addMetadata('note', PLANTED);
      const secret = new Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText(PLANTED) });
      new CfnOutput(stack, 'Out', { value: secret.secretValue.unsafeUnwrap() });
    });
    expect(filesWith(files, PLANTED)).toEqual(expect.arrayContaining(['Planted.template.json', expect.stringMatching(/manifest\.json$|metadata\.json$/)]));
    expect(exposed(files)).toEqual([expect.stringMatching(/^Secret[0-9A-F]{8}\.SecretString$/), 'output Out']);
  });
});
