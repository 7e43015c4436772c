import fc from 'fast-check';
import { addDays, dateAt, isoWeekday, timeAt } from '../kernel/calendar-date';
import { HOUR_MS, MINUTE_MS, joined } from '../kernel/time-range';
import { instantOf, isZone, offsetMinutesAt, type ClockSpan } from '../kernel/zone';
import { decideDay, decideWeek, hoursOn, openNow, outside, strandedBy, type Season, type SpecialDay, type StoreHours, type WeekSpan } from './hours';

const ZONE = 'Asia/Shanghai';
const days = [1, 2, 3, 4, 5, 6, 7];
const week = (from: string, to: string, on = days): WeekSpan[] => on.map((weekday) => ({ weekday, from, to }));
const plain: StoreHours = { week: week('09:00', '18:00', [1, 3, 4, 5, 6, 7]), seasons: [], special: [] };
const special = (over: Partial<SpecialDay>): SpecialDay => ({
  date: '2026-10-01',
  name: '国庆节',
  kind: 'holiday',
  own: false,
  hours: null,
  asWeekday: null,
  ...over,
});
const summer: Season = { name: '暑期', fromDate: '2026-07-01', untilDate: '2026-08-31', opening: week('08:00', '22:00') };
const shown = (date: string, hours: StoreHours, zone = ZONE): string =>
  hoursOn(date, hours, zone)
    .hours.map((open) => {
      const [from, until] = [offsetMinutesAt(zone, open.start), offsetMinutesAt(zone, open.end)];
      return `${timeAt(open.start, from)}-${dateAt(open.end, until) === date ? '' : '+'}${timeAt(open.end, until)}`;
    })
    .join(' ');

describe("BK-07 a store's hours", () => {
  test("the week, a season of it, the shop's day and the store's own day: the nearer word counts", () => {
    expect(hoursOn('2026-07-06', plain, ZONE)).toMatchObject({ kind: 'week', notice: null });
    expect(shown('2026-07-06', plain)).toBe('09:00-18:00');
    const seasonal = { ...plain, seasons: [summer] };
    expect([shown('2026-06-30', seasonal), shown('2026-07-01', seasonal), shown('2026-08-31', seasonal), shown('2026-09-01', seasonal)]).toEqual([
      '',
      '08:00-22:00',
      '08:00-22:00',
      '',
    ]);
    expect(hoursOn('2026-07-06', seasonal, ZONE)).toMatchObject({ kind: 'season', notice: '暑期' });
    const closed = special({ date: '2026-07-06', name: '盘点', hours: [] });
    expect(hoursOn('2026-07-06', { ...seasonal, special: [closed] }, ZONE)).toMatchObject({ kind: 'special', notice: '盘点', hours: [] });
    const open = special({ date: '2026-07-06', name: '开放日', own: true, hours: [{ from: '10:00', to: '12:00' }] });
    for (const both of [
      [closed, open],
      [open, closed],
    ])
      expect([shown('2026-07-06', { ...seasonal, special: both }), hoursOn('2026-07-06', { ...seasonal, special: both }, ZONE).notice]).toEqual([
        '10:00-12:00',
        '开放日',
      ]);
  });

  test('of two seasons that cover a day the first of the list counts: the one that began last', () => {
    const week2 = { ...summer, name: '周年庆', fromDate: '2026-08-10', untilDate: '2026-08-12', opening: week('00:00', '24:00') };
    const hours = { ...plain, seasons: [week2, summer] };
    expect([shown('2026-08-09', hours), shown('2026-08-10', hours), shown('2026-08-13', hours)]).toEqual(['08:00-22:00', '00:00-+00:00', '08:00-22:00']);
  });

  test('a holiday without hours is an ordinary day with a name; a make-up workday keeps the hours of the weekday that it stands for', () => {
    const named = { ...plain, special: [special({})] };
    expect([shown('2026-10-01', named), hoursOn('2026-10-01', named, ZONE).notice]).toEqual(['09:00-18:00', '国庆节']);
    // 10 October 2026 is a Saturday; the shop rests on Tuesdays.
    const asTuesday = { ...plain, special: [special({ date: '2026-10-10', asWeekday: 2 })] };
    expect(shown('2026-10-10', asTuesday)).toBe('');
    const inSeason = { ...plain, seasons: [{ ...summer, untilDate: '2026-12-31' }], special: [special({ date: '2026-10-10', asWeekday: 2 })] };
    expect(shown('2026-10-10', inSeason)).toBe('08:00-22:00');
  });

  test('a break in the middle, hours that touch, and a night that ends on the next day', () => {
    const hours = {
      ...plain,
      week: [
        ...week('09:00', '12:00', [1]),
        ...week('13:00', '18:00', [1]),
        ...week('09:00', '12:00', [2]),
        ...week('12:00', '15:00', [2]),
        ...week('20:00', '02:00', [3]),
      ],
    };
    expect(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((date) => shown(date, hours))).toEqual([
      '09:00-12:00 13:00-18:00',
      '09:00-15:00',
      '20:00-+02:00',
      '',
    ]);
  });

  test('today is what is open now: last night while it still runs, and nothing on a rest day', () => {
    const night = { ...plain, week: week('20:00', '02:00', [1, 3]) };
    const at = (date: string, time: string) => openNow(instantOf(date, time, ZONE), night, ZONE).hours.map((open) => timeAt(open.start, 480));
    // Monday 23 November 2026.
    expect([at('2026-11-23', '12:00'), at('2026-11-24', '01:00'), at('2026-11-24', '02:00'), at('2026-11-26', '01:30')]).toEqual([
      ['20:00'],
      ['20:00'],
      [],
      ['20:00'],
    ]);
  });

  test('BK-19 where clocks change, a day has 23 or 25 hours and the shop still opens at nine', () => {
    const hours = { ...plain, week: week('00:00', '24:00') };
    const length = (date: string) => hoursOn(date, hours, 'America/New_York').hours.reduce((sum, open) => sum + (open.end - open.start), 0) / HOUR_MS;
    expect([length('2026-03-07'), length('2026-03-08'), length('2026-11-01')]).toEqual([24, 23, 25]);
    expect(shown('2026-03-08', { ...plain, week: week('09:00', '18:00') }, 'America/New_York')).toBe('09:00-18:00');
    expect(shown('2026-03-07', { ...plain, week: week('22:00', '06:00', [6]) }, 'America/New_York')).toBe('22:00-+06:00');
  });
});

