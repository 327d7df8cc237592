import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';

const DESCRIPTION = Symbol.for('cdk-gatehouse.routeDescription');

/** What a route of a HTTP API says to those who call it; API Gateway has no place for it. */
export interface RouteDescription {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: string[];
  readonly requestExample?: unknown;
  readonly responseExamples?: Record<string, unknown>;
  readonly deprecated?: object;
}

/** Keeps what a route says, for the document. */
export function describeRoute(route: CfnRoute, description: RouteDescription): void {
  Object.defineProperty(route, DESCRIPTION, { value: description });
}

/** What a route says. */
export function descriptionOf(route: CfnRoute): RouteDescription {
  return (route as { [DESCRIPTION]?: RouteDescription })[DESCRIPTION] ?? {};
}
