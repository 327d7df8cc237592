import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';

/** What a stage says of the execution log of a route. */
interface LoggedRoute {
  readonly loggingLevel?: MethodLoggingLevel;
  readonly dataTrace?: boolean;
}

/** Whether any route of a stage writes execution logs by its own settings. */
export function routesAreLogged(routes: Record<string, LoggedRoute> = {}): boolean {
  const isLogged = ({ loggingLevel = MethodLoggingLevel.OFF, dataTrace = false }: LoggedRoute) => dataTrace || loggingLevel !== MethodLoggingLevel.OFF;
  return Object.values(routes).some(isLogged);
}
