import { Throttle } from './described-api';

const LONGEST = 100;

/** A value as code of Markdown, on one line. */
export function code(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value) ?? 'nothing').replace(/\s+/g, ' ').replace(/`/g, "'");
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text || ' '}\``;
}

/** Text from elsewhere as text of Markdown, in which nothing is a link, a name, or HTML. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~#@]/g, (sign) => (sign === '@' ? '@\u200B' : `\\${sign}`));
}

/** How fast something may be called. */
export function throttleText({ rate, burst }: Throttle): string {
  if (rate === undefined && burst === undefined) return 'no throttle of its own';
  return [rate !== undefined && `${number(rate)} a second`, burst !== undefined && `burst ${number(burst)}`].filter(Boolean).join(', ');
}

/** Whether a throttle lets more through than another. */
export function isRaised(before: Throttle, after: Throttle): boolean {
  return limit(after.rate) > limit(before.rate) || limit(after.burst) > limit(before.burst);
}

/** A list as a sentence has it. */
export function listed(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** A count with its noun: "2 routes". */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A number with its thousands. */
export function number(value: number | string): string {
  return /^-?\d+(\.\d+)?$/.test(String(value)) ? String(value).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') : code(value);
}

/** Without a limit, and with one that is known at deployment only, as much as there is. */
function limit(value: number | string | undefined): number {
  const known = Number(value ?? Infinity);
  return Number.isNaN(known) || known < 0 ? Infinity : known;
}
