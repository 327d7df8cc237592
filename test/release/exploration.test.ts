import { explored, hurry, PROOF } from './support/exploration-report';
import { Bounds, describeStep, Explorer } from './support/explorer';
import { Variant, VARIANTS } from './support/stack';
import { release } from '../../handlers/release';

const worldOf = ({ resend, rollback }: Variant): string =>
  `where a stage is sent ${resend === 'all' ? 'all properties' : 'what changed'}, and a rollback resolves attributes ${rollback === 'anew' ? 'anew' : 'as before'}`;

/** Explores, and fails with the trace of the shortest way to something wrong. */
async function explore(title: string, bounds: Bounds): Promise<void> {
  const explorer = await new Explorer(release, { findings: 1, ...bounds }).explore();
  const [finding] = explorer.findings;
  if (finding) throw new Error([...finding.path.map(describeStep), ...finding.wrong, ...await explorer.trace(finding.path)].join('\n'));
  expect(explorer.counts.operations).toBeGreaterThan(100);
  explored(`${title} (${bounds.variant.resend}, ${bounds.variant.rollback})`, explorer);
}

hurry();

describe.each(VARIANTS.map((variant) => [worldOf(variant), variant] as const))('%s', (_world, variant) => {
  test('a stage serves what the strategy says after any two operations', async () => {
    await explore('two operations', { variant, depth: 2, faults: -1, deliveries: -1, failures: 0 });
  }, 120_000);

  test('a stage serves what the strategy says after an operation that fails, whose events come twice or get lost, or of which a call goes wrong', async () => {
    await explore('one operation', { variant, depth: 1, faults: 1, deliveries: PROOF ? 1 : -1, failures: 1, meanwhile: [], sample: PROOF ? 1 : 61 });
  }, 240_000);
});

if (PROOF) {
  describe.each(VARIANTS.map((variant) => [worldOf(variant), variant] as const))('in full, %s', (_world, variant) => {
    test('a stage serves what the strategy says after two operations that may both fail', async () => {
      await explore('two operations, both may fail', { variant, depth: 2, faults: 0, deliveries: 1, failures: 2, sample: 7 });
    }, 1_200_000);

    test('a stage serves what the strategy says after any three operations', async () => {
      await explore('three operations, sample of faults', { variant, depth: 3, faults: 1, deliveries: 0, failures: 1, sample: 97, until: Date.now() + 120_000 });
    }, 1_200_000);
  });
}
