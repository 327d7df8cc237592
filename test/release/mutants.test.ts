import { hurry } from './support/exploration-report';
import { Bounds, Explorer } from './support/explorer';
import { MUTANTS } from './support/mutants';
import { VARIANTS } from './support/stack';
import { release } from '../../handlers/release';

/** First what is quick. */
const BOUNDS: ReadonlyArray<Omit<Bounds, 'variant'>> = [
  { depth: 0, faults: 0, deliveries: -1, failures: -1 },
  { depth: 1, faults: -1, deliveries: -1, failures: 1, meanwhile: [] },
  { depth: 2, faults: -1, deliveries: -1, failures: 2, meanwhile: ['command: promote'], deploys: ['API changed, canary'] },
];

hurry();

test.each(Object.keys(MUTANTS))('the exploration finds a handler that %s', async (name) => {
  for (const variant of [...VARIANTS].reverse()) { // in one world nearly all are found
    for (const bounds of BOUNDS) {
      const { findings } = await new Explorer(MUTANTS[name](release), { ...bounds, variant, findings: 1 }).explore();
      if (findings.length > 0) return;
    }
  }
  throw new Error('nothing was found');
}, 120_000);
