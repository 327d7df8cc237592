import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { diff, DiffOptions } from '../../../bin/diff/diff';
import { DiffChange, DiffReport } from '../../../bin/diff/diff-report';

const FOLDERS: string[] = [];
afterAll(() => FOLDERS.forEach((folder) => rmSync(folder, { recursive: true })));

/** The folder that an app with what is defined synthesizes to. */
export function synthesized(define: (stack: Stack) => void, id = 'Shop'): string {
  const outdir = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
  FOLDERS.push(outdir);
  const app = new App({ outdir, treeMetadata: false });
  define(new Stack(app, id, { suppressTemplateIndentation: true }));
  app.synth();
  return outdir;
}

/** What is other if a stack defines something else. */
export function diffOf(before: (stack: Stack) => void, after: (stack: Stack) => void, options?: DiffOptions): DiffReport {
  return diff(synthesized(before), synthesized(after), options);
}

/** All changes of a report. */
export function changesOf({ apis, general }: DiffReport): DiffChange[] {
  return [...apis.flatMap(({ changes }) => changes), ...general];
}
