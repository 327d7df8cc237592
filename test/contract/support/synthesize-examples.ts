/** Synthesizes examples, as their main.ts defines them, each to its cdk.out. */
import * as path from 'node:path';

const EXAMPLES = path.join(__dirname, '..', '..', '..', 'examples');

async function synthesize(names: string[]): Promise<void> {
  for (const name of names) {
    process.env.CDK_OUTDIR = path.join(EXAMPLES, name, 'cdk.out'); // an App reads it when it is made
    await import(path.join(EXAMPLES, name, 'main.ts'));
  }
}

process.setMaxListeners(0); // every App listens to the end of the process
void synthesize(process.argv.slice(2));
