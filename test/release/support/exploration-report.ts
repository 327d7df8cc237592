import { Explorer } from './explorer';

/** Whether all is explored, which takes long: `npm run proof`. */
export const PROOF = process.env.GATEHOUSE_PROOF === '1';

/** Tells in `npm run proof` what was explored. */
export function explored(title: string, { counts }: Explorer): void {
  if (PROOF) process.stdout.write(`    ${title}: ${Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ')}\n`);
}
