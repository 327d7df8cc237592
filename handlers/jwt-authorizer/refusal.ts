/** The caller has not shown who he is: 401. The reason is for the log, the caller is not told. */
export class Refusal extends Error {
  constructor(public readonly reason: string) {
    super(reason);
    this.name = 'Refusal';
  }
}

/** Nobody can tell whether the token is good, since the issuer's keys are not known: 500, and not 401, at which clients log their users out. */
export class KeysUnavailable extends Error {
  constructor(cause: string) {
    super(`the keys of the issuer are not available: ${cause}`);
    this.name = 'KeysUnavailable';
  }
}
