/** A moment as people read it, in the time zone that API Gateway and CloudFormation show it in. */
export function moment(time: string): string {
  return `${minute(time)} UTC`;
}

/** The same where a heading says the time zone. */
export function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** "1 route", "2 routes". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** "a, b or c". */
export function alternatives(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** ISO 8601, of what an SDK gives as a date. */
export function iso(date: Date | number | undefined): string | null {
  return date === undefined ? null : new Date(date).toISOString();
}
