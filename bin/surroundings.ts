import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../handlers/release/patience';

/** Where an API is, and whose credentials to use; what is not said is as for the AWS CLI. */
export interface Target {
  readonly region?: string;
  readonly profile?: string;
}

/** The services that the command talks to. */
export interface Clients {
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
}

/** What the command takes from its surroundings, so that a test can be these. */
export interface Surroundings {
  readonly cwd: string;
  readonly clock: Clock;
  /** How wide lines may be. */
  readonly width: number;
  /** Asks on the terminal. Not there without one. */
  readonly ask?: (question: string) => Promise<string>;
  clients(target: Target): Clients;
  /** Results: what a pipe or a file gets. */
  out(text: string | Uint8Array): void;
  /** Everything else. */
  err(text: string): void;
  /** Shows on the terminal what takes its time, until `done` is called. */
  progress?(text: string): Progress;
}

/** Something that takes its time. */
export interface Progress {
  now(text: string): void;
  done(): void;
}
