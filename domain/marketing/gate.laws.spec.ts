import fc from 'fast-check';
import { dateAt, timeAt } from '../kernel/calendar-date';
import {
  decideSend,
  goesFirst,
  quietEnd,
  type GateChannel,
  type GateClock,
  type GateFacts,
  type GateMessage,
  type GateSettings,
  type SentBefore,
} from './gate';

const OFFSET = 480;
const clock: GateClock = {
  instantOf: (date, time) => Date.parse(`${date}T${time}:00Z`) - OFFSET * 60_000,
  wallClock: (instant) => ({ date: dateAt(instant, OFFSET), time: timeAt(instant, OFFSET) }),
};
const settings: GateSettings = {
  quiet: { from: '21:00', until: '09:00' },
  caps: { perDay: { sms: 1, weapp: 2 }, perWeek: 3, gapMinutes: 60 },
  words: { block: ['最佳', '根治'], approve: [] },
  serviceToo: false,
  budget: { monthFen: null, smsFen: 5 },
};
const message = (more: Partial<GateMessage> = {}): GateMessage => ({
  key: 'k',
  category: 'marketing',
  channels: ['sms'],
  text: '您好',
  priority: 5,
  expiresAt: null,
  ...more,
});
const facts = (more: Partial<GateFacts> = {}): GateFacts => ({
  decided: null,
  unreachable: {},
  refusesAdvertising: false,
  blocked: [],
  approved: true,
  released: false,
  stale: null,
  sent: [],
  ahead: 0,
  budget: null,
  ...more,
});
const noon = clock.instantOf('2026-11-26', '12:00');
const HOUR = 3_600_000;
const ask = (m: Partial<GateMessage> = {}, f: Partial<GateFacts> = {}, s: Partial<GateSettings> = {}, now = noon) =>
  decideSend(message(m), facts(f), { ...settings, ...s }, clock, now);

