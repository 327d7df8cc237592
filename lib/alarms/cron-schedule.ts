const MINUTES_OF_DAY = 1440;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A field, and what names in it stand for numbers from `from`. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names: string[];
}

const FIELDS: Field[] = [
  { name: 'minutes', from: 0, to: 59, names: [] },
  { name: 'hours', from: 0, to: 23, names: [] },
  { name: 'days of the month', from: 1, to: 31, names: [] },
  { name: 'months', from: 1, to: 12, names: MONTHS },
  { name: 'days of the week', from: 0, to: 7, names: DAYS },
];

/** Eight years have every date that there is. */
const DAYS_OF_CALENDAR = 8 * 366;

/** When something begins that comes again: five fields for minutes, hours, days of the month, months and days of the week. */
export class CronSchedule {
  /**
   * Reads the five fields.
   *
   * @returns the schedule, or what is wrong with a field, in words
   */
  public static read(text: string): CronSchedule | string {
    const fields = text.split(' ').map((part, index) => valuesOf(part, FIELDS[index]));
    const wrong = fields.findIndex((values) => values === undefined);
    if (wrong < 0) return new CronSchedule(fields as Array<Set<number>>);
    const { name, from, to, names } = FIELDS[wrong];
    return `${name} are from ${from} to ${to}${names.length > 0 ? `, or ${names[0]} to ${names[names.length - 1]}` : ''}`;
  }

  /** The longest time between two beginnings, in minutes. */
  public readonly longestGap: number;

  /** Whether it never begins, as on the 31st of February. */
  public readonly neverBegins: boolean;

  private constructor([minutes, hours, daysOfMonth, months, daysOfWeek]: Array<Set<number>>) {
    // if it is said of both kinds of days, it begins on those that are of both: CloudWatch does not say what it makes of it, and this is the longer gap
    const begins = (date: Date) => months.has(date.getUTCMonth() + 1) && daysOfMonth.has(date.getUTCDate()) && daysOfWeek.has(date.getUTCDay());
    const all = Array.from({ length: DAYS_OF_CALENDAR }, (_, day) => day);
    const days = all.filter((day) => begins(new Date(Date.UTC(2024, 0, 1 + day))));
    const times = [...hours].flatMap((hour) => [...minutes].map((minute) => 60 * hour + minute)).sort((a, b) => a - b);
    const overnight = MINUTES_OF_DAY * longestStep(days) + times[0] - times[times.length - 1];
    this.longestGap = days.length > 1 ? Math.max(longestStep(times), overnight) : Infinity;
    this.neverBegins = days.length === 0 && daysOfWeek.size === 7;
  }
}

function longestStep(sorted: number[]): number {
  return Math.max(0, ...sorted.slice(1).map((value, index) => value - sorted[index]));
}

/** The values of a field; undefined if it is none. */
function valuesOf(text: string, field: Field): Set<number> | undefined {
  const ranges = text.split(',').map((part) => rangeOf(part, field));
  if (ranges.includes(undefined)) return undefined;
  const values = ranges.flatMap((range) => range ?? []);
  return new Set(field.names === DAYS ? values.map((day) => day % 7) : values);
}

/** A week has no first day: from Friday to Monday is a range as well. */
function rangeOf(text: string, { from, to, names }: Field): number[] | undefined {
  const [first, last = first, ...others] = text === '*' ? [`${from}`, `${to}`] : text.split('-');
  const [low, high] = [first, last].map((value) => (names.includes(value.toUpperCase()) ? names.indexOf(value.toUpperCase()) + from : /^\d+$/.test(value) ? Number(value) : NaN));
  const end = names === DAYS && high < low ? high + 7 : high;
  const holds = others.length === 0 && low >= from && high <= to && low <= end;
  return holds ? Array.from({ length: end - low + 1 }, (_, index) => low + index) : undefined;
}
