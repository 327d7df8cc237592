/**
 * Writes the templates that checkers look at, of the examples and of the integrations in docs/integrations.md, which the snapshots keep; and for each of
 * them, which resources the library defines.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { EXAMPLES } from './examples';
import { OF_THE_USER } from './of-the-user';
import { documented, runSnippet } from '../../integrations/support/documented';

const [folder] = process.argv.slice(2);
const ofTheLibrary: Record<string, string[]> = {};

function write(kind: string, name: string, app: App, ofTheUser: RegExp): void {
  mkdirSync(path.join(folder, kind), { recursive: true });
  const resources = app.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)) as CfnResource[];
  for (const { stackName, template } of app.synth().stacks) {
    const file = path.join(kind, `${name}.${stackName}.template.json`);
    writeFileSync(path.join(folder, file), JSON.stringify(template, undefined, 1));
    const own = resources.filter(({ stack, node }) => stack.stackName === stackName && !ofTheUser.test(node.path));
    ofTheLibrary[file] = own.map(({ stack, logicalId }) => stack.resolve(logicalId));
  }
}

for (const [name, define] of Object.entries(EXAMPLES)) {
  const app = new App();
  define(app);
  write('examples', name, app, OF_THE_USER[name]);
}
for (const row of documented()) {
  const stack: Stack = runSnippet(row);
  write('integrations', `${row.apiType}-${row.name}`, stack.node.root as App, /^\w+\/(?!Api\/|#)/);
}
writeFileSync(path.join(folder, 'of-the-library.json'), JSON.stringify(ofTheLibrary));
