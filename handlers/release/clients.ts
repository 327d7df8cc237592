import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** What of the SDK's clients a test replaces. */
export interface ClientsConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler?: any;
}

/** The services that a release needs. */
export interface Clients {
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
}

/** Clients that do not repeat by themselves, since what was refused is to be looked at before it is repeated, and that do not wait for ever. */
export function clients(config: ClientsConfig = {}): Clients {
  const all = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true }, ...config };
  return { apiGateway: new APIGatewayClient(all), cloudFormation: new CloudFormationClient(all), cloudWatch: new CloudWatchClient(all) };
}
