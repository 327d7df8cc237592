import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Checks that a route says once where its requests go. */
export function checkTarget(
  route: string,
  options: { handler?: unknown; integration?: unknown; stagedHandler?: unknown },
  hasDefault: boolean,
  scope: IConstruct,
): void {
  if (options.stagedHandler) {
    const other = options.handler ? 'handler' : 'integration';
    if (options[other]) fail(`set either 'stagedHandler' or '${other}' for route ${show(route)}, got both`, scope);
    return;
  }
  if (options.handler && options.integration) fail(`set either 'handler' or 'integration' for route ${show(route)}, got both`, scope);
  if (!options.handler && !options.integration && !hasDefault) fail(`set either 'handler' or 'integration' for route ${show(route)}, got neither`, scope);
}
