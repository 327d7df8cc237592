/** `npm run demo`: builds the library, synthesizes the production example, and shows what is in it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { install, main, projen, step, synthesize, templatesOf } from './steps.mjs';

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  await step('Compiling the library', () => projen('compile'));
  await step('Synthesizing examples/rest-production', () => synthesize('rest-production'));
  const output = templatesOf('rest-production');
  const file = path.join(output, 'Orders.template.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8'));
  const ofType = (type) => Object.values(Resources).find(({ Type }) => Type === `AWS::ApiGateway::${type}`);
  console.log('\nRoutes of OrdersApi\n');
  printTable([['PATH', 'METHOD', 'AUTHORIZATION', 'INTEGRATION', 'THROTTLE (req/s, burst)'], ...routes(ofType('RestApi').Properties.Body, ofType('Stage'))]);
  console.log(`\nWhat it costs\n\n${costs(output).map((line) => `  ${line}`).join('\n')}`);
  console.log(`\n${Object.keys(Resources).length} resources\nTemplate: ${file}\nOpenAPI document, for those who call the API: ${path.join(output, 'orders.openapi.json')}`);
});

/** A line for each gateway that estimates its cost: what `addInfo` of the CDK has said of it. */
function costs(folder) {
  const { artifacts } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  return Object.values(artifacts).flatMap(({ metadata, additionalMetadataFile }) => {
    const all = metadata ?? (additionalMetadataFile ? JSON.parse(readFileSync(path.join(folder, additionalMetadataFile), 'utf8')) : {});
    return Object.values(all).flat().filter(({ type, data }) => type === 'aws:cdk:info' && String(data).includes(' USD a month ')).map(({ data }) => data);
  });
}

/** A row for each method of a document, by path. */
function routes(document, stage) {
  const throttleOf = (method, resourcePath) => {
    const settings = stage.Properties.MethodSettings;
    const escaped = resourcePath === '/' ? '/' : `/${resourcePath.replaceAll('/', '~1')}`;
    const setting = settings.find((entry) => entry.HttpMethod === method && entry.ResourcePath === escaped) ?? settings.find((entry) => entry.HttpMethod === '*');
    return `${setting.ThrottlingRateLimit}, ${setting.ThrottlingBurstLimit}`;
  };
  return Object.entries(document.paths).flatMap(([resourcePath, item]) => Object.entries(item).map(([key, operation]) => {
    const method = key === 'x-amazon-apigateway-any-method' ? 'ANY' : key.toUpperCase();
    return [resourcePath, method, authorizationOf(operation), integrationOf(operation['x-amazon-apigateway-integration']), throttleOf(method, resourcePath)];
  })).sort((a, b) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`));
}

function authorizationOf({ security = [] }) {
  return security.flatMap(Object.keys).join(', ') || 'none';
}

function integrationOf({ type, uri }) {
  const target = JSON.stringify(uri)?.match(/functions\/\$\{(\w+?)[0-9A-F]{8}/)?.[1];
  return target ? `${type} (${target})` : type;
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}
