/** What a deployment's description says of one stage. */
export interface StageRecord {
  /** When the stage was last known to serve the deployment, in milliseconds. */
  readonly live?: number;
  /** The deployment that was live before, while the operation that changed it may still be rolled back; itself, if only variables have changed: those of the record are the ones before. */
  readonly from?: string;
  /** The request of CloudFormation that has looked. */
  readonly request?: string;
  /** The share of the requests that the stage's canary gives to the deployment. */
  readonly canary?: number;
  /** Why its canary ended. */
  readonly stopped?: string;
  /** What the overridden variables were while it was live. */
  readonly variables?: Readonly<Record<string, string>>;
  /** How many deployments the stage wants kept. @default DEFAULT_KEEP */
  readonly keep?: number;
}

/** A description: the text of whoever made the deployment, and records by stage. */
export interface Description {
  readonly text: string;
  readonly records: Readonly<Record<string, StageRecord>>;
}

/** No limit is documented; other descriptions of API Gateway have this one. */
export const LONGEST_DESCRIPTION = 1_024;

const LONGEST_REASON = 80;

/** How many deployments a stage wants kept that says nothing. */
export const DEFAULT_KEEP = 10;

/** The logical id of a deployment, which ends with the hash of what it took a snapshot of. Text of a user may follow. */
const FINGERPRINT = /^([A-Za-z0-9]+)[0-9a-f]{32}(?=\s|$)/;

/** What stages may have to go back to is more than a description takes. */
export class DescriptionFull extends Error {}

/** Whose deployment it is; undefined unless it is of the library. Deployments of one API in one app have the same. */
export function familyOf(text: string): string | undefined {
  return FINGERPRINT.exec(text)?.[1];
}

/** What a deployment took a snapshot of; undefined unless it is of the library. */
export function fingerprintOf(text: string): string | undefined {
  return FINGERPRINT.exec(text)?.[0];
}

/** Splits a description. Text with JSON of somebody else stays text. */
export function readDescription(description = ''): Description {
  for (let at = description.indexOf('{"'); at >= 0; at = description.indexOf('{"', at + 1)) {
    if (at > 0 && description[at - 1] !== ' ') continue;
    const records = recordsIn(description.slice(at));
    if (records) return { text: description.slice(0, Math.max(at - 1, 0)), records };
  }
  return { text: description, records: {} };
}

/**
 * The reverse. What is too long loses first what is for people, then what can be found out anew, then variables of stages that do not go back to
 * them in this operation, and last the records of such stages; always one at a time, the oldest first.
 *
 * @param stageName whose record is written: it stays whole
 * @param needed whether another stage may have to go back to its record
 * @throws DescriptionFull if something would be lost that is needed
 */
export function writeDescription({ text, records }: Description, stageName: string, needed: (name: string) => boolean = () => false): string {
  const present = Object.entries(records).map(([name, record]) => [name, withoutUndefined(record)] as const);
  const kept = new Map(present.filter(([, record]) => Object.keys(record).length > 0));
  const length = () => join(text, kept).length;
  const tooLong = () => length() > LONGEST_DESCRIPTION;
  const change = (name: string, members: StageRecord) => kept.set(name, withoutUndefined({ ...kept.get(name), ...members }));
  const shorten = (most: number) => { for (const [name, { stopped }] of kept) change(name, { stopped: stopped?.slice(0, most) }); };

  shorten(LONGEST_REASON);
  if (fingerprintOf(text) === undefined && kept.size > 0) text = text.slice(0, LONGEST_DESCRIPTION / 2);
  if (!tooLong()) return join(text, kept);

  shorten(16);
  const others = [...kept.keys()].filter((name) => name !== stageName).sort((a, b) => (kept.get(a)!.live ?? 0) - (kept.get(b)!.live ?? 0));
  for (const name of others) if (tooLong()) change(name, { request: undefined });
  if (tooLong()) text = text.slice(0, Math.max(fingerprintOf(text)?.length ?? 0, text.length - (length() - LONGEST_DESCRIPTION)));
  const spare = tooLong() ? others.filter((name) => !needed(name)) : [];
  for (const name of spare) if (tooLong()) change(name, { variables: undefined });
  for (const name of spare) if (tooLong()) kept.delete(name);
  if (tooLong()) shorten(0);
  if (tooLong()) throw new DescriptionFull();
  return join(text, kept);
}

function join(text: string, records: ReadonlyMap<string, StageRecord>): string {
  if (records.size === 0) return text;
  const json = JSON.stringify(Object.fromEntries(records));
  return text === '' ? json : `${text} ${json}`;
}

function withoutUndefined(record: StageRecord): StageRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

const isNumber = (value: unknown) => typeof value === 'number';
const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown) => isObject(value) && Object.values(value).every(isText);

const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  live: isNumber, from: isText, request: isText, canary: isNumber, stopped: isText, variables: isTexts, keep: isNumber,
};

function recordsIn(json: string): Record<string, StageRecord> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isObject(value) && Object.values(value).every(isRecord) ? value as Record<string, StageRecord> : undefined;
}

function isRecord(value: unknown): boolean {
  const isMember = ([name, member]: [string, unknown]) => Object.hasOwn(MEMBERS, name) && MEMBERS[name](member);
  return isObject(value) && Object.keys(value).length > 0 && Object.entries(value).every(isMember);
}
