import { fail, show } from '../private/errors';

/** What a line of an access log can say: one of API Gateway's variables, and the key under which its value stands. */
export abstract class AccessLogField {
  /** The variable, as API Gateway reads it: "$context.identity.sourceIp". */
  public readonly variable: string;

  /**
   * @param path       what follows "$context." in the variable
   * @param key        the key under which the value stands, in JSON and XML: "sourceIp"
   * @param isFreeText whether somebody else writes the text: the caller, the backend, an authorizer, a certificate. It may hold any
   *                   character, for which only JSON has an escape that API Gateway is known to write.
   */
  protected constructor(path: string, public readonly key: string, public readonly isFreeText: boolean) {
    this.variable = `$context.${path}`;
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key)) {
      fail(`'key' of an access-log field must be letters, digits, underscores, hyphens and points, and begin with a letter, got ${show(key)}: write "userId", for example`);
    }
  }
}

/** What API Gateway says of authorizers. */
const OWN_NAMES = ['claims', 'error', 'integrationLatency', 'integrationStatus', 'latency', 'principalId', 'requestId', 'status'];

/** The path of a variable that an authorizer fills. */
export function authorizerVariable(name: string, prefix = ''): string {
  if (!/^[A-Za-z0-9_]+$/.test(name)) {
    fail(`'name' of what an authorizer knows must be letters, digits and underscores, got ${show(name)}: AWS documents no others; let the authorizer return it under such a name`);
  }
  if (prefix === '' && OWN_NAMES.includes(name)) {
    fail(`'name' of what an authorizer returns must not be ${show(name)}, which API Gateway has itself: take its field, or let the authorizer return it under another name`);
  }
  return `authorizer.${prefix}${name}`;
}
