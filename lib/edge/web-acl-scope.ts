/** What a web ACL is for. */
export enum WebAclScope {
  /** Stages of REST APIs, in the Region of the web ACL. */
  REGIONAL = 'REGIONAL',

  /** Distributions of CloudFront. The web ACL has to be in us-east-1. */
  CLOUDFRONT = 'CLOUDFRONT',
}
