import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** Time for CloudFormation's answer is left before the function's timeout of 5 minutes. */
const DEADLINE_MS = 4 * 60_000;

/** API Gateway allows one UpdateAccount in 20 seconds. */
const LONGEST_WAIT_MS = 20_000;

/** What may pass: IAM does not show the role to API Gateway yet, or this function its own policy; a throttle; a busy service. */
const PASSING = new Set(['BadRequestException', 'AccessDeniedException', 'TooManyRequestsException', 'ConflictException', 'ServiceUnavailableException', 'LimitExceededException', 'TimeoutError']);

/** What the handler takes from its surroundings, so that a test can hurry. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const systemClock: Clock = { now: Date.now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };

/**
 * Gives the account the role of the resource's properties, if it has none. Deletes nothing, and
 * changes nothing when it is called again.
 */
export async function ensureAccountLogging(event: CloudFormationCustomResourceEvent, clock: Clock = systemClock) {
  const PhysicalResourceId = 'ApiGatewayAccountLogging';
  if (event.RequestType === 'Delete') return { PhysicalResourceId };

  const client = new APIGatewayClient({ maxAttempts: 1 });
  const role: string = event.ResourceProperties.CloudWatchRoleArn;
  const start = clock.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return { PhysicalResourceId, Data: { CloudWatchRoleArn: await ensureRole(client, role) } };
    } catch (error) {
      const { name, message } = error as Error;
      const wait = Math.min(2_000 * 2 ** attempt, LONGEST_WAIT_MS) * (0.75 + 0.25 * Math.random());
      log({ attempt, error: name, message });
      if (!PASSING.has(name)) throw error;
      if (clock.now() - start + wait > DEADLINE_MS) {
        throw new Error(`API Gateway did not accept ${role} as the account's CloudWatch Logs role within ${DEADLINE_MS / 60_000} minutes: ${name}: ${message}`);
      }
      await clock.sleep(wait);
    }
  }
}

async function ensureRole(client: APIGatewayClient, role: string): Promise<string> {
  const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
  if (cloudwatchRoleArn) {
    log({ kept: cloudwatchRoleArn });
    return cloudwatchRoleArn;
  }
  await client.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: role }] }));
  log({ set: role });
  return role;
}

function log(entry: object): void {
  console.log(JSON.stringify({ handler: 'account-logging', ...entry }));
}

export const handler = (event: CloudFormationCustomResourceEvent) => ensureAccountLogging(event);