describe('the gate', () => {
  test('MK-10 a second text within 24 hours is dropped with its numbers; a day later one may go', () => {
    const sent: SentBefore[] = [{ at: noon - 5 * HOUR, channel: 'sms' }];
    expect(ask({}, { sent })).toEqual({ do: 'drop', reason: 'cap_day', facts: { n: 1, limit: 1, channel: 'sms' } });
    expect(ask({}, { sent: [{ at: noon - 24 * HOUR, channel: 'sms' }] })).toEqual({ do: 'send', channel: 'sms' });
    expect(ask({}, { sent: [2, 3, 4].map((days) => ({ at: noon - days * 24 * HOUR, channel: 'weapp' as const })) })).toEqual({
      do: 'drop',
      reason: 'cap_week',
      facts: { n: 3, limit: 3 },
    });
    expect(ask({ channels: ['weapp'] }, { sent: [{ at: noon - HOUR / 2, channel: 'weapp' }] })).toEqual({
      do: 'defer',
      until: noon + HOUR / 2,
      reason: 'gap',
      facts: { minutes: 60 },
    });
    expect(ask({ category: 'service' }, { sent })).toEqual({ do: 'send', channel: 'sms' });
  });

  test('MK-10 who wants no advertising gets none, and who blocked a channel gets nothing by it', () => {
    expect(ask({}, { refusesAdvertising: true })).toEqual({ do: 'drop', reason: 'no_advertising', facts: {} });
    expect(ask({ category: 'service' }, { refusesAdvertising: true })).toEqual({ do: 'send', channel: 'sms' });
    expect(ask({ category: 'service' }, { blocked: ['sms'] })).toMatchObject({ do: 'drop', reason: 'blocked' });
    expect(ask({ channels: ['weapp', 'sms'] }, { unreachable: { weapp: 'no_subscription' } })).toEqual({ do: 'send', channel: 'sms' });
    expect(ask({ channels: ['weapp'] }, { unreachable: { weapp: 'no_subscription' } })).toMatchObject({ do: 'drop', reason: 'no_subscription' });
  });

  test('MK-10 marketing at night waits for the morning, within half an hour of it; service goes unless it is set otherwise', () => {
    const night = clock.instantOf('2026-11-26', '23:30');
    const morning = clock.instantOf('2026-11-27', '09:00');
    const put = ask({}, {}, {}, night);
    expect(put).toMatchObject({ do: 'defer', reason: 'quiet_hours' });
    if (put.do === 'defer') expect([put.until >= morning, put.until < morning + 30 * 60_000]).toEqual([true, true]);
    expect(ask({}, {}, {}, clock.instantOf('2026-11-27', '08:59'))).toMatchObject({ do: 'defer' });
    expect(ask({}, {}, {}, morning)).toMatchObject({ do: 'send' });
    expect(ask({ category: 'service' }, {}, {}, night)).toMatchObject({ do: 'send' });
    expect(ask({ category: 'service' }, {}, { serviceToo: true }, night)).toMatchObject({ do: 'defer' });
    expect(quietEnd({ from: '12:00', until: '14:00' }, clock, noon)).toBe(noon + 2 * HOUR);
    expect(quietEnd({ from: '12:00', until: '12:00' }, clock, noon)).toBeNull();
  });

  test('MK-08 a forbidden word is told with its place; it is dropped, or held until somebody lets it pass, as set', () => {
    const bad = { text: '全城最佳，根治' };
    expect(ask(bad)).toEqual({ do: 'drop', reason: 'forbidden_words', facts: { words: '最佳@2,根治@5', n: 2 } });
    expect(ask(bad, {}, { words: { block: [], approve: ['最佳', '根治'] } })).toMatchObject({ do: 'hold', reason: 'forbidden_words' });
    expect(ask(bad, { released: true })).toMatchObject({ do: 'send' });
    expect(ask({ ...bad, category: 'service' })).toMatchObject({ do: 'drop' });
    expect(ask({ ...bad, category: 'internal' })).toMatchObject({ do: 'send' });
  });

  test('MK-10 of several reasons the first of the order is told', () => {
    const all: Partial<GateFacts> = {
      refusesAdvertising: true,
      approved: false,
      stale: 'condition_changed',
      sent: [{ at: noon, channel: 'sms' }],
      budget: { leftFen: 0, costFen: 5 },
    };
    const told = (f: Partial<GateFacts>, m: Partial<GateMessage> = {}) => {
      const verdict = ask({ text: '最佳', expiresAt: noon, ...m }, f);
      return verdict.do === 'send' ? 'send' : verdict.reason;
    };
    const decided = { do: 'drop', reason: 'as_before', facts: {} } as const;
    expect(told({ ...all, decided, unreachable: { sms: 'no_mobile' } })).toBe('as_before');
    expect(told({ ...all, unreachable: { sms: 'no_mobile' } })).toBe('no_mobile');
    expect(told(all)).toBe('no_advertising');
    expect(told({ ...all, refusesAdvertising: false })).toBe('forbidden_words');
    const plain = { text: '' };
    expect(told({ ...all, refusesAdvertising: false }, plain)).toBe('not_approved');
    expect(told({ ...all, refusesAdvertising: false, approved: true }, plain)).toBe('condition_changed');
    expect(told({ ...all, refusesAdvertising: false, approved: true, stale: null }, plain)).toBe('expired');
    const alive = { ...plain, expiresAt: noon + 1 };
    expect(told({ ...all, refusesAdvertising: false, approved: true, stale: null }, alive)).toBe('cap_day');
    expect(told({ budget: { leftFen: 4, costFen: 5 } }, alive)).toBe('budget');
    expect(told({ budget: { leftFen: 5, costFen: 5 } }, alive)).toBe('send');
  });
});

