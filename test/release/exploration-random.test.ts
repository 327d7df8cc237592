import * as fc from 'fast-check';
import { clients, release } from '../../handlers/release';
import { ApiGatewayServer, ControlPlane, everyUnknown } from '../support/api-gateway';
import { hurry, PROOF } from './support/exploration-report';
import { describeStep, Explorer, Step } from './support/explorer';
import { randomSteps } from './support/random-steps';
import { VARIANTS } from './support/stack';
import { Connect } from './support/world';

/** Another one explores other sequences. */
const SEED = Number(process.env.GATEHOUSE_SEED ?? 20260101);

const NOTHING = { depth: 0, faults: -1, deliveries: -1, failures: -1 };

hurry();

/** Follows random steps, and fails with the fewest that show what is wrong. */
async function follow(count: number, numRuns: number, seed: number, explorerOf: (variant: number, world: number) => Explorer): Promise<void> {
  await fc.assert(fc.asyncProperty(randomSteps(count), fc.nat(VARIANTS.length - 1), fc.nat(100), async (steps: Step[], variant, world) => {
    const explorer = explorerOf(variant, world);
    const finding = await explorer.follow(steps);
    if (finding) throw new Error([...finding.path.map(describeStep), ...finding.wrong, ...await explorer.trace(finding.path)].join('\n'));
  }), { numRuns, seed });
}

test('a stage serves what the strategy says after six operations of any kind, whatever AWS does not document', async () => {
  const worlds = everyUnknown();
  const explorerOf = (variant: number, world: number) =>
    new Explorer(release, { ...NOTHING, variant: VARIANTS[variant], unknowns: worlds[world % worlds.length] });
  await follow(5, PROOF ? 20_000 : 150, SEED, explorerOf);
}, 900_000);

test('the same over HTTP, by the clients of the SDK', async () => {
  const server = await ApiGatewayServer.start();
  const { apiGateway } = clients(server.clientConfig);
  const connect: Connect = (plane: ControlPlane) => {
    (server as { plane: ControlPlane }).plane = plane;
    return apiGateway as ReturnType<Connect>;
  };
  try {
    await follow(3, PROOF ? 500 : 20, SEED + 1, (variant) => new Explorer(release, { ...NOTHING, variant: VARIANTS[variant] }, connect));
  } finally {
    await server.stop();
  }
}, 600_000);
