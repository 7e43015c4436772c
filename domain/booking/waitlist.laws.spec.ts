import * as fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { instantOf } from '../kernel/zone';
import { decideWish, firstToServe, offerDeadline, type Waiting, type WaitlistState } from './waitlist';

const zone = 'Asia/Shanghai';
const at = (time: string, date = '2026-11-28') => instantOf(date, time, zone);
const stamp = (instant: number | null) => (instant === null ? null : new Date(instant + 8 * HOUR_MS).toISOString().slice(5, 16));

describe('BK-13 how long an offer of the waiting list stands', () => {
  const deadline = (now: number, startsAt: number, leadMinutes = 120) => stamp(offerDeadline({ now, startsAt, leadMinutes, zone }));
  const later = at('15:00', '2026-11-30');
  test.each([
    ['half an hour by day', at('10:00'), later, '11-28T10:30'],
    ['half an hour to the last minute of the evening', at('21:59'), later, '11-28T22:29'],
    ['from the next morning on when it is late', at('22:00'), later, '11-29T08:30'],
    ['from this morning on when it is early', at('00:00'), later, '11-28T08:30'],
    ['from this morning on just before eight', at('07:59'), later, '11-28T08:30'],
    ['half an hour from eight on', at('08:00'), later, '11-28T08:30'],
    ['over the end of February', at('23:00', '2028-02-28'), at('15:00', '2028-03-04'), '02-29T08:30'],
    ['no longer than the start may be booked', at('10:00'), at('12:20'), '11-28T10:20'],
  ])('%s', (_, now, startsAt, expected) => expect(deadline(now, startsAt)).toBe(expected));
  test('not at all when that moment is over', () => expect(deadline(at('10:00'), at('12:00'))).toBeNull());
});

describe('BK-13 a wish that nobody could fulfil is refused at once', () => {
  const now = at('10:00');
  const ask = (fromAt: number, untilAt: number) => {
    const decision = decideWish({ fromAt, untilAt, now, latest: now + 60 * DAY_MS });
    return decision.ok ? 'ok' : decision.refusal.facts;
  };
  test.each([
    ['until before from', now + HOUR_MS, now, { field: 'untilAt', problem: 'before_start' }],
    ['longer than 31 days', now, now + 31 * DAY_MS + 1, { field: 'untilAt', problem: 'too_long' }],
    ['gone by', now - DAY_MS, now, { field: 'untilAt', problem: 'in_the_past' }],
    ['beyond the horizon', now + 61 * DAY_MS, now + 62 * DAY_MS, { field: 'fromAt', problem: 'too_far' }],
    ['from this moment on', now - HOUR_MS, now + DAY_MS, 'ok'],
    ['one start only', now + DAY_MS, now + DAY_MS, 'ok'],
  ])('%s', (_, fromAt, untilAt, expected) => expect(ask(fromAt, untilAt)).toEqual(expected));
});

/* A small world: each slot is one time that one person can have, each wish a set of slots that would do. */
type Act =
  | { readonly kind: 'join'; readonly wants: readonly number[] }
  | { readonly kind: 'free'; readonly slot: number }
  | { readonly kind: 'gone'; readonly slot: number }
  | { readonly kind: 'take' | 'pass' | 'leave'; readonly who: number };
interface Entry extends Waiting {
  readonly wants: readonly number[];
  state: WaitlistState;
  slot: number | null;
}
const SLOTS = 4;
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('join' as const), wants: fc.uniqueArray(fc.nat(SLOTS - 1), { minLength: 1, maxLength: SLOTS }) }),
    fc.record({ kind: fc.constantFrom('free' as const, 'gone' as const), slot: fc.nat(SLOTS - 1) }),
    fc.record({ kind: fc.constantFrom('take' as const, 'pass' as const, 'leave' as const), who: fc.nat(12) }),
  ),
  { maxLength: 40 },
);

test('BK-13 whatever comes and goes, the first in line who can be served is served, and nobody has two offers', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const entries: Entry[] = [];
      const free = new Set<number>();
      const waiting = () => entries.filter((entry) => entry.state === 'waiting');
      const serve = async () => {
        for (;;) {
          const served = await firstToServe(waiting(), 0, (entry) => Promise.resolve(entry.wants.find((slot) => free.has(slot)) ?? null));
          // The model: nobody who waits longer wanted any of what is free.
          const before = entries.filter((entry) => entry.state === 'waiting' && (!served || entry.createdAt < served.entry.createdAt));
          expect(before.some((entry) => entry.wants.some((slot) => free.has(slot)))).toBe(false);
          if (!served) return;
          expect(served.entry.slot).toBeNull();
          free.delete(served.offer);
          Object.assign(served.entry, { state: 'offered', slot: served.offer });
        }
      };
      const end = (entry: Entry | undefined, state: WaitlistState) => {
        if (!entry || (entry.state !== 'offered' && state !== 'withdrawn') || (entry.state !== 'offered' && entry.state !== 'waiting')) return;
        if (entry.slot !== null && state !== 'taken') free.add(entry.slot);
        Object.assign(entry, { state, slot: state === 'taken' ? entry.slot : null });
      };
      for (const [n, act] of sequence.entries()) {
        if (act.kind === 'join') entries.push({ id: `e${n}`, createdAt: n, untilAt: 1, wants: act.wants, state: 'waiting', slot: null });
        else if (act.kind === 'free') {
          if (!entries.some((entry) => entry.slot === act.slot)) free.add(act.slot);
        } else if (act.kind === 'gone') free.delete(act.slot);
        else end(entries[act.who % Math.max(1, entries.length)], act.kind === 'take' ? 'taken' : act.kind === 'pass' ? 'passed' : 'withdrawn');
        await serve();
        const held = entries.flatMap((entry) => (entry.slot === null ? [] : [entry.slot]));
        expect(new Set(held).size).toBe(held.length);
        expect(held.some((slot) => free.has(slot))).toBe(false);
      }
    }),
    { numRuns: 400 },
  );
});

test('BK-13 the order is the order of arrival, also within a millisecond; a wish whose time is over is passed by', async () => {
  const entry = (id: string, createdAt: number, untilAt = 10 * MINUTE_MS): Waiting => ({ id, createdAt, untilAt });
  const all = [entry('c', 2), entry('b', 1), entry('a', 1), entry('x', 0, 5)];
  const asked: string[] = [];
  const nobody = await firstToServe(all, 5, ({ id }) => {
    asked.push(id);
    return Promise.resolve(null);
  });
  expect([nobody, asked]).toEqual([null, ['a', 'b', 'c']]);
});
