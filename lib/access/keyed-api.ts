import { AnyStage } from '../private/api-type';

/** A route that asks for an API key. */
export interface KeyedRoute {
  readonly routeKey: string;
  readonly authorizationType?: string;
}

/** What the keys of an API are for, as it is when the app is complete. */
export interface KeyedApi {
  /** The L1s of the stages, by name. */
  readonly stages: () => ReadonlyMap<string, AnyStage>;
  readonly keyedRoutes: () => KeyedRoute[];
  /** Whether the gateway has usage plans of its own. */
  readonly hasPlans: () => boolean;
  /** Whether it is the Lambda authorizer that names the key. */
  readonly keyIsOfAuthorizer: () => boolean;
  /** What to write for keys that are in a header. */
  readonly headerInstead: string;
}