const channel = fc.constantFrom<GateChannel>('sms', 'weapp');
const coming = fc.array(fc.record({ at: fc.integer({ min: 0, max: 14 * 24 * 60 }), channel, priority: fc.integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 40,
});

/** Lets messages come to the gate in an order, puts off what it puts off, and answers what went out. */
function run(
  messages: readonly { at: number; channel: GateChannel; priority: number }[],
  order: (a: number, b: number) => number,
): { key: string; at: number; channel: GateChannel }[] {
  const start = clock.instantOf('2026-11-01', '00:00');
  let queue = messages.map((one, i) => ({ ...one, key: `m${i}`, now: start + one.at * 60_000 }));
  const out: { key: string; at: number; channel: GateChannel }[] = [];
  for (let steps = 0; queue.length > 0; steps++) {
    if (steps > 4_000) throw new Error('it never ends');
    queue.sort((a, b) => a.now - b.now || order(a.priority, b.priority));
    const [next] = queue.splice(0, 1);
    if (!next) break;
    const verdict = ask({ key: next.key, channels: [next.channel], priority: next.priority }, { sent: out }, {}, next.now);
    if (verdict.do === 'send') out.push({ key: next.key, at: next.now, channel: verdict.channel });
    if (verdict.do === 'defer') queue = [...queue, { ...next, now: verdict.until }];
  }
  return out;
}

test('MK-10 law: a cap is never exceeded, two never come closer than the gap, and none comes in the night, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(coming, fc.boolean(), (messages, upside) => {
      const out = run(messages, (a, b) => (upside ? b - a : a - b));
      for (const one of out) {
        const since = (ms: number) => out.filter((other) => other.at > one.at - ms && other.at <= one.at);
        for (const [of, most] of Object.entries(settings.caps.perDay))
          expect(since(24 * HOUR).filter((other) => other.channel === of).length).toBeLessThanOrEqual(most);
        expect(since(7 * 24 * HOUR).length).toBeLessThanOrEqual(settings.caps.perWeek);
        expect(since(HOUR)).toHaveLength(1);
        const { time } = clock.wallClock(one.at);
        expect(time >= '09:00' && time < '21:00').toBe(true);
      }
      expect(new Set(out.map((one) => one.key)).size).toBe(out.length);
    }),
  );
});

test('MK-10 law: what is put off is put off to later, and decided anew with what is then true', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 48 * 60 }),
      fc.array(fc.record({ at: fc.integer({ min: -300, max: 0 }), channel }), { maxLength: 3 }),
      (minute, before) => {
        const now = noon + minute * 60_000;
        const sent = before.map((one) => ({ ...one, at: now + one.at * 60_000 }));
        const verdict = ask({}, { sent }, {}, now);
        if (verdict.do !== 'defer') return;
        expect(verdict.until).toBeGreaterThan(now);
        expect(ask({}, { sent, stale: 'condition_changed' }, {}, verdict.until)).toMatchObject({ do: 'drop', reason: 'condition_changed' });
      },
    ),
  );
});

test('MK-10 law: service is decided without the night and without counts, unless it is set', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 48 * 60 }),
      fc.array(fc.record({ at: fc.integer({ min: -3_000, max: 0 }), channel }), { maxLength: 6 }),
      (minute, before) => {
        const now = noon + minute * 60_000;
        const sent = before.map((one) => ({ ...one, at: now + one.at * 60_000 }));
        expect(ask({ category: 'service' }, { sent }, {}, now)).toEqual({ do: 'send', channel: 'sms' });
        expect(ask({ category: 'service' }, { sent }, { serviceToo: true }, now)).toEqual(ask({}, { sent }, {}, now));
      },
    ),
  );
});

test('MK-10 law: of those who wait exactly one goes first, and the order has no circle', () => {
  const waiting = fc.record({ priority: fc.integer({ min: 1, max: 3 }), at: fc.integer({ min: 0, max: 3 }), key: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(waiting, waiting, waiting, (a, b, c) => {
      if (JSON.stringify(a) !== JSON.stringify(b)) expect(goesFirst(a, b)).toBe(!goesFirst(b, a));
      if (goesFirst(a, b) && goesFirst(b, c)) expect(goesFirst(a, c)).toBe(true);
    }),
  );
});
