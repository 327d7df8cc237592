import { ICertificateRef } from 'aws-cdk-lib/aws-certificatemanager';
import { Arn, ArnFormat, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** The ARN of a certificate. What the reference calls it differs by the version of the CDK. */
export function certificateArnOf(certificate: ICertificateRef): string {
  const { certificateArn, certificateId } = certificate.certificateRef as { certificateArn?: string; certificateId?: string };
  return certificateArn ?? certificateId!;
}

/** A Region that a certificate has to be in. */
export interface CertificatePlace {
  /** The prop that names the certificate. */
  readonly prop: string;
  /** The Region, as an expression or a name. */
  readonly region: string;
  /** Who asks for it: "an edge-optimized domain". */
  readonly owner: string;
}

/** Fails for what is no certificate of ACM, and for one of another Region, as far as its Region is known. */
export function checkCertificate(scope: IConstruct, certificate: ICertificateRef, { prop, region, owner }: CertificatePlace): void {
  if (typeof certificate !== 'object' || certificate === null || typeof certificate.certificateRef !== 'object') {
    fail(`'${prop}' is a certificate of AWS Certificate Manager, got ${show(certificate)}: give an 'acm.Certificate', or 'acm.Certificate.fromCertificateArn(…)'`, scope);
  }
  const arn = certificateArnOf(certificate);
  if (!Token.isUnresolved(arn) && !/^arn:[\w-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/.test(arn)) {
    fail(`'${prop}' is a certificate of AWS Certificate Manager, got ${show(arn)}: write "arn:aws:acm:<region>:<account>:certificate/<id>"`, scope);
  }
  const actual = Token.isUnresolved(arn) ? certificate.env.region : Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME).region!;
  if (Token.isUnresolved(actual) || Token.isUnresolved(region) || actual === region) return;
  fail(`'${prop}' of ${owner} is in ${show(region)}, got one of ${show(actual)}: request the certificate in ${region}`, scope);
}
