import { generateKeyPairSync, sign } from 'node:crypto';
import { ServerResponse } from 'node:http';
import { Clock } from './clock';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Who signs the tokens of users: a user pool of Amazon Cognito, as far as who checks them can see. */
export class TokenIssuer {
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  constructor(private readonly issuer: string, private readonly clock: Clock) {}

  /** An access token. */
  public token(user: string, clientId: string, seconds = 300): string {
    const now = Math.floor(this.clock.now() / 1000);
    const content = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({ iss: this.issuer, sub: user, client_id: clientId, token_use: 'access', iat: now, exp: now + seconds })}`;
    return `${content}.${sign('sha256', Buffer.from(content), this.keys.privateKey).toString('base64url')}`;
  }

  /** The discovery document and the keys. */
  public answer(url: string, response: ServerResponse): void {
    const jwksUri = `${this.issuer}/.well-known/jwks.json`;
    const documents: Record<string, object> = {
      [`${this.issuer}/.well-known/openid-configuration`]: { issuer: this.issuer, jwks_uri: jwksUri },
      [jwksUri]: { keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
    };
    response.writeHead(documents[url] ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(documents[url] ?? {}));
  }
}
