import type { To } from './broadcast';
import { checkGroup } from './store';

/** What the broadcaster is asked to do. */
export type Request = SendRequest | DisconnectRequest | MembershipRequest;

/** Sends a message. */
export interface SendRequest {
  readonly action: 'send';
  readonly to: To;
  readonly data: Uint8Array;
  readonly except: string[];
  readonly stage?: string;
  readonly id?: string;
  readonly onFailure?: 'throw' | 'report';
}

/** Closes a connection. */
export interface DisconnectRequest {
  readonly action: 'disconnect';
  readonly connection: string;
}

/** Puts a connection into a group, or takes it out. */
export interface MembershipRequest {
  readonly action: 'join' | 'leave';
  readonly connection: string;
  readonly group: string;
}

/** A request makes no sense, and will make none the next time. */
export class BadRequest extends Error {
  public readonly name = 'BadRequest';
}

const MEMBERS: Record<string, string[]> = {
  send: ['action', 'to', 'message', 'except', 'stage', 'id', 'onFailure'],
  disconnect: ['action', 'connection'],
  join: ['action', 'connection', 'group'],
  leave: ['action', 'connection', 'group'],
};

/** Reads a request. */
export function readRequest(value: unknown): Request {
  if (!isObject(value)) throw new BadRequest(`a request is an object such as {"to":{"group":"room"},"message":"hello"}, got ${shown(value)}`);
  const { action = 'send' } = value;
  const members = typeof action === 'string' && Object.hasOwn(MEMBERS, action) ? MEMBERS[action] : undefined;
  if (!members) throw new BadRequest(`"action" must be ${Object.keys(MEMBERS).join(', ')}, got ${shown(action)}`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) throw new BadRequest(`${shown(unknown)} is no member of a request to ${action}, which has ${members.join(', ')}`);
  if (action === 'send') return readSend(value);
  const connection = readText(value, 'connection');
  if (action === 'disconnect') return { action, connection };
  return { action: action as 'join' | 'leave', connection, group: readGroup(value.group) };
}

/** What is sent: text as it is, and everything else as JSON. */
export function dataOf(message: unknown): Uint8Array {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  if (text === undefined) throw new BadRequest(`"message" must be text or JSON, got ${typeof message}`);
  return Buffer.from(text);
}

/** Whom a message is for. */
export function readTo(to: unknown): To {
  const [kind, ...more] = isObject(to) ? Object.keys(to) : [];
  const value = isObject(to) ? to[kind] : undefined;
  if (more.length === 0) {
    if (kind === 'all' && value === true) return { all: true };
    if (kind === 'group') return { group: readGroup(value) };
    if (kind === 'user' && isText(value)) return { user: value };
    if (kind === 'connection' && isText(value)) return { connection: value };
    if (kind === 'connections' && Array.isArray(value) && value.every(isText)) return { connections: value };
  }
  throw new BadRequest(`"to" must be one of {"all":true}, {"group":"…"}, {"user":"…"}, {"connection":"…"} and {"connections":["…"]}, got ${shown(to)}`);
}

function readSend(value: Record<string, unknown>): SendRequest {
  const { except = [], onFailure } = value;
  const excepted = isText(except) ? [except] : except;
  if (!Array.isArray(excepted) || !excepted.every(isText)) throw new BadRequest(`"except" must be the id of a connection or a list of them, got ${shown(except)}`);
  if (onFailure !== undefined && onFailure !== 'throw' && onFailure !== 'report') throw new BadRequest(`"onFailure" must be "throw" or "report", got ${shown(onFailure)}`);
  return {
    action: 'send',
    to: readTo(value.to),
    data: dataOf(value.message),
    except: excepted,
    stage: value.stage === undefined ? undefined : readText(value, 'stage'),
    id: value.id === undefined ? undefined : readText(value, 'id'),
    onFailure,
  };
}

function readText(value: Record<string, unknown>, name: string): string {
  const text = value[name];
  if (!isText(text)) throw new BadRequest(`${shown(name)} must be text of 1 to 1024 bytes, got ${shown(text)}`);
  return text;
}

function readGroup(group: unknown): string {
  try {
    checkGroup(group);
  } catch (error) {
    throw new BadRequest((error as Error).message);
  }
  return group as string;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= 1024;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
