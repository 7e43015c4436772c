import { DefinitionId } from '@zhike/domain/definitions/contract';
import * as z from 'zod/mini';
import { NOTHING_ACCEPTED, type AcceptedWarnings } from '../platform/write';

/**
 * Warnings of checks before saving travel beside the body, since every command can meet one: `{"guard.x":"her reason"}`, percent-encoded,
 * because a header holds no Chinese.
 */
export const ACCEPTED_HEADER = 'Accepted-Warnings';
const MOST_BYTES = 4_000;
const Accepted = z.record(DefinitionId, z.string().check(z.maxLength(200)));

/** Null: the header is not of its form. */
export function readAccepted(header: string): AcceptedWarnings | null {
  if (header === '') return NOTHING_ACCEPTED;
  if (header.length > MOST_BYTES) return null;
  try {
    const parsed = Accepted.safeParse(JSON.parse(decodeURIComponent(header)));
    return parsed.success ? new Map(Object.entries(parsed.data)) : null;
  } catch {
    return null;
  }
}
