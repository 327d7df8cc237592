import { createHash, timingSafeEqual } from 'node:crypto';

/** What it takes of the events of HTTP APIs (2.0), of WebSocket APIs and of REST APIs. */
export interface OriginEvent {
  readonly version?: string;
  readonly headers?: Record<string, string | undefined> | null;
  readonly methodArn?: string;
  readonly requestContext?: { readonly requestId?: string };
}

/** What the handler takes from its surroundings, so that a test can stand in for them. */
export interface Surroundings {
  readonly readSecret: (arn: string) => Promise<string | undefined>;
  readonly now: () => number;
  readonly log: (entry: object) => void;
}

/** How long values are kept, and how soon they are looked up again for a value that is not known. */
const [KEPT_MS, AGAIN_MS] = [5 * 60_000, 10_000];

const REAL: Surroundings = {
  readSecret: async (arn) => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return (await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
  },
  now: Date.now,
  log: (entry) => console.log(JSON.stringify({ handler: 'origin-verifier', ...entry })),
};

/** Lets in what has one of the values of secrets in a header, which is what a distribution sends. */
export function originVerifier(environment: Record<string, string | undefined>, surroundings: Surroundings = REAL) {
  const header = required(environment, 'HEADER_NAME').toLowerCase();
  const arns = required(environment, 'SECRET_ARNS').split(' ');
  let known: { readonly values: Buffer[]; readonly at: number } | undefined;
  const look = async () => {
    const values = await Promise.all(arns.map((arn) => surroundings.readSecret(arn)));
    if (values.some((value) => !value)) throw new Error('a secret has no text');
    known = { values: values.map((value) => digest(value!)), at: surroundings.now() };
    return known.values;
  };
  const isKnown = async (value: string) => {
    const sent = digest(value);
    const has = (values: Buffer[]) => values.map((one) => timingSafeEqual(one, sent)).includes(true);
    const age = known ? surroundings.now() - known.at : Infinity;
    if (known && age < KEPT_MS && (has(known.values) || age < AGAIN_MS)) return has(known.values);
    return has(await look()); // it may have been rotated
  };

  return async (event: OriginEvent) => {
    const requestId = event.requestContext?.requestId;
    const values = Object.entries(event.headers ?? {}).filter(([name]) => name.toLowerCase() === header).map(([, value]) => value ?? '');
    const isAuthorized = values.length === 1 && values[0] !== '' && await isKnown(values[0]);
    if (!isAuthorized) surroundings.log({ refused: values.length === 0 ? 'no header' : 'another value', requestId });
    return event.version === '2.0' ? { isAuthorized } : policy(event, isAuthorized);
  };
}

/** The answer to WebSocket and REST APIs, for the whole stage, since it depends on the header alone. */
function policy({ methodArn }: OriginEvent, isAuthorized: boolean) {
  const [stage] = /^arn:[^:*]+:execute-api:[^:*]*:[^:*]*:[^/*]+\/[^/*]+(?=\/)/.exec(String(methodArn)) ?? [];
  if (!stage) throw new Error('not an event of a REQUEST authorizer');
  const Statement = [{ Action: 'execute-api:Invoke', Effect: isAuthorized ? 'Allow' : 'Deny', Resource: `${stage}/*` }];
  return { principalId: 'distribution', policyDocument: { Version: '2012-10-17', Statement } };
}

/** Of one length, whatever was sent. */
function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function required(environment: Record<string, string | undefined>, name: string): string {
  return environment[name] || (() => { throw new Error(`${name} is not set`); })();
}

let verify: ReturnType<typeof originVerifier> | undefined;

export const handler = async (event: OriginEvent) => {
  verify ??= originVerifier(process.env);
  return verify(event);
};
