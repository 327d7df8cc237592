import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';

/** What a stage says of the execution log of a route. */
interface LoggedRoute {
  readonly loggingLevel?: MethodLoggingLevel;
  readonly dataTrace?: boolean;
}

/** Whether any route of a stage writes execution logs by its own settings. */
export function routesAreLogged(routes: Record<string, LoggedRoute> = {}): boolean {
  const { OFF } = MethodLoggingLevel;
  return Object.values(routes).some(({ loggingLevel = OFF, dataTrace = false }) => dataTrace || loggingLevel !== OFF);
}
