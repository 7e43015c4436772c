import type { GuardAnswer, GuardBody } from '@zhike/domain/engines/rules/definition';

const NOTED: readonly string[] = ['customer', 'booking', 'order', 'card'];
/** Entities whose every write is looked at: records of the kinds that the shop made up, too. */
export const isGuarded = (entity: string): boolean => NOTED.includes(entity) || entity.startsWith('rt_');

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

/** Another entity: what was said of the one before means nothing there, nor do the fields that were set. */
export const withEntity = (guard: GuardBody, entity: string): GuardBody => ({
  entity,
  on: ['create', 'update'],
  when: { all: [] },
  answer: 'set' in guard.answer ? { set: [] } : guard.answer,
});

/** Another list of fields to stand in line by; none: it counts nothing. */
export function withLocks(guard: GuardBody, fields: readonly string[]): GuardBody {
  const { lockOn: _, ...rest } = guard;
  return fields.length > 0 ? { ...rest, lockOn: fields } : rest;
}

/** Who may go on after a warning: whoever writes such records anyway, or only those with more. */
export const PASSING: readonly (readonly [string, string])[] = [
  ['customer.write', '能改客户的人都可以继续'],
  ['booking.write', '能改预约的人都可以继续'],
  ['order.write', '能开单的人都可以继续'],
  ['card.use', '能核销的人都可以继续'],
  ['order.approve', '只有能审批订单的人可以继续'],
  ['store.manage', '只有管理门店的人可以继续'],
];
const RIGHT_OF: Readonly<Record<string, string>> = { customer: 'customer.write', booking: 'booking.write', order: 'order.write', card: 'card.use' };

/** What it says to whoever saves. */
export const messageOf = (answer: GuardAnswer): string => ('refuse' in answer ? answer.refuse : 'warn' in answer ? answer.warn : '');
export const withMessage = (answer: GuardAnswer, words: string): GuardAnswer =>
  'warn' in answer ? { ...answer, warn: words } : 'set' in answer ? answer : { refuse: words };
export const beginWarn = (words: string, entity: string): GuardAnswer => ({ warn: words, needReason: true, right: RIGHT_OF[entity] ?? 'store.manage' });
