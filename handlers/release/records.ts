/** What a deployment's description says of one stage. */
export interface StageRecord {
  /** When the stage was last known to serve the deployment, in milliseconds. */
  readonly live?: number;
  /** The deployment that was live before, while the operation that changed it may still be rolled back. */
  readonly from?: string;
  /** The request of CloudFormation that has looked. */
  readonly request?: string;
  /** The share of the requests that the stage's canary gives to the deployment. */
  readonly canary?: number;
  /** Why its canary ended. */
  readonly stopped?: string;
  /** What the overridden variables were while it was live. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A description: the text of whoever made the deployment, and records by stage. */
export interface Description {
  readonly text: string;
  readonly records: Readonly<Record<string, StageRecord>>;
}

/** No limit is documented; other descriptions of API Gateway have this one. */
export const LONGEST_DESCRIPTION = 1_024;

const LONGEST_REASON = 80;

/** The logical id of a deployment, which ends with the hash of what it took a snapshot of. */
const FINGERPRINT = /^([A-Za-z0-9]+)[0-9a-f]{32}$/;

/** Whose deployment it is; undefined unless it is of the library. Deployments of one API in one app have the same. */
export function familyOf(text: string): string | undefined {
  return FINGERPRINT.exec(text)?.[1];
}

/** What a deployment took a snapshot of; undefined unless it is of the library. */
export function fingerprintOf(text: string): string | undefined {
  return FINGERPRINT.test(text) ? text : undefined;
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
 * The reverse. What is too long loses first what is for people, then what can be found out anew, and last the records of
 * other stages, the oldest first.
 */
export function writeDescription({ text, records }: Description, stageName: string): string {
  const present = Object.entries(records).map(([name, record]) => [name, withoutUndefined(record)] as const);
  let kept = new Map(present.filter(([, record]) => Object.keys(record).length > 0));
  const foreign = fingerprintOf(text) === undefined;
  const tooLong = () => join(text, kept).length > LONGEST_DESCRIPTION;
  const each = (change: (record: StageRecord, name: string) => StageRecord) => {
    kept = new Map([...kept].map(([name, record]) => [name, withoutUndefined(change(record, name))]));
  };

  each((record) => ({ ...record, stopped: record.stopped?.slice(0, LONGEST_REASON) }));
  if (foreign && kept.size > 0) text = text.slice(0, LONGEST_DESCRIPTION / 2);
  if (tooLong()) each((record) => ({ ...record, stopped: record.stopped?.slice(0, 16) }));
  if (tooLong()) each((record, name) => ({ ...record, request: name === stageName ? record.request : undefined }));
  if (tooLong()) each((record, name) => ({ ...record, variables: name === stageName ? record.variables : undefined }));
  if (tooLong()) each((record) => ({ ...record, variables: undefined }));
  const oldest = [...kept.keys()].filter((name) => name !== stageName).sort((a, b) => (kept.get(a)!.live ?? 0) - (kept.get(b)!.live ?? 0));
  for (const name of oldest) if (tooLong()) kept.delete(name);
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
  live: isNumber, from: isText, request: isText, canary: isNumber, stopped: isText, variables: isTexts,
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
