import { Annotations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Routes that a HTTP or WebSocket API may have if nobody has asked for more. */
const DEFAULT_QUOTA = 300;

/** Counts the routes of an API, and warns when they are more than an account takes in one from the beginning. */
export class RouteQuota {
  private routes = 0;

  constructor(private readonly scope: IConstruct) {}

  /** Counts one more route. */
  public count(): void {
    if (++this.routes !== DEFAULT_QUOTA + 1) return;
    Annotations.of(this.scope).addWarningV2('cdk-gatehouse:routeQuota',
      `the API has more than ${DEFAULT_QUOTA} routes, which is what an account takes in an API by default: before you deploy, ask for more in the console of Service Quotas, under Amazon API Gateway`);
  }
}
