import { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkNumber, isCount } from '../private/rules';

const IS_ORIGIN_SECRET = Symbol.for('cdk-gatehouse.OriginSecret');

/** Properties of `OriginSecret`. */
export interface OriginSecretProps {
  /**
   * The header in which a distribution sends the secret. What a caller sends in it is overwritten.
   *
   * @default 'x-origin-verify'
   */
  readonly headerName?: string;

  /**
   * Which secret the distribution sends, counted from 1.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Secrets that the API takes besides that of `generation`: the next one, before the distribution sends it, and the last one, until
   * no edge location sends it any more.
   *
   * @default - none
   */
  readonly otherGenerations?: number[];
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html */
const NOT_ADDED = [
  'cache-control', 'connection', 'content-length', 'cookie', 'host', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since',
  'max-forwards', 'pragma', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'range', 'request-range', 'te', 'trailer', 'transfer-encoding',
  'upgrade', 'via', 'x-real-ip',
];

/** The API reads these itself, or callers have to send them. */
const TAKEN = ['authorization', 'x-api-key', 'user-agent', 'x-forwarded-for', 'content-type', 'accept', 'origin'];

/**
 * What a distribution sends to an API with every request, and nobody else knows: by it the API refuses who goes around the distribution.
 *
 * AWS Secrets Manager makes the values; templates have references to them.
 *
 * To replace it without a refused call, in three deployments: (1) add the next generation to `otherGenerations`: the API takes both; (2) swap the two:
 * the distribution sends the next one; (3) when the distribution is deployed everywhere, take the old one out.
 *
 * @example
 *
 * const originSecret = new OriginSecret(this, 'OriginSecret');
 * const gateway = new RestGateway(this, 'OrdersApi', { webAcl: WebAcl.standard({ originSecret }) });
 * new ApiDistribution(this, 'Distribution', { stage: gateway.stage, originSecret });
 */
export class OriginSecret extends Construct {
  /** Whether a construct is an `OriginSecret`, also one of another copy of this library. */
  public static isOriginSecret(construct: any): construct is OriginSecret {
    return construct !== null && typeof construct === 'object' && IS_ORIGIN_SECRET in construct;
  }

  /** The header in which a distribution sends it. */
  public readonly headerName: string;

  /** The secrets that the API takes, first the one that is sent. */
  public readonly secrets: ISecret[];

  constructor(scope: Construct, id: string, props: OriginSecretProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_ORIGIN_SECRET, { value: true });
    checkMembers(props, ['headerName', 'generation', 'otherGenerations'], 'OriginSecret', this);
    const { headerName = 'x-origin-verify', generation = 1, otherGenerations = [] } = props;
    this.headerName = this.checkHeader(headerName);
    if (!Array.isArray(otherGenerations)) fail(`'otherGenerations' must be a list, such as [2], got ${show(otherGenerations)}`, this);
    const generations = [generation, ...otherGenerations];
    checkNumber('generation', generation, isCount, 'a whole number from 1', this);
    for (const other of otherGenerations) checkNumber('otherGenerations', other, isCount, 'whole numbers from 1', this);
    const twice = generations.find((one, index) => generations.indexOf(one) < index);
    if (twice !== undefined) fail(`'otherGenerations' must not have ${show(twice)}, which is there already: leave it out`, this);
    this.secrets = generations.map((one) => this.define(one));
  }

  /**
   * References to the values, first the one that is sent. They are in no template but as references.
   *
   * @internal
   */
  public get _values(): string[] {
    return this.secrets.map((secret) => secret.secretValue.unsafeUnwrap()); // a dynamic reference
  }

  private define(generation: number): Secret {
    return new Secret(this, `Generation${generation}`, {
      description: `What CloudFront sends to the API: ${this.node.path}, generation ${generation}`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true, includeSpace: false },
    });
  }

  /** Of the headers that CloudFront does not add, and of those that mean something else. */
  private checkHeader(name: string): string {
    const wrong = (why: string) => fail(`'headerName' must be a header of your own, got ${show(name)}${why}: write "x-origin-verify", for example`, this);
    if (typeof name !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(name)) return wrong(', which is not 1 to 64 letters, digits and hyphens');
    const lower = name.toLowerCase();
    if (NOT_ADDED.includes(lower) || lower.startsWith('x-amz-') || lower.startsWith('x-edge-')) return wrong(', which CloudFront does not add');
    if (TAKEN.includes(lower) || lower.startsWith('cloudfront-')) return wrong(', which callers, CloudFront or API Gateway need');
    return lower;
  }
}
