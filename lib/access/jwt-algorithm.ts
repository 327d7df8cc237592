/**
 * How tokens are signed: with a private key that only the issuer has. What is signed with a secret (`HS256`), and what is not
 * signed at all, is never taken.
 *
 * @see https://www.iana.org/assignments/jose/jose.xhtml#web-signature-encryption-algorithms
 */
export enum JwtAlgorithm {
  /** RSA with SHA-256: what most issuers use, Amazon Cognito among them. */
  RS256 = 'RS256',

  /** RSA with SHA-384. */
  RS384 = 'RS384',

  /** RSA with SHA-512. */
  RS512 = 'RS512',

  /** RSA-PSS with SHA-256. */
  PS256 = 'PS256',

  /** RSA-PSS with SHA-384. */
  PS384 = 'PS384',

  /** RSA-PSS with SHA-512. */
  PS512 = 'PS512',

  /** ECDSA on the curve P-256 with SHA-256. */
  ES256 = 'ES256',

  /** ECDSA on the curve P-384 with SHA-384. */
  ES384 = 'ES384',

  /** ECDSA on the curve P-521 with SHA-512. */
  ES512 = 'ES512',

  /** EdDSA on the curve Ed25519. */
  EDDSA = 'EdDSA',

  /** The same under the name of RFC 9864. */
  ED25519 = 'Ed25519',
}
