import { refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';

/** The last row of a page: an instant in ISO form and an id. */
export interface Keyset {
  readonly at: string;
  readonly id: string;
}

export function toCursor(row: { readonly at: Date; readonly id: string }): string {
  return Buffer.from(`${row.at.toISOString()} ${row.id}`, 'utf8').toString('base64url');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads what `toCursor` wrote; anything else is a bad request, never a query. `idPattern`: for rows whose ids are not UUIDs. */
export function readCursor(cursor: string | null | undefined, idPattern: RegExp = UUID): Decision<Keyset | null, ApiRefusal> {
  if (cursor === null || cursor === undefined || cursor === '') return { ok: true, value: null };
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) (\S{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match?.[1] || !match[2] || !idPattern.test(match[2]) || Number.isNaN(Date.parse(match[1])))
    return refuse('request.invalid', { issues: [{ path: 'cursor', problem: 'unknown_cursor' }] });
  return { ok: true, value: { at: match[1], id: match[2] } };
}
