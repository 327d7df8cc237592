import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { REGIONS_WITH_PRICES } from '../../lib/cost/price-list';
import type { Command } from '../command';
import { CommandError, usageError } from '../command-error';
import { DescribedApi } from '../diff/described-api';
import { diffInSteps } from '../diff/diff';
import { DiffReport, FAIL_ON, FailOn } from '../diff/diff-report';
import { toMarkdown } from '../diff/markdown';
import { monthlyCost } from '../diff/monthly-cost';
import { ExitCode } from '../exit-code';
import { alternatives } from '../output/words';

/** What `gatehouse diff --json` prints. */
export type DiffData = DiffReport;

export const diff: Command = {
  name: 'diff',
  summary: 'What changes between two cloud assemblies, for a review',
  details: 'Prints Markdown for a pull request. It needs no account and looks at nothing but the two folders, which "cdk synth" writes.',
  isLocal: true,
  arguments: [
    ['<base>', 'the cloud assembly before the change'],
    ['<head>', 'the cloud assembly after it'],
  ],
  options: [
    ['--fail-on <what>', `ends with ${ExitCode.FAILED_ON} if there is one of these, separated by commas: ${Object.keys(FAIL_ON).join(', ')}`],
    ['--requests <number>', 'requests to each API in a month, for what it costs; none if left out'],
    ['--region <region>', `the Region whose prices are taken: ${alternatives(REGIONS_WITH_PRICES)}; that of the stack if left out`],
  ],
  run: async (context, { arguments: [base, head], options }) => {
    const failOn = failOnOf(options.failOn);
    const requests = requestsOf(options.requests);
    const { region } = context.options;
    if (region !== undefined && !REGIONS_WITH_PRICES.includes(region)) {
      throw usageError(`--region has to be ${alternatives(REGIONS_WITH_PRICES)}, of which prices are known, got "${region}"`);
    }
    const folders = [base, head].map((folder) => path.resolve(context.surroundings.cwd, folder!));
    const costs = { monthlyRequests: requests, monthlyCost: (api: DescribedApi) => monthlyCost(api, { requests, region }) };
    const steps = diffInSteps(folders[0], folders[1], { failOn, ...costs });
    const report = await inSteps(steps, (text) => context.step(text));
    return { data: report, text: toMarkdown(report).replace(/\n$/, ''), exitCode: report.failedOn.length > 0 ? ExitCode.FAILED_ON : ExitCode.OK };
  },
};

/** Takes a breath after each step, so that a terminal can show it. */
async function inSteps(steps: Generator<string, DiffReport>, show: (text: string) => void): Promise<DiffReport> {
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      show(value);
      await setImmediate();
    }
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError') throw usageError(message);
    throw new CommandError(`the templates cannot be compared, which is a mistake of this command or of a template that CloudFormation would not take: ${message}`);
  }
}

function failOnOf(given: unknown): FailOn[] {
  const names = typeof given === 'string' ? given.split(',').map((name) => name.trim()) : [];
  for (const name of names) {
    if (!Object.hasOwn(FAIL_ON, name)) throw usageError(`--fail-on has to be ${alternatives(Object.keys(FAIL_ON))}, got "${name}"`);
  }
  return [...new Set(names)] as FailOn[];
}

function requestsOf(given: unknown): number {
  if (given === undefined) return 0;
  const requests = /^\d+$/.test(String(given)) ? Number(given) : NaN;
  if (!Number.isSafeInteger(requests)) throw usageError(`--requests has to be a whole number, such as 10000000, got "${String(given)}"`);
  return requests;
}
