import type { GuardBody } from '@zhike/domain/engines/rules/definition';

/** Entities whose every write is looked at. */
export const GUARDED = ['customer', 'booking', 'order', 'card'] as const;

export const EMPTY_GUARD: GuardBody = { entity: 'customer', on: ['create', 'update'], when: { all: [] }, answer: { refuse: '' } };

/** A body from outside, as far as it is a guard's. */
export function guardOf(body: unknown): GuardBody {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<GuardBody>;
  return {
    ...EMPTY_GUARD,
    ...raw,
    on: Array.isArray(raw.on) ? raw.on : EMPTY_GUARD.on,
    when: typeof raw.when === 'object' ? raw.when : EMPTY_GUARD.when,
    answer: typeof raw.answer === 'object' ? raw.answer : EMPTY_GUARD.answer,
  };
}

/** Another entity: what was said of the one before means nothing there. */
export const withEntity = (guard: GuardBody, entity: string): GuardBody => ({ entity, on: ['create', 'update'], when: { all: [] }, answer: guard.answer });

/** Another list of fields to stand in line by; none: it counts nothing. */
export function withLocks(guard: GuardBody, fields: readonly string[]): GuardBody {
  const { lockOn: _, ...rest } = guard;
  return fields.length > 0 ? { ...rest, lockOn: fields } : rest;
}
