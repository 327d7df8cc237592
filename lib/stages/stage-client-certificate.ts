import { IClientCertificateRef } from 'aws-cdk-lib/aws-apigateway';
import { Mixin, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ClientCertificate } from './client-certificate';
import { AnyStage, apiTypeOf, isStage } from '../private/api-type';
import { fail, show } from '../private/errors';

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
    const { certificate } = this.props;
    if (typeof certificate?.clientCertificateRef?.clientCertificateId !== 'string') fail(`'certificate' must be a ClientCertificate, or a CfnClientCertificate of aws-cdk-lib, got ${show(certificate)}`, stage);
    if (ClientCertificate.isClientCertificate(certificate) && Stack.of(certificate) !== stage.stack) {
      fail(`'clientCertificate' must be of the stack of the API, got [${certificate.node.path}], since another stack cannot give up a generation that this one still shows: define one in each stack`, stage);
    }
    stage.clientCertificateId = certificate.clientCertificateRef.clientCertificateId;
  }
}
