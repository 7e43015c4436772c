import type { CalendarView } from '@zhike/domain/booking/contract';
import { eventsOf, fromWall, hoursOf, mayResize, movedChoices, movedStart, NO_FILTER, rangeOf, resourcesOf, titleOf, toneOf, toWall, wordOf } from './mapping';

const PHOTO = 'type-photo';
const ROOM = 'type-room';
const unit = (id: string, typeId: string, name: string, working: CalendarView['units'][number]['working']): CalendarView['units'][number] => ({
  id,
  name,
  number: Number(id.slice(1)),
  staffId: null,
  typeId,
  typeName: typeId === PHOTO ? '摄影师' : '摄影棚',
  kind: typeId === PHOTO ? 'person' : 'place',
  skills: [],
  state: 'active',
  working,
});
const item = (over: Partial<CalendarView['items'][number]>): CalendarView['items'][number] => ({
  reservationId: 'r1',
  unitId: 'u1',
  kind: 'booking',
  startsAt: '2026-11-28T03:00:00.000Z',
  endsAt: '2026-11-28T05:00:00.000Z',
  bookingId: 'b1',
  state: 'confirmed',
  customerId: 'c1',
  customerName: '王芳',
  serviceName: '经典婚纱',
  label: '经典婚纱',
  roleKey: 'photographer',
  version: 3,
  overbooked: false,
  partySize: 1,
  sessionId: null,
  serviceId: 's1',
  bookingStartsAt: '2026-11-28T02:00:00.000Z',
  bookingEndsAt: '2026-11-28T05:00:00.000Z',
  can: ['reschedule'],
  ...over,
});
const day = [{ startsAt: '2026-11-28T01:00:00.000Z', endsAt: '2026-11-28T13:00:00.000Z' }];
const calendar: CalendarView = {
  storeId: 's',
  utcOffsetMinutes: 480,
  from: '2026-11-28',
  days: 1,
  opening: day,
  units: [
    unit('u1', PHOTO, '周牧', [{ startsAt: '2026-11-28T04:00:00.000Z', endsAt: '2026-11-28T13:00:00.000Z' }]),
    unit('u2', PHOTO, '林晓', []),
    unit('u3', ROOM, '一号棚', day),
  ],
  items: [
    item({}),
    item({ reservationId: 'r2', unitId: 'u3', state: 'held', can: [] }),
    item({ reservationId: 'r3', unitId: 'u2', kind: 'leave', bookingId: null, state: null, customerName: null, serviceName: null, label: '年假', can: [] }),
  ],
};
const ALL = NO_FILTER;

