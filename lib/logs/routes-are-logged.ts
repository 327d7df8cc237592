import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';

/** What a stage says of the execution log of a route. */
interface LoggedRoute {
  readonly loggingLevel?: MethodLoggingLevel;
  readonly dataTrace?: boolean;
}

/** Whether any route of a stage writes execution logs by its own settings. */
export function routesAreLogged(routes: Record<string, LoggedRoute> = {}): boolean {
  return Object.values(routes).some(({ loggingLevel = MethodLoggingLevel.OFF, dataTrace }) => dataTrace === true || loggingLevel !== MethodLoggingLevel.OFF);
}
