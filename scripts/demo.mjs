/** `npm run demo`: builds the library, synthesizes the production example, and shows what is in it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { install, main, projen, step, synthesize } from './steps.mjs';

main(() => {
  install();
  step('Bundling the functions that the library ships', () => projen('bundle'));
  step('Compiling the library', () => projen('compile'));
  let output;
  step('Synthesizing examples/rest-production', () => (output = synthesize('rest-production')));
  const file = path.join(output, 'Orders.template.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8'));
  console.log('\nRoutes of OrdersApi\n');
  printTable([['PATH', 'METHOD', 'AUTHORIZATION', 'INTEGRATION', 'THROTTLE (req/s, burst)'], ...routes(Resources)]);
  console.log(`\n${Object.keys(Resources).length} resources\nTemplate: ${file}`);
});

/** A row for each method, by path. */
function routes(resources) {
  const ofType = (type) => Object.values(resources).filter(({ Type }) => Type === `AWS::ApiGateway::${type}`);
  const [stage] = ofType('Stage');
  const throttleOf = (method, resourcePath) => {
    const settings = stage.Properties.MethodSettings;
    const escaped = resourcePath === '/' ? '/' : `/${resourcePath.replaceAll('/', '~1')}`;
    const setting = settings.find((entry) => entry.HttpMethod === method && entry.ResourcePath === escaped) ?? settings.find((entry) => entry.HttpMethod === '*');
    return `${setting.ThrottlingRateLimit}, ${setting.ThrottlingBurstLimit}`;
  };
  return ofType('Method').map(({ Properties: method }) => {
    const resourcePath = pathOf(resources, method.ResourceId);
    return [resourcePath, method.HttpMethod, method.AuthorizationType, integrationOf(method.Integration), throttleOf(method.HttpMethod, resourcePath)];
  }).sort((a, b) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`));
}

function pathOf(resources, id) {
  const resource = resources[id.Ref]; // the root is a Fn::GetAtt of the API
  if (!resource) return '/';
  return `${pathOf(resources, resource.Properties.ParentId).replace(/\/$/, '')}/${resource.Properties.PathPart}`;
}

function integrationOf({ Type, Uri }) {
  const target = JSON.stringify(Uri)?.match(/functions\/",\{"(?:Ref|Fn::GetAtt)":\[?"(\w+?)[0-9A-F]{8}"/)?.[1];
  return target ? `${Type} (${target})` : Type;
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}