describe('the calendar adapter', () => {
  test('instants become the store’s wall clock and come back unchanged', () => {
    expect(toWall('2026-11-27T18:30:00.000Z', 480)).toBe('2026-11-28T02:30:00');
    expect(fromWall(new Date(2026, 10, 28, 2, 30), 480)).toBe('2026-11-27T18:30:00.000Z');
  });

  test('a week begins on Monday and holds seven days', () => {
    expect(rangeOf('timeline-week', '2026-11-28')).toEqual({ from: '2026-11-23', days: 7 });
    expect(rangeOf('timeline-week', '2026-11-23').from).toBe('2026-11-23');
    expect(rangeOf('grid', '2026-11-28')).toEqual({ from: '2026-11-28', days: 1 });
  });

  test('a timeline groups units under their type, columns stand in the same order without headings', () => {
    expect(resourcesOf(calendar, ALL, 'timeline-day').map((r) => [r.title, r.children?.length])).toEqual([
      ['摄影师', 2],
      ['摄影棚', 1],
    ]);
    expect(resourcesOf(calendar, ALL, 'grid').map((r) => r.title)).toEqual(['周牧', '林晓', '一号棚']);
    expect(resourcesOf(calendar, { ...ALL, typeIds: [ROOM] }, 'grid').map((r) => r.title)).toEqual(['一号棚']);
  });

  test('units of one name are told apart by their order', () => {
    const twins = { ...calendar, units: [unit('d1', 'dress', '缎面鱼尾', []), unit('d2', 'dress', '缎面鱼尾', []), unit('d3', 'dress', '法式蕾丝', [])] };
    expect(resourcesOf(twins, ALL, 'grid').map((r) => r.title)).toEqual(['缎面鱼尾 #1', '缎面鱼尾 #2', '法式蕾丝']);
  });

  test('only what the server allows can be dragged; a filter by state hides bookings and keeps absences', () => {
    const shown = eventsOf(calendar, ALL).filter((e) => e.display !== 'background');
    expect(shown.map((e) => [e.id, e.startEditable])).toEqual([
      ['r1', true],
      ['r2', false],
      ['r3', false],
    ]);
    expect(
      eventsOf(calendar, { ...ALL, states: ['held'] })
        .filter((e) => e.display !== 'background')
        .map((e) => e.id),
    ).toEqual(['r2', 'r3']);
  });

  test('what lies outside working hours is shaded, a day without a shift wholly', () => {
    const rest = (unitId: string) =>
      eventsOf(calendar, ALL)
        .filter((e) => e.display === 'background' && e.resourceId === unitId)
        .map((e) => [e.start.slice(11, 16), e.end.slice(11, 16)]);
    expect(rest('u1')).toEqual([
      ['00:00', '12:00'],
      ['21:00', '23:59'],
    ]);
    expect(rest('u2')).toEqual([['00:00', '23:59']]);
  });

  test('the shown hours are the opening hours, stretched by what lies outside', () => {
    expect(hoursOf(calendar)).toEqual({ min: 9, max: 21 });
    expect(hoursOf({ ...calendar, items: [item({ startsAt: '2026-11-27T23:30:00.000Z', endsAt: '2026-11-28T13:30:00.000Z' })] })).toEqual({ min: 7, max: 22 });
    expect(hoursOf({ ...calendar, opening: [], items: [] })).toEqual({ min: 9, max: 21 });
  });

  test('a state always has its word beside the colour', () => {
    expect([wordOf(item({})), toneOf(item({}))]).toEqual(['已确认', 'green']);
    expect([wordOf(item({ state: 'held' })), toneOf(item({ state: 'held' }))]).toEqual(['待支付', 'amber']);
    expect(wordOf(item({ kind: 'maintenance', bookingId: null, state: null }))).toBe('维修');
  });

  test('a booking that the reader may not see only occupies', () => {
    const hidden = item({ bookingId: null, customerName: null, serviceName: null, label: '占用' });
    expect([wordOf(hidden), titleOf(hidden), toneOf(hidden)]).toEqual(['占用', '占用', 'absence']);
  });

  test('dragging a part moves the whole booking by the same span', () => {
    expect(movedStart(item({}), new Date(2026, 10, 28, 11), new Date(2026, 10, 28, 12, 30))).toBe('2026-11-28T03:30:00.000Z');
  });

  test('the other units stay, the dragged one is replaced; a looser try keeps only people', () => {
    const units = [
      { roleKey: 'photographer', unitId: 'u1', kind: 'person' },
      { roleKey: 'room', unitId: 'u3', kind: 'place' },
    ];
    expect(movedChoices(units, 'u1', 'u2')).toEqual({ photographer: 'u2', room: 'u3' });
    expect(movedChoices(units, 'u1', 'u2', 'people')).toEqual({ photographer: 'u2' });
    expect(movedChoices(units, 'u3', 'u4', 'people')).toEqual({ photographer: 'u1', room: 'u4' });
  });

  test('RP-17 a filter by skill chooses units, one by words chooses bookings and leaves absences in sight', () => {
    const skilled = { ...calendar, units: calendar.units.map((u) => (u.id === 'u2' ? { ...u, skills: ['儿童'] } : u)) };
    expect(resourcesOf(skilled, { ...ALL, skill: '儿童' }, 'grid').map((r) => r.title)).toEqual(['林晓']);
    const found = (text: string) =>
      eventsOf(calendar, { ...ALL, text })
        .filter((e) => e.display !== 'background')
        .map((e) => e.id);
    expect(found('王芳 一号')).toEqual(['r2', 'r3']);
    expect(found('没有的人')).toEqual(['r3']);
  });

  test('RP-17 classes, overbooked bookings and parties are marked with words', () => {
    const over = item({ overbooked: true, partySize: 3 });
    expect([wordOf(over), titleOf(over)]).toEqual(['已确认·超额', '王芳 · 3 人 · 经典婚纱']);
    const lesson = item({ kind: 'class', bookingId: null, state: null, customerName: null, serviceName: '瑜伽', label: '早课' });
    expect([wordOf(lesson), titleOf(lesson), toneOf(lesson)]).toEqual(['课程', '瑜伽 · 早课', 'class']);
  });

  test('RP-17 only a part that ends with its booking can be drawn longer', () => {
    expect(mayResize(item({ can: ['resize'] }))).toBe(true);
    expect(mayResize(item({ can: ['resize'], endsAt: '2026-11-28T04:00:00.000Z' }))).toBe(false);
    expect(mayResize(item({}))).toBe(false);
  });
});
