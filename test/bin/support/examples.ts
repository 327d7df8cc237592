import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { cloudAssembly, reviewPair } from './assembly';
import { CommandLine } from './command-line';
import { addKeys, demo } from './demo';

/** The app that the examples of the docs are of, as it was synthesized. */
export class Examples {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
  private readonly ids = cloudAssembly(path.join(this.folder, 'cdk.out'));

  constructor() {
    writeFileSync(path.join(this.folder, 'keys.csv'), 'name,key,description,usageplanIds\nhooli,hooli-0123456789-0123456789,Hooli Inc.,\n');
  }

  public dispose(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** What a terminal shows of a command, answered with yes if it asks. Every example begins anew. */
  public async show(args: string): Promise<string> {
    if (args.startsWith('diff ')) reviewPair(path.join(this.folder, 'base/cdk.out'), path.join(this.folder, 'head/cdk.out'));
    const { template, apiLogicalId, stageLogicalId } = this.ids;
    const there = demo({ canary: !args.startsWith('rollback') });
    addKeys(there);
    there.plane.onTestInvoke(() => ({ status: 200, body: '{"id":12,"total":"9.90"}', multiValueHeaders: { 'Content-Type': ['application/json'] }, latency: 31 }));
    const line = await CommandLine.start(there.plane);
    line.cloudFormation.stacks.Shop = { template, resources: { [apiLogicalId]: there.restApiId, [stageLogicalId]: 'prod' } };
    const { questions, out, err } = await line.run(args, { answer: 'y', cwd: this.folder });
    await line.stop();
    return `${questions.map((question) => `${question}y\n`).join('')}${out}${err}`;
  }
}
