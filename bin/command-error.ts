import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExitCode } from './exit-code';

/** Ends the command with a sentence: lower-case, without a full stop. */
export class CommandError extends Error {
  constructor(message: string, public readonly exitCode: ExitCode = ExitCode.FAILED) {
    super(message);
    this.name = 'CommandError';
  }
}

export const usageError = (message: string) => new CommandError(message, ExitCode.USAGE);
export const notFound = (message: string) => new CommandError(message, ExitCode.NOT_FOUND);

/** What names of the SDK, of Node.js and of the services mean. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'ProviderError', 'TokenProviderError']);
const BAD_CREDENTIALS = new Set([
  'UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidClientTokenIdException', 'ExpiredTokenException', 'ExpiredToken', 'InvalidSignatureException',
  'SignatureDoesNotMatch', 'MissingAuthenticationTokenException', 'IncompleteSignature',
]);
const FORBIDDEN = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedException']);
const UNREACHED = /\b(ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|TimeoutError|socket hang up)\b/;

/** The sentence for whatever went wrong, and what the process ends with. */
export function commandErrorOf(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const { name = '', message = String(error), code, path } = error as NodeJS.ErrnoException;
  const said = oneLine(message);
  if (/region is missing/i.test(said)) return new CommandError('there is no Region: say --region, or set AWS_REGION', ExitCode.NOT_ALLOWED);
  if (NO_CREDENTIALS.has(name) || /could not load credentials|resolved credential object is not valid/i.test(said)) {
    return new CommandError('there are no credentials of AWS: sign in, set AWS_PROFILE, or say --profile', ExitCode.NOT_ALLOWED);
  }
  if (BAD_CREDENTIALS.has(name)) return new CommandError(`AWS does not accept the credentials: ${said}`, ExitCode.NOT_ALLOWED);
  if (FORBIDDEN.has(name)) return new CommandError(`the credentials do not allow it: ${said}`, ExitCode.NOT_ALLOWED);
  if (name === 'NotFoundException') return notFound(`API Gateway does not have it: ${said}`);
  if (name === 'ValidationError' && /does not exist/.test(said)) return notFound(`CloudFormation does not have it: ${said}`);
  if (/region not accepted/i.test(said)) return usageError(`the Region has to be the name of one, such as eu-west-1: ${said}`);
  if (code === 'ENOENT' && path) return usageError(existsSync(dirname(path)) ? `there is no file ${path}` : `there is no folder ${dirname(path)}`);
  if (code === 'EISDIR' || code === 'ENOTDIR') return usageError(`${path ?? 'what was named'} is ${code === 'EISDIR' ? 'a folder, and no file' : 'not in a folder'}`);
  if ((code === 'EACCES' || code === 'EPERM' || code === 'EROFS') && path) return usageError(`${path} must not be read or written: ${code}`);
  if (UNREACHED.test(`${name} ${code} ${said}`)) return new CommandError(`AWS does not answer: ${said}`);
  return new CommandError(said);
}

function oneLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter((line) => line).join(' ').replace(/\.$/, '') || 'something went wrong, and it does not say what';
}
