import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../kernel/time-range';
import {
  chooseNextStep,
  readSearch,
  repeatedName,
  tagChange,
  TIMELINE_KINDS,
  TIMELINE_TYPES,
  timelineKindOf,
  type ComingBooking,
  type NextStepFacts,
} from './rules';

const NOW = Date.parse('2026-11-28T02:00:00Z');
const facts = (more: Partial<NextStepFacts>): NextStepFacts => ({
  now: NOW,
  offsetMinutes: 480,
  coming: [],
  nextContactOn: null,
  everNoted: true,
  everBooked: true,
  ...more,
});
const coming = (more: Partial<ComingBooking>): ComingBooking => ({
  id: 'b1',
  state: 'confirmed',
  startsAt: NOW + 3 * DAY_MS,
  holdExpiresAt: null,
  depositState: 'paid',
  ...more,
});
const held = coming({ id: 'h', state: 'held', depositState: 'unpaid', holdExpiresAt: NOW + HOUR_MS, startsAt: NOW + 9 * DAY_MS });
const today = coming({ id: 't', startsAt: NOW + 2 * HOUR_MS });

describe('the next step', () => {
  test('CU-01 an unpaid deposit comes before everything, with its deadline', () => {
    expect(chooseNextStep(facts({ coming: [today, held], nextContactOn: '2026-11-01' }))).toEqual({
      kind: 'unpaid_deposit',
      dueAt: new Date(NOW + HOUR_MS).toISOString(),
      bookingId: 'h',
    });
  });
  test('CU-01 a hold that ran out, or is paid already, is no unpaid deposit', () => {
    expect(chooseNextStep(facts({ coming: [{ ...held, holdExpiresAt: NOW }] }))).toBeNull();
    expect(chooseNextStep(facts({ coming: [{ ...held, depositState: 'paid' }] }))).toBeNull();
  });
  test("CU-01 today is the store's day, not the server's", () => {
    const late = coming({ id: 'late', startsAt: Date.parse('2026-11-28T15:30:00Z') }); // 23:30 in Shanghai
    const next = coming({ id: 'next', startsAt: Date.parse('2026-11-28T16:30:00Z') }); // 00:30 tomorrow in Shanghai
    expect(chooseNextStep(facts({ coming: [next, late] }))).toMatchObject({ kind: 'booking_today', bookingId: 'late' });
    expect(chooseNextStep(facts({ coming: [next] }))).toBeNull();
  });
  test('CU-01 a promised follow-up is due from its day on, at midnight of the store', () => {
    expect(chooseNextStep(facts({ nextContactOn: '2026-11-28', coming: [coming({})] }))).toEqual({
      kind: 'follow_up_due',
      dueAt: '2026-11-27T16:00:00.000Z',
      bookingId: null,
    });
    expect(chooseNextStep(facts({ nextContactOn: '2026-11-29', coming: [coming({})] }))).toBeNull();
  });
  test('CU-01 a stranger is greeted first, an acquaintance without a date is offered one', () => {
    expect(chooseNextStep(facts({ everNoted: false, everBooked: false }))?.kind).toBe('first_contact');
    expect(chooseNextStep(facts({ everNoted: false }))?.kind).toBe('propose_booking');
    expect(chooseNextStep(facts({ coming: [coming({})] }))).toBeNull();
  });
});

describe('the timeline', () => {
  test('CU-03 every kind of line has its events', () => {
    const kinds = [
      'booking.confirmed',
      'payment.paid',
      'refund.succeeded',
      'order.paid',
      'contract.signed',
      'card.used',
      'coupon.given',
      'customer.note_added',
      'customer.tagged',
      'customer.untagged',
      'message.sent',
      'advertising.refused',
      'customer.updated',
      'customer.phone_revealed',
      'access.customer_logged_in',
      'tag_group.saved',
    ];
    expect(kinds.map(timelineKindOf)).toEqual([
      'booking',
      'payment',
      'payment',
      'order',
      'order',
      'card',
      'card',
      'note',
      'tag',
      'tag',
      'message',
      'message',
      'profile',
      'profile',
      'access',
      null,
    ]);
  });
  test('CU-03 law: a type has one kind at most, and it is the kind whose list names it', () => {
    const types = fc.constantFrom(
      'booking.x',
      'payment.y',
      'refund.z',
      'order.o',
      'card.c',
      'customer.note_added',
      'customer.tagged',
      'customer.other',
      'message.m',
      'access.a',
      'nothing.n',
      'customerx',
    );
    fc.assert(
      fc.property(types, (type) => {
        const kind = timelineKindOf(type);
        const prefixed = TIMELINE_KINDS.filter((k) => TIMELINE_TYPES[k].prefixes.some((p) => type.startsWith(p)));
        const exact = TIMELINE_KINDS.filter((k) => TIMELINE_TYPES[k].exact.includes(type));
        expect(kind === null ? [] : [kind]).toEqual(exact.length > 0 ? exact : prefixed);
      }),
    );
  });
});

describe('tags', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
  test('CU-04 law: a change leads to (current ∪ add) − remove, and the same wish again changes nothing', () => {
    fc.assert(
      fc.property(ids, fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')), fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')), (current, add, remove) => {
        const apply = (from: readonly string[], change: { add: readonly string[]; remove: readonly string[] }) =>
          [...from.filter((id) => !change.remove.includes(id)), ...change.add].sort();
        const change = tagChange(current, { add, remove });
        const after = apply(current, change);
        expect(after).toEqual([...new Set([...current, ...add])].filter((id) => !remove.includes(id)).sort());
        expect(tagChange(after, { add, remove })).toEqual({ add: [], remove: [] });
      }),
    );
  });
  test('CU-04 the first name that occurs twice is named', () => {
    expect(repeatedName(['a', 'b', 'a'])).toBe('a');
    expect(repeatedName(['a', 'b'])).toBeNull();
  });
});

describe('search', () => {
  const asMobile = (text: string) => (/^1\d{10}$/.test(text) ? text : null);
  test('CU-02 a whole number, four digits, pinyin and a name are told apart', () => {
    expect(readSearch('  ', asMobile)).toEqual({ kind: 'everyone' });
    expect(readSearch('13800138000', asMobile)).toEqual({ kind: 'phone', phone: '13800138000' });
    expect(readSearch('8000', asMobile)).toEqual({ kind: 'text', name: '8000', pinyin: '8000', last4: '8000' });
    expect(readSearch('Wang Fang', asMobile)).toEqual({ kind: 'text', name: 'Wang Fang', pinyin: 'wangfang', last4: null });
    expect(readSearch('王%', asMobile)).toEqual({ kind: 'text', name: '王%', pinyin: '', last4: null });
  });
});
