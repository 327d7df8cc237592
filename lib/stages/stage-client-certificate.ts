import { IClientCertificateRef } from 'aws-cdk-lib/aws-apigateway';
import { Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, apiTypeOf, isStage } from '../private/api-type';
import { fail } from '../private/errors';

/** Properties of `StageClientCertificate`. */
export interface StageClientCertificateProps {
  /** The certificate, such as a `ClientCertificate`. */
  readonly certificate: IClientCertificateRef;
}

/** The certificate that a stage of a REST or WebSocket API shows its HTTP backends. Replaces the stage's `ClientCertificateId`. */
export class StageClientCertificate extends Mixin {
  constructor(private readonly props: StageClientCertificateProps) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (apiTypeOf(stage) === 'HTTP') {
      fail('client certificates are for stages of REST and WebSocket APIs, and API Gateway offers none for HTTP APIs: leave the mixin out, and let the backend check a header that the integration sets', stage);
    }
    stage.clientCertificateId = this.props.certificate.clientCertificateRef.clientCertificateId;
  }
}
