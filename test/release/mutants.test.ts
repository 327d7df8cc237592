import { release } from '../../handlers/release';
import { Explorer } from './support/explorer';
import { MUTANTS } from './support/mutants';
import { VARIANTS } from './support/stack';

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

test.each(Object.keys(MUTANTS))('the exploration finds a handler that %s', async (name) => {
  for (const variant of VARIANTS) {
    const explorer = await new Explorer(MUTANTS[name](release), { variant, depth: 2, faults: 1, deliveries: 1, failures: 1, sample: 5, findings: 1 }).explore();
    if (explorer.findings.length > 0) return;
  }
  throw new Error('nothing was found');
}, 60_000);
