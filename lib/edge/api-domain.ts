import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DomainFacts } from './domain-facts';
import { DomainRoutes } from './domain-routes';
import { fail, show } from '../private/errors';

/** A custom domain of API Gateway that stages of several APIs may have: a `GatewayDomain`, or one that is imported. */
export abstract class ApiDomain extends Construct {
  /** The name: "api.example.com". */
  public abstract readonly name: string;

  /** The ARN of the domain. */
  public abstract readonly domainNameArn: string;

  /**
   * The name as a reference, which makes what has it wait for the domain.
   *
   * @internal
   */
  public abstract readonly _domainName: string;

  /** @internal */
  public abstract readonly _facts: DomainFacts;

  /**
   * The URL of a base path, ending in "/". Fails for a wildcard domain, which has no single one.
   *
   * @param basePath "orders", for example; none for the URL of the domain itself
   */
  public urlFor(basePath = ''): string {
    return `https://${this._host}/${basePath === '' ? '' : `${basePath}/`}`;
  }

  /** @internal */
  public get _host(): string {
    if (!Token.isUnresolved(this.name) && this.name.startsWith('*')) {
      fail(`the domain ${show(this.name)} has no URL of its own, since it is for all names one level below: write one of them yourself`, this);
    }
    return this.name;
  }

  /** @internal */
  public get _routes(): DomainRoutes {
    return DomainRoutes.of(this.name, this);
  }
}
