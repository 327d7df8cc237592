import { CfnClientCertificate, ClientCertificateReference, IClientCertificateRef } from 'aws-cdk-lib/aws-apigateway';
import { ResourceEnvironment, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, isText } from '../private/kinds';
import { checkNumber, isCount } from '../private/rules';

const IS_CLIENT_CERTIFICATE = Symbol.for('cdk-gatehouse.ClientCertificate');

/** Properties of `ClientCertificate`. */
export interface ClientCertificateProps {
  /**
   * What the certificate is for.
   *
   * @default - the path of the construct, and the generation
   */
  readonly description?: string;

  /**
   * Which certificate the stages show, counted from 1.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Certificates that exist beside that of `generation`: the next one, before the backends trust it, and the last one, until
   * nobody needs to go back.
   *
   * @default - none
   */
  readonly otherGenerations?: number[];
}

const PROPS: Members<ClientCertificateProps> = { description: true, generation: true, otherGenerations: true };

/**
 * A certificate with which stages of REST and WebSocket APIs tell HTTP backends that API Gateway is calling. API Gateway generates it,
 * keeps its private key, and lets it expire after a year.
 *
 * It has to be of the stack of the API.
 *
 * To renew it without a refused call, in three deployments: (1) add the next generation to `otherGenerations`, and give its certificate
 * (`aws apigateway get-client-certificate`) to the backends beside the old one; (2) swap the two; (3) take the old one out.
 *
 * @example
 *
 * const clientCertificate = new ClientCertificate(this, 'BackendCertificate', { generation: 1, otherGenerations: [2] });
 * new RestGateway(this, 'OrdersApi', { clientCertificate });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
 */
export class ClientCertificate extends Construct implements IClientCertificateRef {
  /** Whether a construct is a `ClientCertificate`, also one of another copy of this library. */
  public static isClientCertificate(construct: any): construct is ClientCertificate {
    return construct !== null && typeof construct === 'object' && IS_CLIENT_CERTIFICATE in construct;
  }

  /** The id of the certificate of `generation`. */
  public readonly clientCertificateId: string;

  constructor(scope: Construct, id: string, props: ClientCertificateProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_CLIENT_CERTIFICATE, { value: true });
    checkMembers(props, Object.keys(PROPS), 'ClientCertificate', this);
    checkKinds(props, [['description', isText, 'text']], this);
    const { generation = 1, otherGenerations = [] } = props;
    if (!Array.isArray(otherGenerations)) fail(`'otherGenerations' must be a list, such as [2], got ${show(otherGenerations)}`, this);
    const generations = [generation, ...otherGenerations];
    const unknown = generations.find((one) => Token.isUnresolved(one));
    if (unknown !== undefined) fail("'generation' and 'otherGenerations' must be known at synthesis, got a token: write 2, for example", this);
    checkNumber('generation', generation, isCount, 'a whole number from 1', this);
    for (const other of otherGenerations) checkNumber('otherGenerations', other, isCount, 'whole numbers from 1', this);
    const twice = generations.find((one, index) => generations.indexOf(one) < index);
    if (twice !== undefined) fail(`'otherGenerations' must not have ${show(twice)}, which is there already: leave it out`, this);
    const [current] = generations.map((one) => this.define(one, props.description));
    this.clientCertificateId = current.ref;
  }

  /** A reference to the certificate of `generation`. */
  public get clientCertificateRef(): ClientCertificateReference {
    return { clientCertificateId: this.clientCertificateId };
  }

  /** The environment of the certificate. */
  public get env(): ResourceEnvironment {
    const { account, region } = Stack.of(this);
    return { account, region };
  }

  private define(generation: number, description = this.node.path): CfnClientCertificate {
    return new CfnClientCertificate(this, `Generation${generation}`, { description: `${description}, generation ${generation}` });
  }
}
