import { badRequest } from './api-error';

/** The part of a list that a call asks for. */
export interface PageRequest {
  readonly position?: string;
  readonly limit?: number;
}

/** A page of at most `limit` items (25 unless told, 500 at most), and where the next one starts. */
export function pageOf<T>(items: readonly T[], { position, limit = 25 }: PageRequest): { items: T[]; position?: string } {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw badRequest(`Invalid limit ${limit}. Must be between 1 and 500`);
  const start = position === undefined ? 0 : startOf(position);
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length && { position: Buffer.from(`from:${end}`).toString('base64') }) };
}

function startOf(position: string): number {
  const start = /^from:(\d+)$/.exec(Buffer.from(position, 'base64').toString())?.[1];
  if (start === undefined) throw badRequest('Invalid position parameter');
  return Number(start);
}
