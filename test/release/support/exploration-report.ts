import { Explorer } from './explorer';

/** Whether all is explored, which takes long: `npm run proof`. */
export const PROOF = process.env.GATEHOUSE_PROOF === '1';

/** Tells how much was explored. */
export function explored(title: string, { counts }: Explorer): void {
  process.stdout.write(`    ${title}: ${Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ')}\n`);
}

/** For very many calls: nothing is logged, and errors have no stack, which takes most of the time. */
export function hurry(): void {
  const { log } = console;
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    console.log = () => undefined;
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    console.log = log;
    Error.stackTraceLimit = stackTraceLimit;
  });
}
