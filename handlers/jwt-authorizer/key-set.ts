import { createLocalJWKSet } from 'jose/jwks/local';
import { secure } from './configuration';
import { KeysUnavailable, Refusal } from './refusal';

/** After this time the keys are asked for again, so that a key that the issuer has withdrawn is forgotten. */
const FRESH_MS = 10 * 60_000;

/** While the issuer does not answer, its keys hold so long: as long as HTTP APIs may keep them in any case. */
const USABLE_MS = 2 * 60 * 60_000;

/** However many tokens name keys that nobody has seen, the issuer is not asked more often. */
const COOLDOWN_MS = 30_000;

/** The same without any key, when no call can pass. */
const COLD_COOLDOWN_MS = 1_000;

/** For the discovery document and the keys together; API Gateway is waiting. */
const TIMEOUT_MS = 4_000;

/** Much more than any issuer has, in bytes. */
const LONGEST_DOCUMENT = 1_048_576;

/** Of RSA keys. https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const LEAST_BITS = 2048;

type FindKey = ReturnType<typeof createLocalJWKSet>;
type Header = NonNullable<Parameters<FindKey>[0]>;
type Jws = Parameters<FindKey>[1];
type Key = Awaited<ReturnType<FindKey>>;

/** What the authorizer takes from its surroundings, so that a test can stand in for them. */
export interface Surroundings {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly log: (entry: object) => void;
}

/** The public keys of an issuer, kept from one invocation to the next. */
export class KeySet {
  private keys?: { readonly find: FindKey; readonly since: number };
  private lastAttempt = -Infinity;
  private attempts = 0;
  private failure?: string;
  private pending?: Promise<void>;

  constructor(private readonly issuer: string, private readonly jwksUri: string | undefined, private readonly surroundings: Surroundings) {}

  /** The key that a token names, from the issuer's set and from nowhere else: keys and addresses in the token's header are not looked at. */
  public async keyOf(header: Header, token: Jws): Promise<Key> {
    if (typeof header.kid !== 'string') throw new Refusal('no key named');
    const attempts = this.attempts;
    if (this.age() > FRESH_MS) await this.refresh();
    let found = await this.find(header, token);
    if (!found.key && this.attempts === attempts) { // one for each call: API Gateway is waiting
      await this.refresh(); // the issuer may have begun to sign with another key
      found = await this.find(header, token);
    }
    if (found.key) return found.key;
    if (found.unusable) throw new KeysUnavailable(`the key ${JSON.stringify(header.kid)} cannot be used: ${found.unusable}`);
    if (this.failure) throw new KeysUnavailable(this.failure);
    throw new Refusal('unknown key');
  }

  private age(): number {
    return this.surroundings.now() - (this.keys?.since ?? -Infinity);
  }

  /** A key, or why the one that is meant is none: that is the issuer's fault, and not the caller's. */
  private async find(header: Header, token: Jws): Promise<{ readonly key?: Key; readonly unusable?: string }> {
    if (!this.keys || this.age() > USABLE_MS) return {};
    try {
      const key = await this.keys.find(header, token);
      const { modulusLength = LEAST_BITS } = key.algorithm as { modulusLength?: number };
      return modulusLength < LEAST_BITS ? { unusable: `it has ${modulusLength} bits, and not ${LEAST_BITS}` } : { key };
    } catch (error) {
      return (error as { code?: string }).code === 'ERR_JWKS_NO_MATCHING_KEY' ? {} : { unusable: failureOf(error) };
    }
  }

  private async refresh(): Promise<void> {
    const cooldown = this.age() > USABLE_MS ? COLD_COOLDOWN_MS : COOLDOWN_MS;
    if (!this.pending && this.surroundings.now() - this.lastAttempt < cooldown) return;
    this.pending ??= this.load().finally(() => (this.pending = undefined));
    await this.pending;
  }

  private async load(): Promise<void> {
    const since = this.surroundings.now();
    this.attempts++;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const jwks = await this.json(this.jwksUri ?? await this.discover(signal), signal);
      createLocalJWKSet(jwks); // which checks that it is a set
      if (jwks.keys.length === 0) throw new Error('the set is empty');
      this.keys = { find: createLocalJWKSet({ ...jwks, keys: distinct(jwks.keys) }), since };
      this.failure = undefined;
    } catch (error) {
      this.failure = failureOf(error);
      this.surroundings.log({ keys: 'not loaded', failure: this.failure, kept: this.age() <= USABLE_MS });
    } finally {
      this.lastAttempt = this.surroundings.now(); // its end: an issuer that hangs is not asked again at once
    }
  }

  /**
   * Where the keys are, as the issuer says. Each provider has them at another path, and all have the document.
   *
   * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
   */
  private async discover(signal: AbortSignal): Promise<string> {
    const document = await this.json(`${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, signal);
    if (document.issuer !== this.issuer) throw new Error('the discovery document is of another issuer');
    if (typeof document.jwks_uri !== 'string') throw new Error('the discovery document has no jwks_uri');
    return secure(document.jwks_uri, 'jwks_uri');
  }

  private async json(url: string, signal: AbortSignal): Promise<any> {
    const response = await this.surroundings.fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
    if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
    const value = JSON.parse(await textOf(response, url));
    if (typeof value !== 'object' || value === null) throw new Error(`${url} answers no structure`);
    return value;
  }
}

/** The text of an answer, of which no more is read than an issuer has to say. */
async function textOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) { // left early, the rest is not fetched
    size += chunk.byteLength;
    if (size > LONGEST_DOCUMENT) throw new Error(`${url} answers more than ${LONGEST_DOCUMENT} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Keys without those that are there twice, whatever the order of their members: two that differ under one name stay two. */
function distinct(keys: object[]): object[] {
  const canonical = (key: object) => JSON.stringify(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1)));
  return [...new Map(keys.map((key) => [canonical(key), key])).values()];
}

/** What went wrong, with the reason that fetch keeps in the cause: "fetch failed" alone says nothing, nor do names of classes in a bundle. */
function failureOf(error: unknown): string {
  const { name, message, code, cause } = error as Error & { code?: unknown; cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message;
  return `${typeof code === 'string' ? code : name}: ${message}${reason ? ` (${reason})` : ''}`;
}
