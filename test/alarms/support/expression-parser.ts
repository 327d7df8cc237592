/**
 * What the parsers of metric math and of rules of composite alarms have in common: tokens, and a cursor over them.
 *
 * A general expression parser (`jsep`, `mathjs`) would read JavaScript that CloudWatch does not, such as member access and `===`,
 * and would bring precedences that AWS does not publish; the two grammars are smaller than the guards against that.
 */
export class Tokens {
  private readonly tokens: string[];
  private position = 0;

  /** Fails on characters that none of the patterns matches. */
  public constructor(private readonly text: string, pattern: RegExp) {
    this.tokens = text.match(new RegExp(`${pattern.source}|\\S`, 'gu')) ?? [];
    const odd = this.tokens.find((token) => !new RegExp(`^(?:${pattern.source})$`, 'u').test(token));
    if (odd) this.fail(`unknown character ${odd}`);
  }

  public get next(): string | undefined {
    return this.tokens[this.position];
  }

  public take(): string {
    return this.tokens[this.position++] ?? this.fail('it ends too early');
  }

  /** Takes the next token if it is one of these. */
  public takeIf(...wanted: string[]): string | undefined {
    return this.next !== undefined && wanted.includes(this.next) ? this.take() : undefined;
  }

  public expect(wanted: string): void {
    if (this.takeIf(wanted) === undefined) this.fail(`expected ${wanted}, got ${this.next ?? 'its end'}`);
  }

  public end(): void {
    if (this.next !== undefined) this.fail(`expected its end, got ${this.next}`);
  }

  public fail(reason: string): never {
    throw new Error(`cannot read ${JSON.stringify(this.text)}: ${reason}`);
  }
}
