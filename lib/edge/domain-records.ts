import { Failover, IHealthCheck } from 'aws-cdk-lib/aws-route53';
import { Names, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RecordRouting } from './record-routing';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { has, isNumberToken, isTextToken } from '../private/kinds';

/** Options of records that share their name with others. */
export interface RoutedRecordsOptions {
  /**
   * Route 53 answers with the records only while this health check passes.
   *
   * @default - they are always answered
   */
  readonly healthCheck?: IHealthCheck;

  /**
   * What tells them from the others of the name, at most 128 characters.
   *
   * @default - the Region for `latency`, "primary" or "secondary" for failover, and the Region with the construct's path for `weighted`
   */
  readonly setIdentifier?: string;
}

/** Options of the records that are answered while they are healthy. */
export interface PrimaryRecordsOptions {
  /** The health check, without which Route 53 would never turn to the others: of the API in this Region, by its own endpoint or another name, since the name may lead elsewhere. */
  readonly healthCheck: IHealthCheck;

  /**
   * What tells them from the others of the name, at most 128 characters.
   *
   * @default 'primary'
   */
  readonly setIdentifier?: string;
}

const MAX_WEIGHT = 255;

/**
 * How Route 53 answers for the name of a domain.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
export abstract class DomainRecords {
  /** One answer for all. */
  public static simple(): DomainRecords {
    return new Routed('DomainRecords.simple()', () => ({}));
  }

  /** No records: they are made elsewhere. */
  public static none(): DomainRecords {
    return new Routed('DomainRecords.none()', () => undefined);
  }

  /** The answer of the Region that is nearest by latency: define the domain in each Region, with records like these. */
  public static latency(options: RoutedRecordsOptions = {}): DomainRecords {
    return new Routed('DomainRecords.latency', (scope) => ({ region: Stack.of(scope).region, setIdentifier: Stack.of(scope).region }), options);
  }

  /**
   * This answer as often as its part of all weights.
   *
   * @param weight from 0, for never, to 255
   */
  public static weighted(weight: number, options: RoutedRecordsOptions = {}): DomainRecords {
    if (!isNumberToken(weight) && !(Number.isInteger(weight) && weight >= 0 && weight <= MAX_WEIGHT)) {
      fail(`'weight' must be a whole number from 0 to ${MAX_WEIGHT}, got ${typeof weight === 'number' ? weight : show(weight)}: write 100, for example`);
    }
    return new Routed('DomainRecords.weighted', (scope) => ({ weight, setIdentifier: `${Stack.of(scope).region}-${Names.uniqueResourceName(scope, { maxLength: 90 })}` }), options);
  }

  /** This answer while its health check passes. */
  public static failoverPrimary(options: PrimaryRecordsOptions): DomainRecords {
    if (!isHealthCheck(options?.healthCheck)) fail(`'healthCheck' must be a health check of aws-cdk-lib/aws-route53, got ${show(options?.healthCheck)}: without one Route 53 never turns to the secondary records`);
    return new Routed('DomainRecords.failoverPrimary', () => ({ failover: Failover.PRIMARY, setIdentifier: 'primary' }), options);
  }

  /** This answer while the health check of the primary records fails. */
  public static failoverSecondary(options: RoutedRecordsOptions = {}): DomainRecords {
    return new Routed('DomainRecords.failoverSecondary', () => ({ failover: Failover.SECONDARY, setIdentifier: 'secondary' }), options);
  }

  /**
   * What the record sets have; undefined if there are none.
   *
   * @internal
   */
  public abstract _bind(scope: IConstruct): RecordRouting | undefined;
}

class Routed extends DomainRecords {
  constructor(
    factory: string,
    private readonly route: (scope: IConstruct) => RecordRouting | undefined,
    private readonly options: RoutedRecordsOptions = {},
  ) {
    super();
    checkMembers(options, ['healthCheck', 'setIdentifier'], factory);
    const { healthCheck, setIdentifier } = options;
    if (healthCheck !== undefined && !isHealthCheck(healthCheck)) fail(`'healthCheck' must be a health check of aws-cdk-lib/aws-route53, got ${show(healthCheck)}`);
    const known = setIdentifier !== undefined && !isTextToken(setIdentifier);
    if (known && !(typeof setIdentifier === 'string' && setIdentifier.length >= 1 && setIdentifier.length <= 128)) {
      fail(`'setIdentifier' must be 1 to 128 characters, got ${show(setIdentifier)}: write "eu-west-1", for example`);
    }
  }

  public _bind(scope: IConstruct): RecordRouting | undefined {
    const routing = this.route(scope);
    const { healthCheck, setIdentifier } = this.options;
    return routing && { ...routing, ...(healthCheck && { healthCheck }), ...(setIdentifier !== undefined && { setIdentifier }) };
  }
}

const isHealthCheck = has('healthCheckId', 'string');
