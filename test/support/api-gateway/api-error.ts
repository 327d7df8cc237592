/** What API Gateway answers when it refuses: the name that the SDK makes a class of, the status, the message. */
export class ApiError extends Error {
  /** As the SDK's exceptions have it. */
  public readonly $metadata: { readonly httpStatusCode: number };

  /** As the SDK's exceptions have it: the header "Retry-After". */
  public readonly retryAfterSeconds?: string;

  constructor(public readonly name: string, public readonly status: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.$metadata = { httpStatusCode: status };
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = String(retryAfterSeconds);
  }
}

/** No answer: the connection broke, or nothing came in time. Named as the SDK names both. */
export class NoAnswerError extends Error {
  public readonly name = 'TimeoutError';

  /** As Node.js has it. */
  public readonly code: 'ECONNRESET' | 'ETIMEDOUT';

  constructor(public readonly reason: 'reset' | 'hang', public readonly applied: boolean) {
    super(reason === 'reset' ? 'socket hang up' : 'no answer in time');
    this.code = reason === 'reset' ? 'ECONNRESET' : 'ETIMEDOUT';
  }
}

export const badRequest = (message: string): ApiError => new ApiError('BadRequestException', 400, message);

export const notFound = (message: string): ApiError => new ApiError('NotFoundException', 404, message);

export const conflict = (message: string): ApiError => new ApiError('ConflictException', 409, message);
