import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** What the library throws when a user's input cannot work. */
class ValidationError extends Error {
  constructor(message: string, scope?: IConstruct) {
    super(scope ? `${message}\n    at [${scope.node.path || '<root>'}]` : message);
    this.name = 'ValidationError';
  }
}

/**
 * Throws the library's error: one sentence in lower case without a full stop that quotes the
 * prop, shows the value that was given, and says what to write instead.
 *
 * @param message the sentence
 * @param scope   the construct that the user has to look at; its path is the second line
 */
export function fail(message: string, scope?: IConstruct): never {
  throw new ValidationError(message, scope);
}

/** A value as an error message shows it: strings quoted, structures as JSON, objects of a class by its name, and numbers that JSON lacks in words. */
export function show(value: unknown): string {
  return inWords(value) ?? asJson(value) ?? String(value);
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, inner) => inWords(inner) ?? inner);
  } catch {
    return 'what JSON cannot say'; // a structure that is in itself
  }
}

/** What JSON would leave out, or show as something else. */
function inWords(value: unknown): string | undefined {
  if (typeof value === 'number') return Token.isUnresolved(value) ? 'a token of a number' : Number.isFinite(value) ? undefined : String(value);
  const type = typeof value === 'object' && value !== null ? value.constructor : undefined;
  // what is compiled by jsii keeps its full name there; the name of its class may have been changed by a bundler
  return type && !['Object', 'Array'].includes(type.name) ? `an instance of ${(type as any)[Symbol.for('jsii.rtti')]?.fqn ?? type.name}` : undefined;
}
