import * as sdk from '@aws-sdk/client-api-gateway';
import { ApiError } from './api-error';
import { ControlPlane } from './control-plane';
import { Operation } from './operations';

/** What code under test needs of an SDK client. */
export type Client = Pick<sdk.APIGatewayClient, 'send'>;

/**
 * A client as the SDK's on a control plane, with no HTTP and no retries: answers and exceptions are the SDK's, each in a
 * later turn of the event loop's microtasks.
 */
export function inMemoryClient(plane: ControlPlane): Client {
  const send = async (command: { input: any; constructor: { name: string } }): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, '') as Operation;
    try {
      return { ...plane.call(operation, command.input), $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } };
    } catch (error) {
      throw error instanceof ApiError ? sdkError(error) : error;
    }
  };
  return { send } as unknown as Client;
}

function sdkError({ name, message, $metadata, retryAfterSeconds, status }: ApiError): Error {
  const known = (sdk as unknown as Record<string, (new (options: object) => Error) | undefined>)[name];
  const options = { message, $metadata, ...(retryAfterSeconds && { retryAfterSeconds }) };
  return known ? new known(options) : new sdk.APIGatewayServiceException({ name, $fault: status < 500 ? 'client' : 'server', ...options });
}
