import { DeleteDeploymentCommand, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Release } from './release-function';

type Send = (command: any) => Promise<any>;

/** A handler with a fault, made from the right one by changing what goes in and out. */
export type Mutant = (release: Release) => Release;

const nameOf = (command: { constructor: { name: string } }): string => command.constructor.name.replace(/Command$/, '');

/** Changes the calls of one service. */
function calls(service: 'apiGateway' | 'cloudFormation' | 'cloudWatch', change: (command: any, send: Send) => Promise<any>): Mutant {
  return (release) => (event, { clients, clock }) => {
    const send: Send = (command) => clients[service].send(command);
    return release(event, { clients: { ...clients, [service]: { send: (command: any) => change(command, send) } }, clock });
  };
}

/** Leaves members of the records out. */
function records(...members: string[]): Mutant {
  return calls('apiGateway', (command, send) => {
    for (const operation of nameOf(command) === 'UpdateDeployment' ? command.input.patchOperations : []) {
      operation.value = operation.value.replace(/ (\{.*\})$/, (_all: string, json: string) => {
        const all: Record<string, Record<string, unknown>> = JSON.parse(json);
        for (const [name, record] of Object.entries(all)) {
          for (const member of members) delete record[member];
          if (Object.keys(record).length === 0) delete all[name];
        }
        return Object.keys(all).length ? ` ${JSON.stringify(all)}` : '';
      });
    }
    return send(command);
  });
}

/** Changes patches of the stage. */
function patches(change: (operations: any[]) => any[]): Mutant {
  return calls('apiGateway', (command, send) => {
    if (nameOf(command) !== 'UpdateStage') return send(command);
    command.input.patchOperations = change(command.input.patchOperations);
    return command.input.patchOperations.length ? send(command) : Promise.resolve({});
  });
}

/** Answers some events without a look. */
function ignores(which: (event: any) => boolean, answer: (event: any) => object): Mutant {
  return (release) => async (event, surroundings) => (which(event) ? answer(event) : release(event, surroundings));
}

const isRemoval = ({ op, path }: { op: string; path: string }): boolean => op === 'remove' && path === '/canarySettings';

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'does not record what was live before': records('from'),
  'does not record what is live': records('live'),
  'does not record which canary runs': records('canary'),
  'does not record which request has looked': records('request'),
  'does not record variables': records('variables'),
  'never removes a canary': patches((operations) => operations.filter((operation) => !isRemoval(operation))),
  'promotes without the overrides': patches((operations) => operations.filter(({ path }) => !path.startsWith('/variables/'))),
  'leaves the percentage alone': patches((operations) => operations.filter(({ path }) => path !== '/canarySettings/percentTraffic')),
  'never changes the base': patches((operations) => operations.filter(({ path }) => path !== '/deploymentId')),
  'gives up at the first throttle': calls('apiGateway', async (command, send) => {
    try {
      return await send(command);
    } catch (error) {
      if ((error as Error).name === 'TooManyRequestsException') throw Object.assign(new Error('given up'), { name: 'GivenUp' });
      throw error;
    }
  }),
  'does not ask whether the stack rolls back': calls('cloudFormation', async () => ({ Stacks: [{ StackStatus: 'UPDATE_IN_PROGRESS' }] })),
  'does not hear alarms': calls('cloudWatch', async (command, send) => {
    const answer = await send(command);
    return { ...answer, MetricAlarms: answer.MetricAlarms?.map((alarm: object) => ({ ...alarm, StateValue: 'OK' })) };
  }),
  'deletes whatever is not served': calls('apiGateway', async (command, send) => {
    const answer = await send(command);
    if (nameOf(command) !== 'UpdateStage') return answer;
    const { restApiId } = command.input;
    const { items } = await send(new GetDeploymentsCommand({ restApiId }));
    for (const { id: deploymentId } of items) await send(new DeleteDeploymentCommand({ restApiId, deploymentId })).catch(() => undefined);
    return answer;
  }),
  'does nothing on deletion': ignores(({ RequestType }) => RequestType === 'Delete', ({ PhysicalResourceId }) => ({ PhysicalResourceId, Phase: 'done' })),
  'does nothing in the rollback of the canary': (release) => async (event, surroundings) => {
    if (event.ResourceProperties?.Part === 'canary' && event.OldResourceProperties?.Candidate > '' && event.RequestType === 'Update') {
      const { Stacks } = await surroundings.clients.cloudFormation.send(new DescribeStacksCommand({}));
      if (Stacks[0].StackStatus.includes('ROLLBACK')) return { PhysicalResourceId: event.PhysicalResourceId, Phase: 'done' };
    }
    return release(event, surroundings);
  },
  'answers the candidate at once': (release) => async (event, surroundings) => {
    const answer = await release(event, surroundings);
    if (event.ResourceProperties?.Part === 'base' && answer.Data) answer.Data.DeploymentId = event.ResourceProperties.Candidate;
    return answer;
  },
  'does not hear the rule': ignores((event) => 'stages' in event, () => ({})),
};
