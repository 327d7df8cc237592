import { ApiGatewayServer } from '../support/api-gateway';
import { clients, release } from '../../handlers/release';
import { describeStep, Explorer, Finding } from './support/explorer';
import { explored } from './support/exploration-report';
import { Variant, VARIANTS } from './support/stack';
import { World } from './support/world';
import { CREATIONS, DEPLOYS } from './support/steps';

const title = ({ resend, rollback }: Variant): string => `where a stage is sent ${resend === 'all' ? 'all properties' : 'what changed'}, and a rollback resolves attributes ${rollback === 'anew' ? 'anew' : 'as before'}`;

const found = async (explorer: Explorer): Promise<string[]> => {
  const shortest = [...explorer.findings].sort((a: Finding, b: Finding) => a.path.length - b.path.length)[0];
  return shortest ? [shortest.path.map(describeStep).join(' -> '), ...shortest.wrong, ...await explorer.trace(shortest.path)] : [];
};

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

describe.each(VARIANTS)('$resend, $rollback', (variant) => {
  test(`a stage serves what the strategy says after any two operations, ${title(variant)}`, async () => {
    const explorer = await new Explorer(release, { variant, depth: 2, faults: 0, deliveries: 0, failures: 1 }).explore();
    expect(await found(explorer)).toEqual([]);
    explored('two operations', explorer);
  }, 120_000);

  test(`a stage serves what the strategy says if a call of the function fails, ${title(variant)}`, async () => {
    const explorer = await new Explorer(release, { variant, depth: 1, faults: 1, deliveries: 1, failures: 1, sample: 9 }).explore();
    expect(await found(explorer)).toEqual([]);
    explored('one call in nine fails', explorer);
  }, 120_000);
});