describe('BK-07 hours that cannot be are refused by name', () => {
  const on = (weekday: number, from: string, to: string): WeekSpan => ({ weekday, from, to });
  test.each([
    ['a time that does not exist', [on(1, '24:30', '24:00')], { weekday: 1, problem: 'not_a_time' }],
    ['beginning at the end of the day', [on(2, '24:00', '02:00')], { weekday: 2, problem: 'not_a_time' }],
    ['no time at all', [on(3, '09:00', '09:00')], { weekday: 3, problem: 'empty' }],
    ['one over another', [on(4, '09:00', '13:00'), on(4, '12:00', '18:00')], { weekday: 4, problem: 'overlap' }],
    ["a night over the next morning's", [on(5, '22:00', '03:00'), on(6, '02:00', '10:00')], { weekday: 6, problem: 'overlap' }],
    ["Sunday night over Monday's morning", [on(1, '02:00', '10:00'), on(7, '22:00', '03:00')], { weekday: 7, problem: 'overlap' }],
    ["Monday's morning under Sunday night", [on(7, '22:00', '03:00'), on(1, '02:00', '10:00')], { weekday: 1, problem: 'overlap' }],
  ])('%s', (_, spans, facts) => expect(decideWeek(spans)).toEqual({ ok: false, refusal: { code: 'stores.hours_invalid', facts } }));

  test('hours that touch, rest days and nights that end in time are fine', () => {
    expect(decideWeek([on(1, '09:00', '12:00'), on(1, '12:00', '24:00'), on(2, '00:00', '02:00'), on(7, '22:00', '02:00')]).ok).toBe(true);
    expect(decideWeek([]).ok).toBe(true);
    expect(decideDay('2026-10-01', [{ from: '10:00', to: '10:00' }])).toMatchObject({ refusal: { facts: { weekday: 4, problem: 'empty' } } });
  });

  test('a zone is one that the platform knows', () => {
    expect(['Asia/Shanghai', 'America/New_York', 'Asia/Atlantis', ''].map(isZone)).toEqual([true, true, false, false]);
  });
});

