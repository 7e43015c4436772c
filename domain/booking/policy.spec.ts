import type { Reach, Right } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import { HOUR_MS } from '../kernel/time-range';
import { BOOKING_STATES } from './lifecycle';
import { bookingAbilities, type BookingFacts } from './policy';

const now = Date.UTC(2026, 10, 22);
const policy = { freeUntilHours: 24, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 1 };
const facts = (over: Partial<BookingFacts> = {}): BookingFacts => ({
  storeId: 's1',
  customerId: 'c1',
  staffIds: ['mei'],
  state: 'confirmed',
  startsAt: now + 48 * HOUR_MS,
  depositState: 'paid',
  holdExpiresAt: null,
  askedStaffIds: [],
  acceptBy: null,
  terms: { policy, moves: 0 },
  mode: 'appointment',
  ...over,
});
const staff = (staffId: string, reach: Reach, ...rights: Right[]): Actor => ({
  kind: 'staff',
  staffId,
  wecomUserId: staffId,
  name: staffId,
  storeIds: ['s1'],
  grants: rights.map((right) => ({ right, reach })),
});
const customer: Actor = { kind: 'customer', identityId: 'i1', customerId: 'c1' };
const everything: Actor = staff('boss', 'all', 'booking.write', 'booking.confirm', 'booking.serve', 'booking.cancel', 'booking.overbook');

describe('BK-11 accepting is for whoever has an open offer', () => {
  const asked = { state: 'requested' as const, askedStaffIds: ['mei'], acceptBy: now + HOUR_MS };
  test('she who was asked may say yes or no', () => {
    expect(bookingAbilities(staff('mei', 'own', 'booking.serve'), facts(asked), now)).toEqual(['accept', 'decline']);
  });
  test('not the one who was not asked, whatever else she may do', () => {
    const can = bookingAbilities(everything, facts(asked), now);
    expect(can).toEqual(['confirm', 'reschedule', 'cancel', 'resize', 'overbook']);
  });
  test('not when the time for an answer is over, and never a customer', () => {
    expect(bookingAbilities(staff('mei', 'own', 'booking.serve'), facts({ ...asked, acceptBy: now }), now)).toEqual([]);
    expect(bookingAbilities(customer, facts(asked), now)).toEqual(['reschedule', 'cancel']);
  });
});

describe('BK-14 a customer moves her booking within the terms', () => {
  test.each([
    ['in time', {}, true],
    ['too late', { startsAt: now + 23 * HOUR_MS }, false],
    ['too often', { terms: { policy, moves: 1 } }, false],
    ['after its start', { startsAt: now - HOUR_MS }, false],
  ])('%s', (_, over, may) => expect(bookingAbilities(customer, facts(over), now).includes('reschedule')).toBe(may));
  test('staff always', () => expect(bookingAbilities(everything, facts({ startsAt: now + HOUR_MS }), now)).toContain('reschedule'));
});

describe('BK-13 a hold is hers to pay for, or to say yes to', () => {
  const held = { state: 'held' as const, holdExpiresAt: now + HOUR_MS };
  test.each([
    ['unpaid', 'payDeposit'],
    ['paying', 'payDeposit'],
    ['none', 'takeOffer'],
  ])('deposit %s: %s', (depositState, ability) => {
    expect(bookingAbilities(customer, facts({ ...held, depositState }), now)).toContain(ability);
    expect(bookingAbilities(customer, facts({ ...held, depositState, holdExpiresAt: now }), now)).not.toContain(ability);
    expect(bookingAbilities({ ...customer, customerId: 'c2' }, facts({ ...held, depositState }), now)).toEqual([]);
    expect(bookingAbilities(everything, facts({ ...held, depositState }), now)).not.toContain(ability);
  });
});

describe('OR-02 what the clock and the payment do is nobody’s button', () => {
  test.each(BOOKING_STATES)('%s', (state) => {
    for (const actor of [customer, everything])
      for (const verb of ['pay', 'submit', 'expire'] as const) expect(bookingAbilities(actor, facts({ state }), now)).not.toContain(verb);
  });
});

describe('BK-04 laying over is a right of its own', () => {
  test('with it, where something can be moved or lengthened', () => {
    expect(bookingAbilities(staff('boss', 'store', 'booking.write', 'booking.overbook'), facts(), now)).toEqual(['reschedule', 'resize', 'overbook']);
  });
  test('not without it, not in another store, not when it is over, and never a customer', () => {
    expect(bookingAbilities(staff('boss', 'store', 'booking.write'), facts(), now)).not.toContain('overbook');
    expect(bookingAbilities(staff('boss', 'store', 'booking.write', 'booking.overbook'), facts({ storeId: 's2' }), now)).toEqual([]);
    expect(bookingAbilities(everything, facts({ state: 'done' }), now)).toEqual([]);
    expect(bookingAbilities(customer, facts(), now)).toEqual(['reschedule', 'cancel']);
  });
  test('a class is as long as its session', () => {
    expect(bookingAbilities(everything, facts({ mode: 'class' }), now)).not.toContain('resize');
  });
});
