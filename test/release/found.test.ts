import { hurry } from './support/exploration-report';
import { describeStep, Explorer, Step } from './support/explorer';
import { VARIANTS } from './support/stack';
import { release } from '../../handlers/release';

/** The function dies before it asks anything, and the rollback stops once, which the rule tells of if it is there. */
const FAILS_BEFORE_IT_LOOKS: Step = {
  operation: 'API changed, canary',
  failure: 'another resource fails at last, and its rollback before the canary',
  conditions: { fault: { call: 0, kind: 'crash' } },
};

/** What random explorations have found, in as few steps as show it. */
const FOUND: Readonly<Record<string, Step[]>> = {
  'a rollback without the canary puts back the value that a variable had before a promotion': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { meanwhile: 'command: rollback', operation: 'API changed, canary', failure: 'the stage fails, although it is updated' },
  ],
  'a value that the code has changed, and the deployment has not, is the one to go back to': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { operation: 'own variable' },
    { operation: 'API changed, all at once', failure: 'another resource fails at last', conditions: { statusEvents: 'start-lost' } },
  ],
  'the code goes back to what was live before a promotion by command: with the value that it had at last': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, canary' },
    { operation: 'own variable' },
    { meanwhile: 'command: promote', operation: 'git revert' },
  ],
  'the code goes back to what was live for a moment, in an operation that was rolled back: with the value that it had': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm', failure: 'another resource fails at last' },
    { operation: 'API changed, canary' },
    { operation: 'git revert' },
  ],
  'an operation whose end nobody has heard has changed a value, and the next one fails': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { operation: 'own variable', conditions: { statusEvents: 'end-lost' } },
    { operation: 'API changed, all at once', failure: 'another resource fails at last', conditions: { statusEvents: 'start-lost' } },
  ],
  'an operation whose end nobody has heard has changed a value, and the next one fails before it does anything': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'own variable', conditions: { statusEvents: 'end-lost' } },
    { operation: 'API changed, canary', failure: 'another resource fails first', conditions: { statusEvents: 'start-lost' } },
  ],
  'the end of a rollback is told after the next operation': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { operation: 'API changed, canary', failure: 'another resource fails first', conditions: { fault: { call: 0, kind: 'crash' } } },
    { meanwhile: 'by hand: another deployment', operation: 'API unchanged, all at once', conditions: { statusEvents: 'lost' } },
  ],
  'a canary that was set by hand, without overrides, is that of the code, which changes the value': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, alarm' },
    { operation: 'percent' },
    { meanwhile: 'command: rollback', operation: 'stage properties', failure: 'another resource fails first' },
    { meanwhile: 'by hand: a canary', operation: 'own variable' },
  ],
  'a release that is gone comes again, and fails before it has looked: records tell values of the time before': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { operation: 'API unchanged, all at once' },
    FAILS_BEFORE_IT_LOOKS,
  ],
  'the same, found by chance': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, canary', conditions: { duplicate: { event: 0, after: 0 } } },
    { meanwhile: 'command: promote', operation: 'API changed, canary', failure: 'another resource fails first' },
    { operation: 'API unchanged, all at once' },
    FAILS_BEFORE_IT_LOOKS,
  ],
  'a release that is gone comes again, and fails before it has looked: records tell a deployment of the time before': [
    { operation: 'create, canary' },
    { operation: 'API changed, bake, calm' },
    { operation: 'API unchanged, all at once' },
    { meanwhile: 'by hand: another deployment', ...FAILS_BEFORE_IT_LOOKS },
  ],
  'a canary that an alarm has stopped is tried again, although a newer deployment was put live by hand': [
    { operation: 'create, canary' },
    { operation: 'API changed, pin what is live' },
    { operation: 'API changed, canary', failure: 'another resource fails first' },
    { operation: 'API unchanged, bake, alarm' },
    { meanwhile: 'by hand: another deployment', operation: 'API unchanged, canary' },
  ],
  'an override goes, and comes again': [
    { operation: 'create, canary with bake and overrides' },
    { operation: 'API changed, bake, calm' },
    { operation: 'overrides' },
    { operation: 'overrides' },
  ],
};

hurry();

describe.each(VARIANTS.map((variant) => [JSON.stringify(variant), variant] as const))('in the world %s,', (_world, variant) => {
  test.each(Object.keys(FOUND))('a stage serves what the strategy says when %s', async (name) => {
    const explorer = new Explorer(release, { variant, depth: 0, faults: -1, deliveries: -1, failures: -1 });
    const finding = await explorer.follow(FOUND[name]);
    if (finding) throw new Error([...finding.path.map(describeStep), ...finding.wrong, ...await explorer.trace(finding.path)].join('\n'));
    expect(explorer.counts.operations).toBe(FOUND[name].length);
  });

  test.each([['delivered', 0], ['start-lost', 1], ['lost', 1]] as const)('what was put live by hand is undone by a rollback only if its beginning was not told: %s', async (statusEvents, undone) => {
    const explorer = new Explorer(release, { variant, depth: 0, faults: -1, deliveries: -1, failures: -1 });
    expect(await explorer.follow([
      { operation: 'create, canary with bake and overrides' },
      { operation: 'API changed, bake, calm' },
      { meanwhile: 'by hand: another deployment', operation: 'API changed, canary', failure: 'another resource fails first', conditions: { statusEvents } },
    ])).toBeUndefined();
    expect(explorer.counts).toMatchObject({ operations: 3, undone });
  });
});