describe('BK-07 a change of hours names whom it strands', () => {
  const visit = (date: string, from: string, hours: number) => ({
    id: `${date} ${from}`,
    start: instantOf(date, from, ZONE),
    end: instantOf(date, from, ZONE) + hours * HOUR_MS,
  });
  const store = (hours: StoreHours) => ({ hours, zone: ZONE });
  test('those that fit before and do not fit after; who was outside already is not its fault', () => {
    const visits = [visit('2026-10-01', '10:00', 2), visit('2026-10-01', '17:00', 1), visit('2026-10-01', '19:00', 1), visit('2026-10-02', '10:00', 1)];
    const shorter = { ...plain, special: [special({ hours: [{ from: '09:00', to: '12:00' }] })] };
    expect(strandedBy(visits, store(plain), store(shorter)).map(({ id }) => id)).toEqual(['2026-10-01 17:00']);
    expect(outside(visits, store(shorter)).map(({ id }) => id)).toEqual(['2026-10-01 17:00', '2026-10-01 19:00']);
    expect(strandedBy(visits, store(plain), null)).toHaveLength(3);
  });

  test('a visit after midnight belongs to the evening before', () => {
    const night = { ...plain, week: week('20:00', '02:00') };
    expect(outside([visit('2026-10-02', '00:30', 1)], store(night))).toEqual([]);
    expect(outside([visit('2026-10-02', '01:30', 1)], store(night))).toHaveLength(1);
    const closed = { ...night, special: [special({ date: '2026-10-01', hours: [] })] };
    expect(strandedBy([visit('2026-10-02', '00:30', 1)], store(night), store(closed))).toHaveLength(1);
  });

  test('the same hours in another zone are other hours', () => {
    expect(strandedBy([visit('2026-10-01', '10:00', 2)], store(plain), { hours: plain, zone: 'Asia/Tokyo' })).toHaveLength(0);
    expect(strandedBy([visit('2026-10-01', '17:00', 1)], store(plain), { hours: plain, zone: 'Asia/Tokyo' })).toHaveLength(1);
  });
});

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const span: fc.Arbitrary<ClockSpan> = fc
  .tuple(fc.integer({ min: 0, max: 287 }), fc.integer({ min: 0, max: 288 }))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from: clock(from * 5), to: clock(to * 5) }));
const weekOf = fc
  .array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), span }), { maxLength: 9 })
  .map((rows) => rows.map(({ weekday, span: times }) => ({ weekday, ...times })));
const FIRST = '2026-11-02';
const dateNear = fc.integer({ min: 0, max: 9 }).map((plus) => addDays(FIRST, plus));
const storeHours: fc.Arbitrary<StoreHours> = fc.record({
  week: weekOf,
  seasons: fc.array(
    fc
      .record({ name: fc.constant('季'), a: dateNear, b: dateNear, opening: weekOf })
      .map(({ a, b, ...rest }) => ({ ...rest, fromDate: a < b ? a : b, untilDate: a < b ? b : a })),
    { maxLength: 2 },
  ),
  special: fc.array(
    fc.record({
      date: dateNear,
      name: fc.constant('日'),
      kind: fc.constantFrom('holiday' as const, 'workday' as const, 'other' as const),
      own: fc.boolean(),
      hours: fc.option(fc.array(span, { maxLength: 3 })),
      asWeekday: fc.option(fc.integer({ min: 1, max: 7 })),
    }),
    { maxLength: 4 },
  ),
});

/** What a person with the notices in her hand would say: the spans that hold on a civil day. */
function byHand(date: string, hours: StoreHours): readonly ClockSpan[] {
  const own = hours.special.find((day) => day.date === date && day.own);
  const shops = hours.special.find((day) => day.date === date && !day.own);
  const day = own ?? shops;
  if (day?.hours) return day.hours;
  let rows = hours.week;
  for (const season of [...hours.seasons].reverse()) if (date >= season.fromDate && date <= season.untilDate) rows = season.opening;
  return rows.filter((row) => row.weekday === (day?.asWeekday ?? isoWeekday(date)));
}

test('BK-07 law: minute by minute, a store is open exactly when a span of that day, or of the night before, says so', () => {
  fc.assert(
    fc.property(storeHours, fc.integer({ min: 0, max: 9 }), (hours, plus) => {
      const date = addDays(FIRST, plus);
      const midnight = instantOf(date, '00:00', ZONE);
      const open = joined([addDays(date, -1), date].flatMap((day) => hoursOn(day, hours, ZONE).hours));
      for (let minute = 0; minute < 1440; minute += 5) {
        const time = clock(minute);
        const now = midnight + minute * MINUTE_MS;
        const here = byHand(date, hours).some(({ from, to }) => from <= time && (to > from ? time < to : true));
        const night = byHand(addDays(date, -1), hours).some(({ from, to }) => to <= from && time < to);
        expect([date, time, open.some((range) => range.start <= now && now < range.end)]).toEqual([date, time, here || night]);
      }
    }),
    { numRuns: 150 },
  );
});

test('BK-07 law: the hours of a day begin on it, are in order and apart', () => {
  fc.assert(
    fc.property(storeHours, dateNear, fc.constantFrom(ZONE, 'America/New_York', 'Europe/London'), (hours, date, zone) => {
      const ranges = hoursOn(date, hours, zone).hours;
      ranges.forEach((range, i) => {
        expect(range.end).toBeGreaterThan(range.start);
        expect(dateAt(range.start, offsetMinutesAt(zone, range.start))).toBe(date);
        if (i > 0) expect(range.start).toBeGreaterThan(ranges[i - 1]!.end);
      });
    }),
  );
});
