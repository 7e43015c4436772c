import { MINUTE_MS } from '../kernel/time-range';
import { acceptDeadline, acceptingRoles, decideAnswer, nextStep, type Offer } from './acceptance';
import type { ServiceView } from './contract';

const offer = (unitId: string, state: Offer['state'], roleKey = 'therapist'): Offer => ({
  unitId,
  unitName: `${unitId} 师傅`,
  staffId: `staff-${unitId}`,
  roleKey,
  state,
});
const answer = (staffId: string, offers: readonly Offer[], held: readonly [string, string][] = []) =>
  decideAnswer({ bookingId: 'b', staffId, offers, held: new Map(held) });

describe('BK-11 whose yes counts', () => {
  test('hers whom it was offered to', () => {
    expect(answer('staff-a', [offer('a', 'open'), offer('b', 'open')])).toMatchObject({ ok: true, value: { kind: 'answers', offer: { unitId: 'a' } } });
  });
  test('the second one is told who was faster', () => {
    expect(answer('staff-b', [offer('a', 'accepted'), offer('b', 'lost')])).toMatchObject({
      refusal: { code: 'booking.accepted_by_other', facts: { name: 'a 师傅' } },
    });
  });
  test('saying it twice changes nothing', () => {
    expect(answer('staff-a', [offer('a', 'accepted'), offer('b', 'lost')])).toEqual({ ok: true, value: { kind: 'before' } });
  });
  test.each(['declined', 'expired', 'withdrawn'] as const)('an offer that is %s is none', (state) => {
    expect(answer('staff-a', [offer('a', state)])).toMatchObject({ refusal: { code: 'booking.not_offered', facts: { bookingId: 'b' } } });
  });
  test('whoever was never asked has nothing to answer', () => {
    expect(answer('staff-c', [offer('a', 'open')])).toMatchObject({ refusal: { code: 'booking.not_offered' } });
  });
  test('of two parts that she was asked for she takes the one that is kept for her', () => {
    const offers = [offer('a', 'open', 'therapist'), offer('a', 'open', 'therapist#2')];
    expect(answer('staff-a', offers, [['therapist#2', 'a']])).toMatchObject({ value: { offer: { roleKey: 'therapist#2' } } });
  });
});

describe('BK-11 after a no or a deadline', () => {
  const next = (offers: readonly Offer[], over: Partial<Parameters<typeof nextStep>[0]['service']> = {}) =>
    nextStep({ roleKey: 'therapist', offers, service: { acceptance: 'person', acceptTimeout: 'next', ...over }, free: ['a', 'b', 'c'] });
  test('somebody else may still say yes', () => expect(next([offer('a', 'declined'), offer('b', 'open')])).toEqual({ kind: 'waiting' }));
  test('the next free one is asked, least loaded first, and nobody twice', () => {
    expect(next([offer('a', 'declined')])).toEqual({ kind: 'ask', unitIds: ['b', 'c'] });
    expect(next([offer('a', 'declined'), offer('c', 'expired')])).toEqual({ kind: 'ask', unitIds: ['b'] });
  });
  test('nobody is left', () => expect(next(['a', 'b', 'c'].map((unit) => offer(unit, 'expired')))).toEqual({ kind: 'nobody' }));
  test('a service that releases asks no further, and a group was asked at once', () => {
    expect(next([offer('a', 'declined')], { acceptTimeout: 'release' })).toEqual({ kind: 'nobody' });
    expect(next([offer('a', 'declined')], { acceptance: 'group' })).toEqual({ kind: 'nobody' });
    const named = { roleKey: 'therapist', offers: [offer('a', 'declined')], free: ['a', 'b', 'c'], isNamed: true };
    expect(nextStep({ ...named, service: { acceptance: 'group', acceptTimeout: 'next' } })).toEqual({ kind: 'ask', unitIds: ['b', 'c'] });
    expect(nextStep({ ...named, service: { acceptance: 'group', acceptTimeout: 'release' } })).toEqual({ kind: 'nobody' });
  });
});

test('BK-11 the deadline is never later than the start', () => {
  const now = 1_000_000_000_000;
  expect(acceptDeadline({ now, startsAt: now + 120 * MINUTE_MS, acceptMinutes: 60 })).toBe(now + 60 * MINUTE_MS);
  expect(acceptDeadline({ now, startsAt: now + 20 * MINUTE_MS, acceptMinutes: 60 })).toBe(now + 20 * MINUTE_MS);
});

test('BK-11 only people in roles that are marked are asked', () => {
  const role = (key: string, over: Partial<ServiceView['roles'][number]> = {}): ServiceView['roles'][number] => ({
    key,
    name: key,
    typeId: 't',
    typeName: 't',
    kind: 'person',
    skill: null,
    offsetMinutes: 0,
    durationMinutes: 60,
    customerPicks: true,
    perPerson: true,
    accepts: true,
    ...over,
  });
  const roles = [role('therapist'), role('helper', { accepts: false }), role('room', { kind: 'place' })];
  expect(acceptingRoles({ acceptance: 'group', roles }).map(({ key }) => key)).toEqual(['therapist']);
  expect(acceptingRoles({ acceptance: 'none', roles })).toEqual([]);
});
